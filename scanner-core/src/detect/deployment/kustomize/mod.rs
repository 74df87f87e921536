//! Overlays of Kustomize: the objects of their bases, as their components, patches, images and replicas leave them.
//!
//! See <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>. Of what is generated only literals are known,
//! and of what comes from outside the scan nothing is.

mod build;
mod generate;
mod json_patch;
mod names;
mod object;
mod patch;
mod strategic;
mod transform;

use super::Model;
use crate::{
    context::Project,
    detect::project::Files,
    document::{Node, ParsedFile},
    model::Environment,
};
use build::Builder;
pub(in crate::detect) use names::{is_kustomization, named_files};
use std::collections::{BTreeMap, BTreeSet};

/// The overlays that are built in one scan.
const MAX_OVERLAYS: usize = 256;
/// Overlays are built until their texts together are longer: each reads its bases again.
const MAX_TEXT_BYTES: usize = 32 << 20;

/// The outermost overlays of a scan: those that no other is based on.
#[derive(Debug, Default)]
pub(in crate::detect) struct Overlays {
    /// One model an object.
    models: Vec<Model>,
    /// The models that have values of a file, by the paths of all files that overlays are made of.
    by_file: BTreeMap<String, Vec<usize>>,
}

impl Overlays {
    pub(in crate::detect) fn new(files: &Files, project: &Project) -> Self {
        let mut overlays = Overlays::default();
        let mut text_bytes = 0;
        for (file, environment) in outermost(files, project).into_iter().take(MAX_OVERLAYS) {
            if text_bytes > MAX_TEXT_BYTES {
                break;
            }
            let models = Builder::new(files).build(file, environment);
            text_bytes += models.first().map_or(0, |model| model.sources.text_bytes());
            overlays.add(models);
        }
        overlays
    }

    /// Adds the objects of one overlay.
    fn add(&mut self, models: Vec<Model>) {
        for path in models.iter().take(1).flat_map(|model| model.sources.paths()) {
            if !self.by_file.contains_key(path) {
                self.by_file.insert(path.to_owned(), Vec::new());
            }
        }
        for model in models {
            for path in model.paths_of_values() {
                self.by_file.entry(path.to_owned()).or_default().push(self.models.len());
            }
            self.models.push(model);
        }
    }

    /// The objects that have values of a file; `None` if no overlay is made of it.
    pub(in crate::detect) fn objects(&self, path: &str) -> Option<Vec<&Model>> {
        Some(self.by_file.get(path)?.iter().map(|at| &self.models[*at]).collect())
    }
}

/// The kustomizations that are deployed as they are, each with where it runs.
///
/// One for tests or examples leaves the bases that it shares with others to them, and a component is a part of others only.
fn outermost<'f>(files: &'f Files, project: &Project) -> Vec<(&'f ParsedFile<'static>, Environment)> {
    let known = files.kept().filter(|file| is_kustomization(file.path())).filter_map(|file| {
        let context = project.context(file.path(), file.bytes());
        context.role.is_in_use().then_some((file.path(), (file, context.environment)))
    });
    let known: BTreeMap<&str, (&ParsedFile<'_>, Environment)> = known.collect();
    let is_for_tests = |path: &str| known.get(path).is_some_and(|(_, environment)| *environment == Environment::Test);
    let mut inner: BTreeSet<String> = BTreeSet::new();
    for (path, (file, _)) in &known {
        let named = names::kustomizations(file, files);
        inner.extend(named.filter(|named| !is_for_tests(path) || is_for_tests(named)));
    }
    let is_component =
        |file: &ParsedFile<'_>| file.root().and_then(|root| root.get("kind")).and_then(Node::text) == Some("Component");
    known.into_values().filter(|(file, _)| !inner.contains(file.path()) && !is_component(file)).collect()
}
