//! Manifests of packages, each read to one list of dependencies.

use crate::{
    detect::project::split,
    document::{Entry, Node, ParsedFile},
};
use std::ops::Range;

/// The package managers that manifests are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Node,
    Composer,
    Requirements,
    Pyproject,
    Pipfile,
    Gemfile,
    Go,
    Cargo,
}

/// A manifest.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(super) kind: Kind,
    pub(crate) dependencies: Vec<Dependency>,
    /// The key of the list of dependencies.
    pub(super) list: Range<usize>,
    /// Whether it is of a program that is deployed, not of a library.
    pub(super) is_program: bool,
    /// Whether it does not say which of the two.
    pub(super) has_no_type: bool,
    /// The package manager that it names: `pnpm@10.2.0`.
    pub(super) manager: Option<String>,
}

/// A package that is asked for.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// The versions that fit, as written; empty if nothing is said.
    pub(super) requirement: String,
    pub(crate) span: Range<usize>,
    pub(crate) is_development: bool,
}

impl Kind {
    /// By the name of the file.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (folder, name) = split(path);
        let lower = name.to_ascii_lowercase();
        Some(match lower.as_str() {
            "package.json" => Kind::Node,
            _ if is_catalog(path) => Kind::Node,
            "composer.json" => Kind::Composer,
            "pyproject.toml" => Kind::Pyproject,
            "pipfile" => Kind::Pipfile,
            "gemfile" => Kind::Gemfile,
            "go.mod" => Kind::Go,
            "cargo.toml" => Kind::Cargo,
            _ if lower.starts_with("requirements") && lower.ends_with(".txt") => Kind::Requirements,
            _ if split(folder).1 == "requirements" && lower.ends_with(".txt") => Kind::Requirements,
            _ => return None,
        })
    }
}

/// Whether a file is of a workspace, and holds versions for the packages in it: a catalog of pnpm or Yarn.
pub(super) fn is_catalog(path: &str) -> bool {
    matches!(split(path).1, "pnpm-workspace.yaml" | ".yarnrc.yml")
}

impl Manifest {
    /// Reads a manifest; `None` if it can't be read, or lists nothing.
    pub(crate) fn read(file: &ParsedFile<'_>) -> Option<Self> {
        let (path, text) = (file.path(), file.text());
        let kind = Kind::of(path)?;
        let manifest = match kind {
            Kind::Requirements => requirements(path, text),
            Kind::Gemfile => gemfile(text),
            Kind::Go => go(text),
            Kind::Node | Kind::Composer | Kind::Pyproject | Kind::Pipfile | Kind::Cargo => {
                structured(kind, file.root()?)
            }
        };
        (!manifest.dependencies.is_empty()).then_some(manifest)
    }
}

/// The lists of dependencies in each format: the path to a mapping or list, and whether these are for development.
fn lists(kind: Kind) -> &'static [(&'static [&'static str], bool)] {
    match kind {
        Kind::Node => &[(&["dependencies"], false), (&["devDependencies"], true)],
        Kind::Composer => &[(&["require"], false), (&["require-dev"], true)],
        Kind::Pyproject => &[(&["project", "dependencies"], false), (&["tool", "poetry", "dependencies"], false)],
        Kind::Pipfile => &[(&["packages"], false), (&["dev-packages"], true)],
        Kind::Cargo => {
            &[(&["dependencies"], false), (&["workspace", "dependencies"], false), (&["dev-dependencies"], true)]
        }
        Kind::Requirements | Kind::Gemfile | Kind::Go => &[],
    }
}

/// The catalogs of a workspace, from which its packages take versions: the one without a name, and those with one. Bun has
/// them in `package.json`, at the root or under `workspaces`.
fn catalogs(root: &Node) -> impl Iterator<Item = &Node> {
    let places = [Some(root), root.get("workspaces")].into_iter().flatten();
    places.flat_map(|place| {
        let named = place.entries_of("catalogs").iter().map(|entry| &entry.value);
        place.get("catalog").into_iter().chain(named)
    })
}

