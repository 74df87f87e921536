//! Objects that a scan of a history could not read.

use super::{blobs::Blobs, commits::Commits, reached::Reached};
use crate::{
    model::Incident,
    source::{
        git::{Failure, Graph, ObjectId, Ref, Repository, Store},
        history::{MarkedTrees, Trees},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of missing objects reported by id; the rest are only counted.
const MAX_NAMED_OBJECTS: usize = 100;

/// Gaps of a history: missing and damaged objects.
pub(super) struct Gaps {
    pub(super) incidents: Vec<Incident>,
    /// Whether a missing object may refer to others, which are then present but unreachable.
    pub(super) unreachable: bool,
}

/// All objects known to be missing or damaged.
pub(super) fn gaps(
    repository: &Repository,
    store: &Store,
    (blobs, commits, trees): (&Blobs, &Commits, &Trees),
    (graph, refs, reached): (&Graph, &[Ref], &Reached),
) -> Gaps {
    let lost = store.lost();
    let mut unreachable = !(lost.is_empty() && commits.failed.is_empty() && trees.failed.is_empty());
    let failed = blobs.failed.iter().chain(&commits.failed).chain(&trees.failed);
    let mut objects: BTreeMap<ObjectId, String> =
        failed.map(|(id, failure): &(ObjectId, Failure)| (*id, failure.to_string())).collect();
    objects.extend(lost.into_iter().map(|(id, failure)| (id, failure.to_string())));

    let cut: BTreeSet<ObjectId> = repository.shallow();
    let mut missing: BTreeMap<ObjectId, String> = BTreeMap::new();
    for (parent, child) in graph.missing_parents(&reached.commits).filter(|(_, child)| !cut.contains(child)) {
        missing.insert(parent, format!("it is missing, and is a parent of commit {child}"));
    }
    for name in refs.iter().filter(|name| !store.has(&name.id)) {
        missing.insert(name.id, format!("it is missing, and {} leads to it", name.name));
    }
    for id in graph.circular(&reached.commits) {
        missing.insert(id, "it is a commit that descends from itself: an index of a pack is damaged".to_owned());
    }
    for name in &reached.circular {
        missing.insert(name.id, format!("{} leads to it, a tag of itself: an index of a pack is damaged", name.name));
    }

    let mut folders: Vec<ObjectId> = reached.commits.iter().map(|commit| graph.node(*commit).tree).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.retain(|tree| !store.has(tree));
    folders.extend(&trees.missing_folders);
    let mut incidents = store.incidents();
    let is_partial = repository.is_partial();
    if is_partial {
        incidents.extend(unfetched(folders.into_iter().chain(trees.missing_files.iter().copied())));
    } else {
        missing.extend(folders.into_iter().map(|id| (id, "it is missing, and was a folder".to_owned())));
    }
    unreachable |= !missing.is_empty();
    if !is_partial {
        missing.extend(trees.missing_files.iter().map(|id| (*id, "it is missing, and a folder names it".to_owned())));
    }
    for (id, reason) in missing {
        objects.entry(id).or_insert(reason);
    }
    incidents.extend(named(objects));
    incidents.extend(shallow(cut.len()));
    Gaps { incidents, unreachable }
}

/// The incident for a history with too many changes to list every path of every file.
pub(super) fn cut() -> Incident {
    let reason =
        "files with findings are at so many paths that not all were followed; each finding is reported once at least";
    Incident::History { reason: reason.to_owned() }
}

/// Incidents for folders that contain themselves; their content is scanned, but the cycle is not followed.
pub(super) fn circular(marked: &MarkedTrees) -> Vec<Incident> {
    let reason = "it is a folder in itself: an index of a pack is damaged";
    named(marked.circular().into_iter().map(|id| (id, reason.to_owned())).collect())
}

fn unfetched(missing: impl Iterator<Item = ObjectId>) -> Option<Incident> {
    let missing: BTreeSet<ObjectId> = missing.collect();
    let (first, count) = (missing.first()?, missing.len());
    let were = if count == 1 { "was" } else { "were" };
    let reason = format!(
        "{count} of the files and folders of this partial clone {were} never fetched, such as {first}; a full clone has them"
    );
    Some(Incident::History { reason })
}

fn shallow(cut: usize) -> Option<Incident> {
    let s = if cut == 1 { "" } else { "s" };
    let reason = format!(
        "this is a shallow clone: what came before {cut} commit{s} is not here; `git fetch --unshallow` gets it"
    );
    (cut > 0).then_some(Incident::History { reason })
}

/// Incidents that name the first objects and count the rest.
fn named(found: BTreeMap<ObjectId, String>) -> Vec<Incident> {
    let rest = found.len().saturating_sub(MAX_NAMED_OBJECTS);
    let mut incidents: Vec<Incident> = found
        .into_iter()
        .take(MAX_NAMED_OBJECTS)
        .map(|(id, reason)| Incident::Object { id: id.to_string(), reason })
        .collect();
    if rest > 0 {
        let reason = format!("{rest} more objects are missing or damaged; `git fsck` names them all");
        incidents.push(Incident::History { reason });
    }
    incidents
}
