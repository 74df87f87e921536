//! Overlays of Kustomize: the objects of their bases, as their patches, images and replicas leave them.
//!
//! See <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>. What is generated or comes from elsewhere is
//! not known; only what is written in the repository is looked at.

mod build;
mod json_patch;
mod strategic;

use super::Model;
use crate::{
    context::Project,
    detect::project::{Files, join, split},
    document::Node,
};
use build::Builder;
use std::collections::{BTreeMap, BTreeSet};

/// So many overlays are built in one scan.
const MAX_OVERLAYS: usize = 256;
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether a file says what an overlay or a base is made of.
pub(in crate::detect) fn is_kustomization(path: &str) -> bool {
    NAMES.contains(&split(path).1)
}

/// The outermost overlays of a scan: those that no other is based on.
#[derive(Debug, Default)]
pub(in crate::detect) struct Overlays {
    /// One model an object.
    models: Vec<Model>,
    /// The models that each file is part of, by path.
    by_file: BTreeMap<String, Vec<usize>>,
}

impl Overlays {
    pub(in crate::detect) fn new(files: &Files, project: &Project) -> Self {
        let all = || files.kept().filter(|file| is_kustomization(file.path()));
        let inner: BTreeSet<String> = all()
            .flat_map(|file| {
                let names = file.root().map(resources).unwrap_or_default();
                names.into_iter().filter_map(|name| kustomization(files, split(file.path()).0, name))
            })
            .collect();
        let mut overlays = Overlays::default();
        for file in all().filter(|file| !inner.contains(file.path())).take(MAX_OVERLAYS) {
            let environment = project.context(file.path(), file.bytes()).environment;
            for model in Builder::new(files).build(file, environment) {
                overlays.add(model);
            }
        }
        overlays
    }

    fn add(&mut self, model: Model) {
        let at = self.models.len();
        let files: BTreeSet<&str> = model.sources.paths().collect();
        for path in files {
            if !model.values_in(path).is_empty() {
                self.by_file.entry(path.to_owned()).or_default().push(at);
            }
        }
        self.models.push(model);
    }

    /// Whether a file is part of an overlay, whatever that leaves of it.
    pub(in crate::detect) fn has(&self, path: &str) -> bool {
        self.models.iter().any(|model| model.sources.paths().any(|known| known == path))
    }

    /// The objects that a file is part of.
    pub(in crate::detect) fn objects(&self, path: &str) -> impl Iterator<Item = &Model> {
        self.by_file.get(path).into_iter().flatten().map(|at| &self.models[*at])
    }
}

/// The resources of a kustomization as written: files, and folders with a kustomization of their own.
fn resources(root: &Node) -> Vec<&str> {
    let lists = ["resources", "bases", "components"].into_iter().filter_map(|key| root.get(key));
    lists.flat_map(Node::items).filter_map(Node::text).collect()
}

/// The kustomization in a folder that another names.
fn kustomization(files: &Files, folder: &str, name: &str) -> Option<String> {
    let folder = join(folder, name)?;
    NAMES.iter().filter_map(|file| join(&folder, file)).find(|path| files.has(path))
}