fn structured(kind: Kind, root: &Node) -> Manifest {
    let mut manifest = Manifest::new(kind);
    let listed = lists(kind).iter().filter_map(|(path, is_development)| Some((root.at(path)?, *is_development)));
    let shared = catalogs(root).filter(|_| kind == Kind::Node).map(|catalog| (catalog, false));
    for (node, is_development) in listed.chain(shared) {
        let listed = node.entries().iter().filter_map(|entry| keyed(kind, entry, is_development));
        let written = node.items().iter().filter_map(|item| specifier(item.text()?, item.span.clone()));
        let before = manifest.dependencies.len();
        manifest.dependencies.extend(listed.chain(written));
        if let Some(first) = manifest.dependencies.get(before)
            && before == 0
        {
            manifest.list = first.span.clone();
        }
    }
    let text = |key: &str| root.get(key).and_then(Node::text);
    manifest.manager = text("packageManager").map(str::to_owned);
    manifest.has_no_type = text("type").is_none();
    manifest.is_program = match kind {
        Kind::Node => text("private") == Some("true") || root.at(&["scripts", "start"]).is_some(),
        Kind::Composer => text("type").is_none_or(|kind| kind == "project"),
        Kind::Pyproject => root.at(&["tool", "poetry"]).is_some() && root.at(&["tool", "poetry", "packages"]).is_none(),
        Kind::Pipfile => true,
        Kind::Cargo => root.get("bin").is_some(),
        Kind::Requirements | Kind::Gemfile | Kind::Go => true,
    };
    manifest
}

/// `"next": "15.0.0"`, `next = { version = "15" }`; not what comes from elsewhere, or is no package.
fn keyed(kind: Kind, entry: &Entry, is_development: bool) -> Option<Dependency> {
    const ELSEWHERE: &[&str] = &["path", "git", "file", "url", "workspace"];
    if ELSEWHERE.iter().any(|key| entry.value.get(key).is_some()) {
        return None;
    }
    let platform = kind == Kind::Composer
        && (entry.key == "php" || entry.key.starts_with("ext-") || entry.key.starts_with("lib-"));
    let language = matches!(kind, Kind::Pyproject | Kind::Pipfile) && entry.key == "python";
    let version = entry.value.text().or_else(|| entry.value.get("version")?.text())?;
    let local = ["workspace:", "file:", "link:", "portal:", "git", "http", "npm:", "catalog:", "patch:", "github:"];
    let is_local = local.iter().any(|start| version.starts_with(start)) || version.contains('/');
    (!platform && !language && !is_local).then(|| Dependency {
        name: entry.key.clone(),
        requirement: version.trim().to_owned(),
        span: entry.key_span.start..entry.value.span.end.max(entry.key_span.end),
        is_development,
    })
}

/// `fastapi[all]>=0.100 ; python_version > "3"` of Python.
fn specifier(text: &str, span: Range<usize>) -> Option<Dependency> {
    let plain = text.split(';').next().unwrap_or(text).trim();
    let end = plain.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(plain.len());
    let (name, rest) = plain.split_at(end);
    let rest = rest.trim_start();
    let rest = rest
        .strip_prefix('[')
        .and_then(|inside| inside.split_once(']'))
        .map_or(rest, |(_, behind)| behind.trim_start());
    let sound = !name.is_empty()
        && !rest.starts_with('@')
        && rest.starts_with(['=', '<', '>', '~', '!', '(']) | rest.is_empty();
    sound.then(|| Dependency {
        name: name.to_owned(),
        requirement: rest.trim().to_owned(),
        span,
        is_development: false,
    })
}

fn requirements(path: &str, text: &str) -> Manifest {
    let mut manifest = Manifest::new(Kind::Requirements);
    let constrained = text.lines().any(|line| line.starts_with("-c ") || line.starts_with("--constraint"));
    let compiled = text.contains("--hash=")
        || text.contains("autogenerated by pip-compile")
        || text.contains("autogenerated by uv");
    let others = ["dev", "test", "tests", "docs", "doc", "lint", "local", "ci"];
    let for_others = path.split(['/', '.', '-', '_']).any(|word| others.contains(&word));
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.split(" #").next().unwrap_or(line).trim_end();
        let lead = bare.len() - bare.trim_start().len();
        if !bare.trim().starts_with(['#', '-', '.', '/']) && !constrained && !compiled {
            manifest.dependencies.extend(specifier(bare.trim(), at + lead..at + bare.len()));
        }
        at += line.len();
    }
    manifest.dependencies.iter_mut().for_each(|dependency| dependency.is_development = for_others);
    manifest.list = manifest.dependencies.first().map_or(0..0, |first| first.span.clone());
    manifest
}

