//! The submodules of a repository that are here with a history of their own.

use super::{Found, one};
use crate::{
    engine::{drive::Work, target::HistoryOptions},
    model::Incident,
    source::{
        git::{Entries, GitError, ObjectId, Repository, Store},
        reported_path,
    },
};
use std::path::{Component, Path};

/// Submodules of submodules are scanned this far: links could lead around in a circle.
const MAX_DEPTH: usize = 8;

/// A submodule that HEAD names.
pub(super) struct Submodule {
    path: Vec<u8>,
    /// Its name for git, which is mostly its path.
    name: String,
}

/// The note about submodules that were not scanned.
pub(super) fn note(count: usize) -> String {
    match count {
        1 => "the history of 1 submodule was not scanned".to_owned(),
        _ => format!("the histories of {count} submodules were not scanned"),
    }
}

/// The submodules in a tree. A folder that can't be read is named by the scan of the history.
pub(super) fn named(store: &Store, tree: &ObjectId) -> Vec<Submodule> {
    let names = names(store, tree);
    let (mut submodules, mut open) = (Vec::new(), vec![(Vec::new(), *tree)]);
    while let Some((folder, id)) = open.pop() {
        let Ok(tree) = store.tree(&id) else { continue };
        for entry in Entries::new(&tree) {
            let path = [&folder, entry.name].concat();
            if entry.mode.is_submodule() {
                let own = String::from_utf8_lossy(&path).into_owned();
                let name = names.iter().find(|(_, path)| *path == own).map(|(name, _)| name.clone());
                submodules.push(Submodule { path, name: name.unwrap_or(own) });
            } else if entry.mode.is_folder() {
                open.push(([&path[..], b"/"].concat(), entry.id));
            }
        }
    }
    submodules.sort_by(|a, b| a.path.cmp(&b.path));
    submodules
}

/// Names and paths that `.gitmodules` has.
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

/// Scans the histories of submodules, and of the submodules of these.
pub(super) fn scan(
    work: &Work<'_>,
    repository: &Repository,
    submodules: &[Submodule],
    options: &HistoryOptions,
    found: &mut Found,
) {
    Descent { work, options, found }.descend(repository, "", submodules, MAX_DEPTH);
}

struct Descent<'a> {
    work: &'a Work<'a>,
    options: &'a HistoryOptions,
    found: &'a mut Found,
}

impl Descent<'_> {
    fn descend(&mut self, repository: &Repository, prefix: &str, submodules: &[Submodule], depth: usize) {
        for submodule in submodules {
            let path = format!("{prefix}{}", reported_path(&submodule.path));
            match submodule.open(repository) {
                _ if depth == 0 => {
                    self.missing(format!("the submodule {path} is in {MAX_DEPTH} others, and was not scanned"))
                }
                Some(Ok(inner)) => {
                    let prefix = format!("{path}/");
                    let mut one = one(self.work, &inner, &prefix, self.options);
                    let below = std::mem::take(&mut one.submodules);
                    self.found.merge(one);
                    self.descend(&inner, &prefix, &below, depth - 1);
                }
                Some(Err(error)) => self.missing(format!("the submodule {path} can't be opened: {error}")),
                None => {
                    self.missing(format!("the submodule {path} is not here; `git submodule update --init` gets it"));
                }
            }
        }
    }

    fn missing(&mut self, reason: String) {
        self.found.statistics.incidents.push(Incident::History { reason });
    }
}

impl Submodule {
    /// Its repository: below `.git/modules`, where git keeps it, or in the work tree. `None` if it is in neither.
    fn open(&self, around: &Repository) -> Option<Result<Repository, GitError>> {
        let path = String::from_utf8_lossy(&self.path).into_owned();
        let common = around.common_dir();
        let kept = is_inside(&self.name).then(|| common.join("modules").join(&self.name));
        let in_tree = common.parent().filter(|_| is_inside(&path)).map(|root| root.join(&path));
        let place = kept.into_iter().chain(in_tree).find(|place| is_repository(place))?;
        Some(Repository::open(&place))
    }
}

/// Whether a name that a repository gives leads to no place outside the folder it is meant for.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether a repository is at a place, not above it.
fn is_repository(place: &Path) -> bool {
    place.join("HEAD").is_file() || place.join(".git").exists()
}
