//! Deployments that several files make up together: services of compose, overlays of Kustomize, charts of Helm.
//!
//! Rules look at models in place of the files. The texts of all files of a model are joined, so that a place
//! in the model says which file it is in.

pub(in crate::detect) mod compose;
pub(in crate::detect) mod django;
pub(in crate::detect) mod helm;
pub(in crate::detect) mod kustomize;
mod laid_over;
mod sources;
mod stages;

use crate::{
    document::{Entry, Node, Value},
    model::Environment,
};
pub(in crate::detect) use sources::Sources;
pub(in crate::detect) use stages::{last_for_production, shipped_stages};
use std::{collections::BTreeSet, ops::Range, sync::Arc};

/// A deployment, and the places of its parts.
#[derive(Clone, Debug)]
pub(in crate::detect) struct Model {
    /// The document that all files make.
    pub(in crate::detect) root: Node,
    /// The environment it runs in.
    pub(in crate::detect) environment: Environment,
    /// Whether all of it is known.
    pub(in crate::detect) is_whole: bool,
    /// The files it is made of.
    pub(in crate::detect) sources: Arc<Sources>,
}

impl Model {
    /// The services of compose.
    pub(in crate::detect) fn services(&self) -> &[Entry] {
        self.root.entries_of("services")
    }

    /// A place of the model in a file's own text, if it is in that file.
    pub(in crate::detect) fn place_in(&self, path: &str, place: &Range<usize>) -> Option<Range<usize>> {
        self.sources.place_in(path, place)
    }

    /// The places of all values that a file contributes.
    pub(in crate::detect) fn values_in(&self, path: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        each_scalar(&self.root, &mut |node| places.extend(self.place_in(path, &node.span)));
        places
    }

    /// The paths of the files that contribute values.
    fn paths_of_values(&self) -> BTreeSet<&str> {
        let mut paths = BTreeSet::new();
        each_scalar(&self.root, &mut |node| paths.extend(self.sources.origin(&node.span).map(|(path, _)| path)));
        paths
    }
}

fn each_scalar<'n>(node: &'n Node, visit: &mut dyn FnMut(&'n Node)) {
    match &node.value {
        Value::Mapping(entries) => entries.iter().for_each(|entry| each_scalar(&entry.value, visit)),
        Value::Sequence(items) => items.iter().for_each(|item| each_scalar(item, visit)),
        Value::Scalar(_) => visit(node),
    }
}
