//! Commits and tags reachable from the refs of a repository.

use super::commits::Commits;
use crate::source::git::{Graph, ObjectId, Ref};

/// The requested part of the history.
pub(super) struct Reached {
    /// The commit at HEAD.
    pub(super) head: Option<u32>,
    /// Commits, parents before children.
    pub(super) commits: Vec<u32>,
    /// Annotated tags.
    pub(super) tags: Vec<ObjectId>,
    /// Refs to objects other than commits.
    pub(super) others: Vec<Ref>,
    /// Tags in a cycle.
    pub(super) circular: Vec<Ref>,
}

impl Reached {
    pub(super) fn new(refs: &[Ref], head: Option<u32>, commits: &Commits, graph: &Graph, all: bool) -> Self {
        let (mut starts, mut tags, mut others, mut circular) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for name in refs {
            let Some(id) = commits.peel(name.id, &mut tags) else {
                circular.push(name.clone());
                continue;
            };
            match graph.number(&id) {
                Some(number) => starts.push(number),
                None => others.push(Ref { name: name.name.clone(), id }),
            }
        }
        if all {
            tags.extend(commits.tags.keys());
            starts.extend(graph.all());
        }
        tags.sort_unstable();
        tags.dedup();
        Reached { head, commits: graph.oldest_first(starts), tags, others, circular }
    }
}
