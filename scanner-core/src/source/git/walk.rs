//! The commits that some commits lead to and others do not.

use super::{error::GitError, revision::Bounds};
use crate::model::Cancel;
use git2::{Oid, Repository};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

/// A commit that was walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) id: Oid,
    pub(crate) tree: Oid,
    /// Those that are there.
    pub(crate) parents: Vec<Oid>,
    /// A parent that the repository has not, as at the end of a shallow clone.
    pub(crate) missing: Option<Oid>,
    time: i64,
}

/// Lists the commits of a range, parents first, else by date.
///
/// Commits are visited from the newest down, both those that count and those that hide, until only those that hide are
/// left. If clocks were wrong, a commit that is hidden may be taken for one that counts, never the other way round.
pub(super) fn commits(git: &Repository, bounds: &Bounds, cancel: &Cancel) -> Result<Vec<Step>, GitError> {
    let mut walk = Walk { git, found: BTreeMap::new(), queue: BinaryHeap::new(), counting: 0, oldest: i64::MAX };
    for &id in &bounds.hidden {
        // What is not there hides nothing.
        let _ = walk.meet(id, true);
    }
    for &id in &bounds.tips {
        walk.meet(id, false).map_err(|error| GitError::broken(format!("commit {id} can't be read"), &error))?;
    }
    while let Some((time, id)) = walk.queue.pop() {
        if cancel.is_cancelled() || (walk.counting == 0 && time < walk.oldest) {
            break;
        }
        walk.visit(id);
    }
    Ok(ordered(walk.found))
}

struct Walk<'a> {
    git: &'a Repository,
    found: BTreeMap<Oid, Found>,
    /// By date, the newest first.
    queue: BinaryHeap<(i64, Oid)>,
    /// How many of the queue count.
    counting: usize,
    /// The date of the oldest visited commit that counts.
    oldest: i64,
}

struct Found {
    step: Step,
    is_hidden: bool,
    is_queued: bool,
}

impl Walk<'_> {
    /// Notes a commit, or that it is hidden. Fails if it is not there.
    fn meet(&mut self, id: Oid, is_hidden: bool) -> Result<(), git2::Error> {
        if self.found.contains_key(&id) {
            if is_hidden {
                self.hide(id);
            }
            return Ok(());
        }
        let commit = self.git.find_commit(id)?;
        let time = commit.time().seconds();
        let step = Step { id, tree: commit.tree_id(), parents: commit.parent_ids().collect(), missing: None, time };
        self.found.insert(id, Found { step, is_hidden, is_queued: true });
        self.queue.push((time, id));
        self.counting += usize::from(!is_hidden);
        Ok(())
    }

    /// Hides a commit and what it is known to lead to.
    fn hide(&mut self, id: Oid) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let Some(found) = self.found.get_mut(&id).filter(|found| !found.is_hidden) {
                found.is_hidden = true;
                self.counting -= usize::from(found.is_queued);
                open.extend(&found.step.parents);
            }
        }
    }

    fn visit(&mut self, id: Oid) {
        let Some(found) = self.found.get_mut(&id) else { return };
        found.is_queued = false;
        let is_hidden = found.is_hidden;
        if !is_hidden {
            self.counting -= 1;
            self.oldest = self.oldest.min(found.step.time);
        }
        let (there, missing): (Vec<Oid>, Vec<Oid>) =
            found.step.parents.clone().into_iter().partition(|&parent| self.meet(parent, is_hidden).is_ok());
        if let Some(found) = self.found.get_mut(&id) {
            found.step.parents = there;
            found.step.missing = missing.first().copied();
        }
    }
}

/// What counts, parents before children, else the older first.
fn ordered(found: BTreeMap<Oid, Found>) -> Vec<Step> {
    let mut steps: BTreeMap<Oid, Step> =
        found.into_iter().filter(|(_, found)| !found.is_hidden).map(|(id, found)| (id, found.step)).collect();
    let mut children: BTreeMap<Oid, Vec<Oid>> = BTreeMap::new();
    let mut waiting: BTreeMap<Oid, usize> = BTreeMap::new();
    let mut ready = BinaryHeap::new();
    for step in steps.values() {
        let parents: BTreeSet<Oid> = step.parents.iter().copied().filter(|id| steps.contains_key(id)).collect();
        parents.iter().for_each(|parent| children.entry(*parent).or_default().push(step.id));
        waiting.insert(step.id, parents.len());
        if parents.is_empty() {
            ready.push(Reverse((step.time, step.id)));
        }
    }
    let mut ordered = Vec::with_capacity(steps.len());
    while let Some(Reverse((_, id))) = ready.pop() {
        let Some(step) = steps.remove(&id) else { continue };
        for child in children.remove(&id).unwrap_or_default() {
            if let (Some(left), Some(step)) = (waiting.get_mut(&child), steps.get(&child)) {
                *left -= 1;
                if *left == 0 {
                    ready.push(Reverse((step.time, child)));
                }
            }
        }
        ordered.push(step);
    }
    ordered
}
