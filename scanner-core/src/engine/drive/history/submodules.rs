//! Submodules of a repository that are present with a history of their own.

use crate::{
    model::Incident,
    source::git::{Entries, GitError, ObjectId, PathBudget, Repository, Store},
};
use std::path::{Component, Path};

/// A submodule at HEAD.
pub(super) struct Submodule {
    pub(super) path: Vec<u8>,
    /// The name in git's configuration, usually its path.
    name: String,
}

/// The note about submodules that were not scanned.
pub(super) fn note(count: usize) -> String {
    match count {
        1 => "the history of 1 submodule was not scanned".to_owned(),
        _ => format!("the histories of {count} submodules were not scanned"),
    }
}

/// The submodules in a tree, and what was not looked at. The scan of the history reports folders that cannot be read.
pub(super) fn named(store: &Store, tree: &ObjectId) -> (Vec<Submodule>, Option<Incident>) {
    let names = names(store, tree);
    let mut budget = PathBudget::new();
    let (mut submodules, mut open) = (Vec::new(), vec![(Vec::new(), *tree)]);
    while let Some((folder, id)) = open.pop() {
        let Some(tree) = budget.enter(&id).then(|| store.tree(&id).ok()).flatten() else { continue };
        for entry in Entries::new(&tree, store.format()) {
            let path = [&folder, entry.name].concat();
            let is_wanted = entry.mode.is_submodule() || entry.mode.is_folder();
            if !is_wanted || !budget.keep(&path) {
                continue;
            }
            if entry.mode.is_submodule() {
                let own = String::from_utf8_lossy(&path).into_owned();
                let name = names.iter().find(|(_, path)| *path == own).map(|(name, _)| name.clone());
                submodules.push(Submodule { path, name: name.unwrap_or(own) });
            } else {
                open.push(([&path[..], b"/"].concat(), entry.id));
            }
        }
    }
    submodules.sort_by(|a, b| a.path.cmp(&b.path));
    let reason = "folders are at more paths than are followed; there may be more submodules in them";
    (submodules, budget.is_cut().then(|| Incident::History { reason: reason.to_owned() }))
}

/// Names and paths in `.gitmodules`.
fn names(store: &Store, tree: &ObjectId) -> Vec<(String, String)> {
    let blob = store.at_path(tree, b".gitmodules").ok().and_then(|(_, id)| store.read(&id).ok());
    let text = blob.map_or_else(String::new, |(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    let (mut name, mut names) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix("[submodule \"") {
            name = section.trim_end_matches("\"]").to_owned();
        } else if let Some(path) = line.strip_prefix("path").and_then(|rest| rest.trim_start().strip_prefix('=')) {
            names.push((name.clone(), path.trim().to_owned()));
        }
    }
    names
}

impl Submodule {
    /// The repository: in `.git/modules`, where git keeps it, or in the work tree. `None` if it is in neither.
    pub(super) fn open(&self, around: &Repository) -> Option<Result<Repository, GitError>> {
        let path = String::from_utf8_lossy(&self.path).into_owned();
        let common = around.common_dir();
        let kept = is_inside(&self.name).then(|| common.join("modules").join(&self.name));
        let in_tree = common.parent().filter(|_| is_inside(&path)).map(|root| root.join(&path));
        let place = kept.into_iter().chain(in_tree).find(|place| is_repository(place))?;
        Some(Repository::open_with_logs(&place))
    }
}

/// Whether a name from a repository stays inside the folder it is meant for.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether a repository is at a path itself, not above it.
fn is_repository(place: &Path) -> bool {
    place.join("HEAD").is_file() || place.join(".git").exists()
}
