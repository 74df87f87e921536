//! Containers in the files of orchestrators: the image of each, and the command it starts in place of the image's.
//!
//! Compose services and containers of Kubernetes both are mappings with an `image` or a `build`, wherever they are.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::is_compose_file,
    detect::{
        ConfigFile,
        knowledge::{
            image::ImageRef,
            launch::{Kind, LaunchContext, command_words, development, emptying, programs, seeding},
        },
        project::{PackagePaths, join, split},
    },
    document::{Node, Package, Value},
    model::{Environment, Severity, interpolate},
};
use std::{collections::BTreeSet, ops::Range};

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::DatabaseResetAtStart,
        Check::DevelopmentServerStarted,
        Check::ImageEndOfLife,
        Check::SeedingAtStart,
    ],
    applies_to: |path| is_compose_file(path) || is_manifest(path),
    reads: PackagePaths::contains,
    check,
};

/// YAML that may be a manifest; its content decides.
fn is_manifest(path: &str) -> bool {
    let name = split(path).1;
    (name.ends_with(".yml") || name.ends_with(".yaml")) && !path.contains(".github/") && !name.starts_with('.')
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    match is_compose_file(file.path) {
        _ if !file.context().role.is_in_use() => {}
        true => services(file, found),
        false => containers(file, found),
    }
}

/// The services of compose, as they are started. What two models have in common is reported once, where it is worse.
fn services(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let mut reported = BTreeSet::new();
    let models = || file.compose().iter();
    // A compose file that nothing says more of may be a developer's.
    let production = models().filter(|model| model.environment == Environment::Production);
    let others = models().filter(|model| matches!(model.environment, Environment::Staging | Environment::Unknown));
    for model in production.chain(others) {
        let is_production = model.environment == Environment::Production;
        found.because(file.why_in_model(model));
        for entry in model.services() {
            let mut place = |check, span: &Range<usize>| {
                model.place_in(file.path, span).filter(|place| reported.insert((check, place.start)))
            };
            check_container(file, model.sources.folder(), &entry.key, &entry.value, is_production, &mut place, found);
        }
    }
}

/// The containers of a manifest, as overlays leave them.
fn containers(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let Some(models) = file.manifests() else { return written_containers(file, found) };
    let mut reported = BTreeSet::new();
    for model in models {
        if matches!(file.environment_of(model), Environment::Development | Environment::Test) {
            continue;
        }
        let mut place = |check, span: &Range<usize>| {
            model.place_in(file.path, span).filter(|place| reported.insert((check, place.start)))
        };
        let folder = split(file.path).0;
        found.because(file.why_in_model(model));
        each_container("", &model.root, &mut |name, container| {
            check_container(file, folder, name, container, true, &mut place, found);
        });
    }
}

/// The containers of a manifest that is deployed as it is written.
fn written_containers(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = file.context().environment;
    let is_manifest =
        || ["apiVersion:", "kind:"].iter().all(|key| memchr::memmem::find(file.text, key.as_bytes()).is_some());
    if matches!(environment, Environment::Development | Environment::Test) || !is_manifest() {
        return;
    }
    let folder = split(file.path).0;
    for root in file.parsed.document().map_or(&[][..], |document| &document.roots) {
        let mut place = |_, span: &Range<usize>| Some(span.clone());
        each_container("", root, &mut |name, container| {
            check_container(file, folder, name, container, true, &mut place, found);
        });
    }
}

/// The place at which a check reports a part of the container; `None` if it does not report it.
type Place<'p> = dyn FnMut(Check, &Range<usize>) -> Option<Range<usize>> + 'p;

fn check_container(
    file: &ConfigFile<'_>,
    folder: &str,
    subject: &str,
    container: &Node,
    is_production: bool,
    place: &mut Place<'_>,
    found: &mut Diagnostics<'_>,
) {
    end_of_life(subject, container, is_production, place, found);
    if is_production {
        start(file, folder, subject, container, place, found);
    }
}

/// Calls back for each mapping that describes a container, with its name: what it says itself, or its key.
fn each_container(key: &str, node: &Node, callback: &mut dyn FnMut(&str, &Node)) {
    match &node.value {
        Value::Mapping(entries) => {
            if node.get("image").is_some_and(|image| image.text().is_some()) || node.get("build").is_some() {
                callback(node.get("name").and_then(Node::text).unwrap_or(key), node);
            }
            entries.iter().for_each(|entry| each_container(&entry.key, &entry.value, callback));
        }
        Value::Sequence(items) => items.iter().for_each(|item| each_container(key, item, callback)),
        _ => {}
    }
}

fn end_of_life(
    subject: &str,
    container: &Node,
    is_production: bool,
    place: &mut Place<'_>,
    found: &mut Diagnostics<'_>,
) {
    const CHECK: Check = Check::ImageEndOfLife;
    let Some((image, name)) = container.get("image").and_then(|image| Some((image, image.text()?))) else { return };
    // What is built here is named as its builder likes.
    if container.get("build").is_some() {
        return;
    }
    let name = interpolate(name, &|_| None);
    if let Some(ended) = ImageRef::parse(&name).and_then(|image| image.ended())
        && let Some(place) = place(CHECK, &image.span)
    {
        let severity = if is_production && ended.is_long_ago { Severity::Medium } else { Severity::Low };
        found.report(CHECK, place).subject(subject).severity(severity).message(ended.message());
    }
}

/// Checks the command that is started in place of the image's own.
fn start(
    file: &ConfigFile<'_>,
    folder: &str,
    subject: &str,
    container: &Node,
    place: &mut Place<'_>,
    found: &mut Diagnostics<'_>,
) {
    let parts: Vec<&Node> = ["entrypoint", "command", "args"].iter().filter_map(|key| container.get(key)).collect();
    let Some(span) = parts.last().map(|part| &part.span) else { return };
    let words: Vec<String> = parts.iter().flat_map(|node| command_words(node)).collect();
    let script = |name: &str| package(file, folder, container)?.script(name).map(str::to_owned);
    let around = LaunchContext { script: &script, variable: &|name| variable(container, name) };
    let programs = programs(&words, &around);
    if let Some(start) = programs.iter().find_map(|program| development(program, &around))
        && let Some(place) = place(Check::DevelopmentServerStarted, span)
    {
        let severity = if start.kind == Kind::Server { Severity::High } else { Severity::Medium };
        let report = found.report(Check::DevelopmentServerStarted, place);
        report.subject(subject).severity(severity).message(start.what);
    }
    if let Some(what) = programs.iter().find_map(emptying)
        && let Some(place) = place(Check::DatabaseResetAtStart, span)
    {
        let report = found.report(Check::DatabaseResetAtStart, place).subject(subject).severity(Severity::High);
        report.message(format!("{what} empties the database every time a container starts"));
    }
    if let Some(what) = programs.iter().find_map(seeding)
        && let Some(place) = place(Check::SeedingAtStart, span)
    {
        let report = found.report(Check::SeedingAtStart, place).subject(subject).severity(Severity::Medium);
        report.message(format!("{what} fills the database every time a container starts"));
    }
}

/// The package in the folder that a service is built in, or the only one there is.
fn package<'a>(file: &ConfigFile<'a>, folder: &str, container: &Node) -> Option<&'a Package> {
    let files = file.relations.files();
    let build = container.get("build");
    let context = build.and_then(|build| build.text().or_else(|| build.get("context")?.text()));
    let built = context.and_then(|context| join(folder, &format!("{context}/package.json")));
    files.file(&built.or_else(|| PackagePaths::of(files).only.clone())?)?.package()
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