/// `gem "rails", "~> 8.0"`.
fn gemfile(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Kind::Gemfile);
    let (mut at, mut group) = (0, false);
    for line in text.split_inclusive('\n') {
        let code = line.trim();
        group = (group || code.starts_with("group ") && !code.contains(":production") && code.ends_with("do"))
            && code != "end";
        let quoted: Vec<&str> = code.split(['"', '\'']).skip(1).step_by(2).collect();
        if code.starts_with("gem ")
            && let [name, rest @ ..] = &quoted[..]
            && !["git:", "github:", "path:", ":git", ":path"].iter().any(|option| code.contains(option))
        {
            let start = at + line.len() - line.trim_start().len();
            let requirement = rest.first().filter(|text| text.contains(|c: char| c.is_ascii_digit())).copied();
            manifest.dependencies.push(Dependency {
                name: (*name).to_owned(),
                requirement: requirement.unwrap_or_default().to_owned(),
                span: start..start + code.len(),
                is_development: group,
            });
        }
        at += line.len();
    }
    manifest.list = manifest.dependencies.first().map_or(0..0, |first| first.span.clone());
    manifest
}

/// `require` lines of go.mod.
fn go(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Kind::Go);
    let (mut at, mut inside) = (0, false);
    for line in text.split_inclusive('\n') {
        let code = line.trim();
        let words: Vec<&str> = code.trim_start_matches("require ").split_whitespace().collect();
        let listed = (inside || code.starts_with("require ")) && !code.ends_with('(');
        if listed
            && let [name, version, ..] = words[..]
            && version.starts_with('v')
            && !code.ends_with("// indirect")
        {
            let start = at + line.len() - line.trim_start().len();
            manifest.dependencies.push(Dependency {
                name: name.to_owned(),
                requirement: version.to_owned(),
                span: start..start + code.len(),
                is_development: false,
            });
        }
        inside = code.starts_with("require (") || inside && code != ")";
        at += line.len();
    }
    manifest.list = manifest.dependencies.first().map_or(0..0, |first| first.span.clone());
    manifest
}

impl Manifest {
    fn new(kind: Kind) -> Self {
        Manifest { kind, dependencies: Vec::new(), list: 0..0, is_program: true, has_no_type: true, manager: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_dependencies() {
        for (path, text, expected) in [
            (
                "package.json",
                r#"{"dependencies": {"next": "15.0.0", "a": "workspace:*"}, "devDependencies": {"b": "*"}}"#,
                "next 15.0.0|b *?",
            ),
            (
                "pnpm-workspace.yaml",
                "packages: [a/*]\ncatalog:\n  react: 19.0.0\ncatalogs:\n  old: {next: 14.0.0}\n",
                "react 19.0.0|next 14.0.0",
            ),
            (
                "package.json",
                r#"{"workspaces": {"catalog": {"a": "1"}, "catalogs": {"x": {"b": "2"}}}, "catalog": {"c": "3"}}"#,
                "c 3|a 1|b 2",
            ),
            ("composer.json", r#"{"require": {"php": ">=8", "laravel/framework": "^12"}}"#, "laravel/framework ^12"),
            (
                "requirements.txt",
                "# a\n-r base.txt\nfastapi[all]>=0.1 # x\nflask\nDjango == 5.1 ; python_version > '3'\nx @ git+https://y\n",
                "fastapi >=0.1|flask |Django == 5.1",
            ),
            ("requirements/prod.txt", "gunicorn", "gunicorn "),
            ("requirements-dev.txt", "pytest", "pytest ?"),
            ("requirements.txt", "a==1 \\\n    --hash=sha256:00\n", ""),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"fastapi>=0.1\", \"x\"]\n[tool.poetry.dependencies]\npython = \"^3\"\ny = {version = \"*\"}\n",
                "fastapi >=0.1|x |y *",
            ),
            ("Pipfile", "[packages]\nflask = \"*\"\n", "flask *"),
            (
                "Gemfile",
                "gem \"rails\", \"~> 8.0\"\ngem 'pg'\ngroup :test do\n  gem 'x'\nend\ngem 'y', github: 'a/b'\n",
                "rails ~> 8.0|pg |x ?",
            ),
            (
                "go.mod",
                "module x\nrequire a.b/c v1.2.0\nrequire (\n\td.e/f v0.0.0-rc.1\n\tg v1 // indirect\n)\n",
                "a.b/c v1.2.0|d.e/f v0.0.0-rc.1",
            ),
            (
                "Cargo.toml",
                "[dependencies]\ntokio = \"1\"\nx = { path = \"x\" }\ny = { version = \"*\" }\n",
                "tokio 1|y *",
            ),
        ] {
            let manifest = Manifest::read(&ParsedFile::new(path, text.as_bytes()));
            let show = |one: &Dependency| {
                assert!(text[one.span.clone()].contains(&one.name), "{path}: {}", one.name);
                format!("{} {}{}", one.name, one.requirement, if one.is_development { "?" } else { "" })
            };
            let found = manifest.map(|manifest| manifest.dependencies.iter().map(show).collect::<Vec<_>>().join("|"));
            assert_eq!(found.unwrap_or_default(), expected, "{path}");
        }
    }
}
