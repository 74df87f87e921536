//! The commits and tags that the names of a repository lead to.

use super::commits::Commits;
use crate::source::git::{Graph, ObjectId, Ref};

/// The part of the history that is asked for.
pub(super) struct Reached {
    /// The commit that HEAD is.
    pub(super) head: Option<u32>,
    /// Parents before children.
    pub(super) commits: Vec<u32>,
    /// Annotated tags.
    pub(super) tags: Vec<ObjectId>,
    /// Names that lead to something else than a commit.
    pub(super) others: Vec<Ref>,
    /// Names of tags that lead around in a circle.
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
