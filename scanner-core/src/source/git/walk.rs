//! The commits that some commits lead to and others do not.

use super::{
    commit::CommitNode,
    error::GitError,
    graph::Graph,
    id::{IdMap, ObjectId},
    objects::{Failure, Store},
    revision::Bounds,
};
use crate::model::Cancel;
use std::collections::BinaryHeap;

/// A commit of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) node: CommitNode,
    /// A parent that the repository has not, as at the end of a shallow clone.
    pub(crate) missing: Option<ObjectId>,
}

/// Lists the commits of a range, parents first, else by date.
///
/// Commits are visited from the newest down, both those that count and those that hide, until only those that hide are
/// left. If clocks were wrong, a commit that is hidden may be counted, never the other way round.
pub(super) fn commits(store: &Store, bounds: &Bounds, cancel: &Cancel) -> Result<Vec<Step>, GitError> {
    let mut walk = Walk { store, found: IdMap::default(), queue: BinaryHeap::new(), counting: 0, oldest: i64::MAX };
    for id in &bounds.hidden {
        // A commit that is not there hides nothing.
        let _ = walk.meet(id, true);
    }
    for id in &bounds.tips {
        walk.meet(id, false).map_err(|failure| GitError::broken(format!("commit {id} can't be read"), failure))?;
    }
    while let Some((time, id)) = walk.queue.pop() {
        if cancel.is_cancelled() || (walk.counting == 0 && time < walk.oldest) {
            break;
        }
        walk.visit(&id);
    }
    Ok(walk.steps())
}

struct Walk<'a> {
    store: &'a Store,
    found: IdMap<Found>,
    /// By date, the newest first.
    queue: BinaryHeap<(i64, ObjectId)>,
    /// The number of commits in the queue that count.
    counting: usize,
    /// The date of the oldest visited commit that counts.
    oldest: i64,
}

struct Found {
    node: CommitNode,
    missing: Option<ObjectId>,
    is_hidden: bool,
    is_queued: bool,
}

impl Walk<'_> {
    /// Notes a commit, or that it is hidden. Fails if it is not there.
    fn meet(&mut self, id: &ObjectId, is_hidden: bool) -> Result<(), Failure> {
        if self.found.contains_key(id) {
            if is_hidden {
                self.hide(*id);
            }
            return Ok(());
        }
        let node = self.store.commit(id)?;
        self.queue.push((node.time, *id));
        self.counting += usize::from(!is_hidden);
        self.found.insert(*id, Found { node, missing: None, is_hidden, is_queued: true });
        Ok(())
    }

    /// Hides a commit and what it is known to lead to.
    fn hide(&mut self, id: ObjectId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let Some(found) = self.found.get_mut(&id).filter(|found| !found.is_hidden) {
                found.is_hidden = true;
                self.counting -= usize::from(found.is_queued);
                open.extend(&found.node.parents);
            }
        }
    }

    fn visit(&mut self, id: &ObjectId) {
        let Some(found) = self.found.get_mut(id) else { return };
        found.is_queued = false;
        let is_hidden = found.is_hidden;
        if !is_hidden {
            self.counting -= 1;
            self.oldest = self.oldest.min(found.node.time);
        }
        let parents = found.node.parents.clone();
        let missing: Vec<ObjectId> =
            parents.into_iter().filter(|parent| self.meet(parent, is_hidden).is_err()).collect();
        if let Some(found) = self.found.get_mut(id) {
            found.missing = missing.first().copied();
        }
    }

    /// The commits that count, in order.
    fn steps(self) -> Vec<Step> {
        let mut counting = self.found;
        counting.retain(|_, found| !found.is_hidden);
        let nodes = counting.values().map(|found| found.node.clone()).collect();
        let graph = Graph::new(nodes);
        let step = |number: u32| {
            let node = graph.node(number).clone();
            Step { missing: counting.get(&node.id).and_then(|found| found.missing), node }
        };
        graph.oldest_first(graph.all()).into_iter().map(step).collect()
    }
}
