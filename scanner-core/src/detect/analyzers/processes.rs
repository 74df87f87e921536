//! Commands that units, process managers and platforms start.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::{
        ConfigFile,
        knowledge::launch::{Kind, LaunchContext, development, script_programs, seeding},
        project::{PackagePaths, join, split},
    },
    document::{Entry, Format, Node, Package},
    model::{Environment, Severity},
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::DevelopmentServerStarted, Check::SeedingAtStart],
    applies_to: |path| Source::of(path).is_some(),
    reads: PackagePaths::contains,
    check,
};

/// The kind of file that starts something.
#[derive(Clone, Copy)]
enum Source {
    /// A unit of systemd.
    Unit,
    /// An ecosystem of PM2.
    Pm2,
    /// `web: command`
    Procfile,
    /// Fly, Render, Railway and their like.
    Platform,
}

/// The paths to start commands in files of platforms.
const PLATFORM: &[&[&str]] = &[
    &["processes"],
    &["deploy", "startCommand"],
    &["deploy", "preDeployCommand"],
    &["deploy", "release_command"],
    &["run"],
    &["entrypoint"],
    &["start", "cmd"],
];
/// The same for each service of a list.
const SERVICE: &[&str] = &["startCommand", "preDeployCommand", "run_command"];

impl Source {
    fn of(path: &str) -> Option<Self> {
        let name = split(path).1.to_ascii_lowercase();
        let script = [".js", ".cjs", ".mjs", ".ts"].iter().any(|ending| name.ends_with(ending));
        match &*name {
            "procfile" => Some(Source::Procfile),
            "fly.toml" | "render.yaml" | "render.yml" | "railway.json" | "railway.toml" | "heroku.yml"
            | "nixpacks.toml" => Some(Source::Platform),
            "app.yaml" if path.contains(".do/") => Some(Source::Platform),
            _ if name.ends_with(".service") => Some(Source::Unit),
            _ if script && name.starts_with("ecosystem.") || name.starts_with("pm2.") => Some(Source::Pm2),
            "process.json" | "process.yml" | "process.yaml" => Some(Source::Pm2),
            _ if name.starts_with("ecosystem.") && Format::for_path(&name).is_some() => Some(Source::Pm2),
            _ => None,
        }
    }
}

/// A command line, its name in the file, its place, and the folder it is started in.
struct Start {
    name: String,
    line: String,
    place: Range<usize>,
    folder: Option<String>,
    environment: Vec<(String, String)>,
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = file.context().environment;
    let aside = matches!(environment, Environment::Development | Environment::Test);
    let Some(source) = Source::of(file.path).filter(|_| !aside && file.context().role.is_in_use()) else {
        return;
    };
    let starts = starts(source, file);
    // Platforms run `web`; a file without it starts the programs of a developer together.
    if matches!(source, Source::Procfile) && !starts.iter().any(|start| start.name == "web") {
        return;
    }
    for start in starts {
        let script = |name: &str| package(file, start.folder.as_deref())?.script(name).map(str::to_owned);
        let variable =
            |name: &str| start.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let around = LaunchContext { script: &script, variable: &variable };
        let programs = script_programs(&start.line, &around);
        if let Some(what) = programs.iter().find_map(|program| development(program, &around)) {
            let severity = if what.kind == Kind::Server { Severity::High } else { Severity::Medium };
            let report = found.report(Check::DevelopmentServerStarted, start.place.clone());
            report.subject(&*start.name).severity(severity).message(what.what);
        }
        if let Some(what) = programs.iter().find_map(seeding) {
            let report = found.report(Check::SeedingAtStart, start.place.clone()).severity(Severity::Medium);
            report.subject(&*start.name).message(format!("{what} fills the database on every start or release"));
        }
    }
}

fn starts(source: Source, file: &ConfigFile<'_>) -> Vec<Start> {
    let root = match source {
        Source::Pm2 if Format::for_path(file.path).is_none() => file.parsed.exported_object(),
        _ => file.parsed.root(),
    };
    let Some(root) = root else { return Vec::new() };
    match source {
        Source::Unit => {
            let service = root.entries_of("Service");
            service
                .iter()
                .filter(|entry| entry.key == "ExecStart")
                .filter_map(|entry| plain(&entry.key, &entry.value))
                .collect()
        }
        Source::Pm2 => root.items_of("apps").iter().filter_map(process).collect(),
        Source::Procfile => root.entries().iter().filter_map(|entry| plain(&entry.key, &entry.value)).collect(),
        Source::Platform => {
            let direct = PLATFORM.iter().filter_map(|path| Some((path.join("."), root.at(path)?))).flat_map(lines);
            let services = root.items_of("services");
            direct.chain(services.iter().flat_map(listed)).filter_map(|(name, node)| plain(&name, node)).collect()
        }
    }
}

/// A text, or all texts of a mapping, each with its name.
fn lines((name, node): (String, &Node)) -> Vec<(String, &Node)> {
    if node.entries().is_empty() {
        return vec![(name, node)];
    }
    node.entries().iter().map(|entry| (format!("{name}.{}", entry.key), &entry.value)).collect()
}

/// The commands that a service of a platform starts, each with its name.
fn listed(service: &Node) -> Vec<(String, &Node)> {
    let name = service.get("name").and_then(Node::text).unwrap_or_default();
    SERVICE.iter().filter_map(|key| Some((format!("{name}.{key}"), service.get(key)?))).collect()
}

fn plain(name: &str, node: &Node) -> Option<Start> {
    let line = node.text()?.trim_start_matches(['-', '@', '+', '!', ':']).to_owned();
    Some(Start { name: name.to_owned(), line, place: node.span.clone(), folder: None, environment: Vec::new() })
}

/// A process of PM2: its script and arguments, where it runs, and what is set for it.
fn process(app: &Node) -> Option<Start> {
    let script = app.get("script")?;
    let args = app.get("args").map(|args| match args.text() {
        Some(text) => text.to_owned(),
        None => args.items().iter().filter_map(Node::text).collect::<Vec<_>>().join(" "),
    });
    let variable = |entry: &Entry| Some((entry.key.clone(), entry.value.text()?.to_owned()));
    let environment = app.entries_of("env").iter().filter_map(variable);
    let folder = app.get("cwd").and_then(Node::text).map(|path| path.trim_end_matches('/').to_owned());
    Some(Start {
        name: app.get("name").unwrap_or(script).text().unwrap_or_default().to_owned(),
        line: format!("{} {}", script.text()?, args.unwrap_or_default()),
        place: script.span.clone(),
        folder,
        // That it is for development is another finding.
        environment: environment.filter(|(name, _)| name != "NODE_ENV").collect(),
    })
}

/// The package in a folder on the server, which has the name of one here; or of the only package there is,
/// or that beside the file.
fn package<'a>(file: &ConfigFile<'a>, folder: Option<&str>) -> Option<&'a Package> {
    let files = file.relations.files();
    let paths = PackagePaths::of(files);
    let last = folder.map(|folder| split(folder).1).filter(|name| !name.is_empty() && *name != ".");
    let named = last.and_then(|last| paths.by_folder_name.get(last).cloned());
    let beside = || join(split(file.path).0, "package.json").filter(|path| files.has(path));
    files.file(&named.or_else(beside).or_else(|| paths.only.clone())?)?.package()
}
