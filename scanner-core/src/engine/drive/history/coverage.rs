//! What a scan of a history could not look at.

use super::{Reached, blobs::Blobs, commits::Commits};
use crate::{
    model::Incident,
    source::{
        git::Repository,
        history::{Failure, Graph, ObjectId, Store, Tip, Trees},
    },
};
use std::collections::BTreeSet;

/// Of a kind of missing objects, this many are named.
const NAMED: usize = 100;

/// All that is known to be missing or damaged.
pub(super) fn incidents(
    repository: &Repository,
    store: &Store,
    (blobs, commits, trees): (&Blobs, &Commits, &Trees),
    (graph, tips, reached): (&Graph, &[Tip], &Reached),
) -> Vec<Incident> {
    let mut incidents = store.incidents.clone();
    let failed = blobs.failed.iter().chain(&commits.failed).chain(&trees.failed);
    let mut damaged: BTreeSet<(ObjectId, String)> =
        failed.map(|(id, failure): &(ObjectId, Failure)| (*id, failure.to_string())).collect();
    damaged.extend(
        store.lost().into_iter().map(|id| (id, "it can't be rebuilt: what it is based on is missing".to_owned())),
    );
    incidents.extend(objects(damaged));

    let cut: BTreeSet<String> = repository.shallow().iter().map(ToString::to_string).collect();
    let mut missing: BTreeSet<(ObjectId, String)> = BTreeSet::new();
    for (parent, child) in graph.missing_parents(&reached.commits) {
        if !cut.contains(&child.to_string()) {
            missing.insert((parent, format!("it is missing, and is a parent of commit {child}")));
        }
    }
    for tip in tips.iter().filter(|tip| !store.has(&tip.id)) {
        missing.insert((tip.id, format!("it is missing, and {} leads to it", tip.name)));
    }
    if repository.is_partial() {
        incidents.extend((!trees.missing.is_empty()).then(|| Incident::History {
            reason: format!(
                "{} files or folders of this partial clone were never fetched, {} among them; a full clone has them",
                trees.missing.len(),
                trees.missing[0]
            ),
        }));
    } else {
        missing.extend(trees.missing.iter().map(|id| (*id, "it is missing, and a folder names it".to_owned())));
    }
    incidents.extend(objects(missing));
    if !cut.is_empty() {
        let reason = format!(
            "this is a shallow clone: what came before {} commit{} is not here; `git fetch --unshallow` gets it",
            cut.len(),
            if cut.len() == 1 { "" } else { "s" }
        );
        incidents.push(Incident::History { reason });
    }
    incidents
}

/// The first of many by name, the rest by number.
fn objects(found: BTreeSet<(ObjectId, String)>) -> Vec<Incident> {
    let rest = found.len().saturating_sub(NAMED);
    let mut incidents: Vec<Incident> =
        found.into_iter().take(NAMED).map(|(id, reason)| Incident::Object { id: id.to_string(), reason }).collect();
    if rest > 0 {
        let reason = format!("{rest} more objects are missing or damaged; `git fsck` names them all");
        incidents.push(Incident::History { reason });
    }
    incidents
}
