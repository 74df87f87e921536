//! Conventions of frameworks for the names of a base and of production's layer over it.

use super::ConfigFile;
use crate::{
    context::{Explanation, Loader, environment_of},
    detect::project::{Files, join, split},
    model::Environment,
};

/// A folder has so many layers for production at most that are looked at for each base.
const MAX_LAYERS: usize = 64;

/// A convention.
struct Family {
    /// Whether a file is a base, by its folder and its name in lower case.
    is_base: fn(folder: &str, name: &str) -> bool,
    /// The folders of layers, relative to that of the base.
    folders: &'static [&'static str],
    /// Whether a file of production in such a folder is a layer over a base, by both names in lower case.
    is_over: fn(base: &str, layer: &str) -> bool,
    /// Whether a layer must take over the base by name.
    imports: bool,
}

const FAMILIES: &[Family] = &[
    // Spring, Quarkus, Micronaut, Helidon.
    Family {
        is_base: |_, name| is_application(name),
        folders: &["", "config"],
        is_over: |base, layer| {
            layer.strip_prefix(stem(base)).is_some_and(|rest| rest.starts_with('-')) && is_data(layer)
        },
        imports: false,
    },
    // .NET.
    Family {
        is_base: |_, name| name == "appsettings.json",
        folders: &[""],
        is_over: |_, layer| layer.starts_with("appsettings.") && layer.ends_with(".json"),
        imports: false,
    },
    // node-config.
    Family {
        is_base: |folder, name| split(folder).1 == "config" && stem(name) == "default" && is_data(name),
        folders: &[""],
        is_over: |_, layer| is_data(layer) && environment_of(stem(layer)).is_some(),
        imports: false,
    },
    // Charts of Helm, which take over values.yaml whatever files are given.
    Family {
        is_base: |_, name| stem(name) == "values" && is_data(name),
        folders: &[""],
        is_over: |_, layer| (layer.starts_with("values-") || layer.starts_with("values.")) && is_data(layer),
        imports: false,
    },
    // Kamal.
    Family {
        is_base: |folder, name| split(folder).1 == "config" && matches!(name, "deploy.yml" | "deploy.yaml"),
        folders: &[""],
        is_over: |_, layer| layer.starts_with("deploy.") && is_data(layer),
        imports: false,
    },
    // Rails' gem config, Symfony's packages.
    Family {
        is_base: |folder, name| {
            is_data(name)
                && (folder.ends_with("config/packages") || split(folder).1 == "config" && stem(name) == "settings")
        },
        folders: &["prod", "production", "settings"],
        is_over: |base, layer| layer == base || environment_of(stem(layer)).is_some() && is_data(layer),
        imports: false,
    },
    // Ansible's variables.
    Family {
        is_base: |folder, name| split(folder).1 == "group_vars" && stem(name) == "all",
        folders: &[""],
        is_over: |_, layer| is_data(layer),
        imports: false,
    },
    // Rails' application, whose environments are read behind it.
    Family {
        is_base: |folder, name| split(folder).1 == "config" && name == "application.rb",
        folders: &["environments"],
        is_over: |_, layer| layer.ends_with(".rb"),
        imports: false,
    },
    // Elixir, whose releases evaluate runtime.exs when they start.
    Family {
        is_base: |folder, name| split(folder).1 == "config" && name == "config.exs",
        folders: &[""],
        is_over: |_, layer| layer == "prod.exs" || is_evaluated_at_start(layer),
        imports: false,
    },
    // Django and others whose settings are modules of Python: a module takes over what it imports.
    Family {
        is_base: |folder, name| {
            name.ends_with(".py")
                && (folder.contains("settings") || folder.contains("config") || name.contains("settings"))
        },
        folders: &[""],
        is_over: |_, layer| layer.ends_with(".py"),
        imports: true,
    },
];

/// The name without what is behind its last dot.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_evaluated_at_start(name: &str) -> bool {
    matches!(name, "runtime.exs" | "releases.exs")
}

fn is_data(name: &str) -> bool {
    [".yml", ".yaml", ".json", ".properties", ".toml"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a file has the name of the properties that Spring and others read first.
pub(super) fn is_application(name: &str) -> bool {
    matches!(stem(name), "application" | "bootstrap") && is_data(name)
}

/// Whether a file may be production's layer over another, or what placeholders in code are looked up in, so that its text is
/// kept.
pub(in crate::detect) fn is_layer(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = split(&lower);
    let could = is_data(name) || name.ends_with(".py") || name.ends_with(".rb");
    let is_named = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| environment_of(word) == Some(Environment::Production))
    };
    let is_elixir = split(folder).1 == "config" && (name == "prod.exs" || is_evaluated_at_start(name));
    is_elixir
        || could && (is_application(name) || is_named(name) || is_named(split(folder).1) && folder.contains("config"))
}

/// The env file for production that its reader reads over a plain one.
fn env_file_over(file: &ConfigFile<'_>) -> Option<String> {
    const LAYERING: [Loader; 6] =
        [Loader::Next, Loader::Vite, Loader::Bun, Loader::DotenvExpand, Loader::SymfonyDotenv, Loader::RubyDotenv];
    let (folder, name) = split(file.path);
    let loader = file.project.loader(file.path).filter(|loader| name == ".env" && LAYERING.contains(loader))?;
    let layer = if loader == Loader::SymfonyDotenv { ".env.prod" } else { ".env.production" };
    join(folder, layer).filter(|path| file.relations.files().has(path))
}

/// The layers of production over a file, by path.
pub(super) fn over(file: &ConfigFile<'_>) -> Vec<String> {
    let lower = file.path.to_ascii_lowercase();
    let ((lower_folder, name), folder) = (split(&lower), split(file.path).0);
    let files = file.relations.files();
    let mut found = Vec::from_iter(env_file_over(file));
    for family in FAMILIES.iter().filter(|family| (family.is_base)(lower_folder, name)) {
        for inner in family.folders {
            let Some(folder) = join(folder, inner) else { continue };
            let production = files.once(&folder, |files| ForProduction::of(files, &folder));
            let layers = production.0.iter().filter(|path| *path != file.path).filter(|path| {
                let is_over = (family.is_over)(name, &split(path).1.to_ascii_lowercase());
                is_over && (!family.imports || imports(file, path))
            });
            found.extend(layers.cloned());
        }
    }
    found
}

/// The layers in a folder that are for production, by path.
struct ForProduction(Vec<String>);

impl ForProduction {
    fn of(files: &Files, folder: &str) -> Self {
        let layers = files.inside(folder).filter(|path| is_layer(path) && is_for_production(path));
        ForProduction(layers.take(MAX_LAYERS).map(str::to_owned).collect())
    }
}

fn is_for_production(path: &str) -> bool {
    is_evaluated_at_start(split(path).1)
        || Explanation::for_path(path, b"").context.environment == Environment::Production
}

/// Whether a module of Python takes over all names of a file: `from .base import *`.
fn imports(file: &ConfigFile<'_>, layer: &str) -> bool {
    let (folder, name) = split(file.path);
    let module = if name == "__init__.py" { split(folder).1 } else { stem(name) };
    let Some(layer) = file.relations.files().file(layer) else { return false };
    layer.text().lines().filter_map(|line| line.trim().strip_prefix("from ")).any(|line| {
        let Some((from, names)) = line.split_once(" import") else { return false };
        let last = from.trim().rsplit('.').next().unwrap_or_default();
        names.trim_start().starts_with('*') && (last == module || last.is_empty() && name == "__init__.py")
    })
}
