//! Compose files for production, looked up by what stands beside them.

use super::{Explanation, environment::above_deployed};
use crate::model::Environment;
use std::collections::HashMap;

/// Compose files whose names or folders say production, each under the places of those that it speaks of. Of several
/// the first by path counts.
#[derive(Default)]
pub(super) struct Siblings<'a> {
    /// By folder.
    inside: HashMap<&'a str, &'a String>,
    /// By the folder above its own, and its name: `deploy/compose.yml` is for production, so `compose.yml` is not.
    below: HashMap<(&'a str, &'a str), &'a String>,
    /// By the folder that has the folder of what is deployed.
    apart: HashMap<&'a str, &'a String>,
}

impl<'a> Siblings<'a> {
    /// Takes all compose files in the order of their paths.
    pub(super) fn new(paths: impl DoubleEndedIterator<Item = &'a String>) -> Self {
        let mut siblings = Siblings::default();
        // From the last to the first, which so stays.
        for path in paths.rev().filter(|path| environment_by_path(path) == Environment::Production) {
            let (folder, name) = split(path);
            siblings.inside.insert(folder, path);
            if !folder.is_empty() {
                siblings.below.insert((split(folder).0, name), path);
            }
            if let Some(above) = above_deployed(path) {
                siblings.apart.insert(above, path);
            }
        }
        siblings
    }

    /// The file for production that is in the same folder, or in one below it under the same name, or in the folder of what is
    /// deployed of one above.
    pub(super) fn of(&self, path: &str) -> Option<&'a String> {
        let (folder, name) = split(path);
        let beside = [self.inside.get(folder), self.below.get(&(folder, name))].into_iter().flatten().min();
        let above = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        beside.or_else(|| above.into_iter().find_map(|end| self.apart.get(&path[..end]))).copied()
    }
}

/// The environment by a path alone.
pub(super) fn environment_by_path(path: &str) -> Environment {
    Explanation::for_path(path, b"").context.environment
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
