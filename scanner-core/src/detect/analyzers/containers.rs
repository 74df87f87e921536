//! Containers in the files of orchestrators: what image each is of, and what it starts in place of the image's command.
//!
//! Compose services and containers of Kubernetes both are mappings with an `image` or a `build`, wherever they stand.

use super::{Analyzer, Diagnostics};
use crate::detect::knowledge::image::ImageRef;
use crate::detect::knowledge::launch::{Kind, LaunchContext, Scripts, development, emptying, programs, seeding};
use crate::{
    context::is_compose_file,
    detect::{
        ConfigFile,
        project::{join, split},
    },
    document::{Node, Value, parse},
    model::{Environment, Severity},
};

pub(super) const ANALYZER: Analyzer = Analyzer {
    detectors: &["database-reset-at-start", "development-server-started", "image-end-of-life", "seeding-at-start"],
    applies_to: |path| is_compose_file(path) || is_manifest(path),
    reads: |path| split(path).1 == "package.json",
    check,
};

/// YAML that may be a manifest: what it is is told by its content.
fn is_manifest(path: &str) -> bool {
    let name = split(path).1;
    (name.ends_with(".yml") || name.ends_with(".yaml")) && !path.contains(".github/") && !name.starts_with('.')
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = file.context().environment;
    let compose = is_compose_file(file.path);
    let in_use = ConfigFile::is_in_use(file.context().role);
    let manifest =
        || ["apiVersion:", "kind:"].iter().all(|key| memchr::memmem::find(file.text, key.as_bytes()).is_some());
    if !in_use || matches!(environment, Environment::Development | Environment::Test) || !(compose || manifest()) {
        return;
    }
    let Ok(document) = parse(file.path, file.text) else { return };
    // A compose file that nothing says more of may be a developer's.
    let is_production = environment == Environment::Production || !compose;
    for root in &document.roots {
        each_container(root, &mut |container| {
            end_of_life(container, is_production, found);
            if is_production {
                start(file, container, found);
            }
        });
    }
}

/// Calls back for each mapping that describes a container.
fn each_container(node: &Node, callback: &mut dyn FnMut(&Node)) {
    match &node.value {
        Value::Mapping(entries) => {
            if node.get("image").is_some_and(|image| image.text().is_some()) || node.get("build").is_some() {
                callback(node);
            }
            entries.iter().for_each(|entry| each_container(&entry.value, callback));
        }
        Value::Sequence(items) => items.iter().for_each(|item| each_container(item, callback)),
        _ => {}
    }
}

fn end_of_life(container: &Node, is_production: bool, found: &mut Diagnostics<'_>) {
    let Some((image, name)) = container.get("image").and_then(|image| Some((image, image.text()?))) else { return };
    // What is built here is named as its builder likes.
    if container.get("build").is_some() {
        return;
    }
    if let Some(ended) = ImageRef::parse(name).and_then(|image| image.ended()) {
        let severity = if is_production && ended.is_long_ago { Severity::Medium } else { Severity::Low };
        let what = format!("{} has had no security fixes since {}", ended.version, ended.day);
        found.report("image-end-of-life", image.span.clone(), severity, what);
    }
}

/// What is started in place of the image's command.
fn start(file: &ConfigFile<'_>, container: &Node, found: &mut Diagnostics<'_>) {
    let parts: Vec<&Node> = ["entrypoint", "command", "args"].iter().filter_map(|key| container.get(key)).collect();
    let Some(place) = parts.last() else { return };
    let words: Vec<String> = parts.iter().flat_map(|node| words(node)).collect();
    let scripts = scripts(file, container);
    let around = LaunchContext { script: &|name| scripts.get(name), variable: &|name| variable(container, name) };
    let programs = programs(&words, &around);
    if let Some(start) = programs.iter().find_map(|program| development(program, &around)) {
        let severity = if start.kind == Kind::Server { Severity::High } else { Severity::Medium };
        found.report("development-server-started", place.span.clone(), severity, start.what);
    }
    if let Some(what) = programs.iter().find_map(emptying) {
        let what = format!("{what} runs each time that a container starts");
        found.report("database-reset-at-start", place.span.clone(), Severity::High, what);
    }
    if let Some(what) = programs.iter().find_map(seeding) {
        let what = format!("{what} runs each time that a container starts");
        found.report("seeding-at-start", place.span.clone(), Severity::Medium, what);
    }
}

/// The words of a command: a list, or a line that is read as a shell reads it.
fn words(node: &Node) -> Vec<String> {
    match node.text() {
        Some(line) => ["sh", "-c", line].map(str::to_owned).to_vec(),
        None => node.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
    }
}

/// The scripts of the package in the folder that a service is built in, or of the only package there is.
fn scripts(file: &ConfigFile<'_>, container: &Node) -> Scripts {
    let files = file.relations.files();
    let build = container.get("build");
    let folder = build.and_then(|build| build.text().or_else(|| build.get("context")?.text()));
    let built = folder.and_then(|folder| join(split(file.path).0, &format!("{folder}/package.json")));
    let packages = || files.paths().filter(|path| split(path).1 == "package.json");
    let only = || packages().next().filter(|_| packages().count() == 1).map(str::to_owned);
    built.or_else(only).and_then(|path| files.text(&path)).map(Scripts::parse).unwrap_or_default()
}

/// A variable that the container is given, in the forms of compose and Kubernetes.
fn variable(container: &Node, name: &str) -> Option<String> {
    let environment = container.get("environment").or_else(|| container.get("env"))?;
    let plain = environment.get(name).and_then(Node::text).map(str::to_owned);
    plain.or_else(|| {
        environment.items().iter().find_map(|item| match item.text() {
            Some(pair) => pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()),
            None => item
                .get("name")
                .and_then(Node::text)
                .filter(|key| *key == name)
                .and(item.get("value")?.text())
                .map(str::to_owned),
        })
    })
}
