//! Containers in the files of orchestrators: the image of each, and the command it starts in place of the image's.
//!
//! Compose services and containers of Kubernetes both are mappings with an `image` or a `build`, wherever they are.

mod command;
mod image;
mod script;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::is_compose_file,
    detect::{
        ConfigFile,
        project::{PackagePaths, split},
    },
    document::{Node, Value},
    model::Environment,
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
    reads: |path| PackagePaths::contains(path) || script::is_script(split(path).1),
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
    image::end_of_life(subject, container, is_production, place, found);
    if is_production {
        command::start(file, folder, subject, container, place, found);
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
