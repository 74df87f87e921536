//! The submodules of a repository that are here with a history of their own.

use crate::{
    model::Incident,
    source::{git::Repository, reported_path},
};
use std::path::{Component, Path, PathBuf};

/// The mode of a tree's entry that names a commit of another repository.
const SUBMODULE: i32 = 0o160_000;
/// Submodules of submodules are looked for this far: links could lead around in a circle.
const DEEPEST: usize = 8;

/// The submodules that HEAD names.
#[derive(Default)]
pub(super) struct Submodules {
    /// Their paths as reported, and their repositories.
    pub(super) present: Vec<(String, Repository)>,
    /// Those that were never fetched, or can't be opened.
    pub(super) missing: Vec<Incident>,
}

impl Submodules {
    pub(super) fn is_empty(&self) -> bool {
        self.present.is_empty() && self.missing.is_empty()
    }

    /// That they were not looked at.
    pub(super) fn note(&self) -> String {
        let count = self.present.len() + self.missing.len();
        let s = if count == 1 { "" } else { "s" };
        format!(
            "the histor{} of {count} submodule{s} {} not scanned",
            if count == 1 { "y" } else { "ies" },
            if count == 1 { "was" } else { "were" }
        )
    }
}

/// Finds the repositories of submodules: in the work tree, or below `.git/modules`, where git keeps them. Those of
/// submodules are found too.
pub(super) fn of(repository: &Repository) -> Submodules {
    nested(repository, DEEPEST)
}

fn nested(repository: &Repository, depth: usize) -> Submodules {
    let mut found = Submodules::default();
    if depth == 0 {
        return found;
    }
    let names = names(repository);
    for path in paths(repository) {
        let reported = reported_path(&path);
        let path = String::from_utf8_lossy(&path).into_owned();
        let name = names.iter().find(|(_, known)| *known == path).map_or(&path, |(name, _)| name);
        let common = repository.common_dir();
        let mut places: Vec<PathBuf> = Vec::new();
        places.extend(is_inside(name).then(|| common.join("modules").join(name)));
        places.extend(common.parent().filter(|_| is_inside(&path)).map(|root| root.join(&path)));
        match places.iter().find_map(|place| opened(place)) {
            Some(submodule) => {
                let inner = nested(&submodule, depth - 1);
                let below = |path: String| format!("{reported}/{path}");
                found.present.extend(inner.present.into_iter().map(|(path, repository)| (below(path), repository)));
                found.missing.extend(inner.missing);
                found.present.push((reported, submodule));
            }
            None => found.missing.push(Incident::History {
                reason: format!("the submodule {reported} is not here; `git submodule update --init` gets it"),
            }),
        }
    }
    found.present.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Whether a name that a repository gives leads to no place outside the folder it is meant for.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// A repository that is at a place, not above it.
fn opened(place: &Path) -> Option<Repository> {
    let is_one = place.join("HEAD").is_file() || place.join(".git").exists();
    is_one.then(|| Repository::open(place).ok())?
}

/// The paths in HEAD where a submodule is.
fn paths(repository: &Repository) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    let head = repository.git().head().and_then(|head| head.peel_to_tree());
    if let Ok(tree) = head {
        // A tree that can't be read is named by the scan of the history.
        let _ = tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            if entry.filemode() == SUBMODULE {
                paths.push([folder.as_bytes(), entry.name_bytes()].concat());
            }
            git2::TreeWalkResult::Ok
        });
    }
    paths
}

/// Names and paths that `.gitmodules` in HEAD has.
fn names(repository: &Repository) -> Vec<(String, String)> {
    let git = repository.git();
    let text = git.revparse_single("HEAD:.gitmodules").and_then(|object| object.peel_to_blob());
    let Ok(blob) = text else { return Vec::new() };
    let text = String::from_utf8_lossy(blob.content());
    let (mut name, mut names) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix("[submodule \"") {
            name = section.trim_end_matches("\"]").to_owned();
        } else if let Some(path) =
            line.strip_prefix("path").map(str::trim_start).and_then(|rest| rest.strip_prefix('='))
        {
            names.push((name.clone(), path.trim().to_owned()));
        }
    }
    names
}
