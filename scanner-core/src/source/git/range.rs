//! Versions of files that the commits of a range introduced, as none of their parents has them, and messages.

use super::{
    Repository,
    error::{DEEPEN, GitError},
    gone::Gone,
    id::ObjectId,
    objects::{Failure, Store},
    revision::{Bounds, Range},
    tree::{Blob, Walked},
    walk,
    walk::Step,
};
use crate::model::{Cancel, Container, Incident};
use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
};

/// A portion ends with the commit that makes it this large.
const PORTION_VERSIONS: usize = 50_000;
/// The most versions that are remembered, so that none is listed twice. Beyond that some may be.
const MAX_REMEMBERED_VERSIONS: usize = 1_000_000;

/// A version of a file, or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) blob: Blob,
    pub(crate) container: Container,
    /// The commit that introduced it, by its place in the range. A tag's message has none.
    pub(crate) commit: Option<usize>,
}

impl AsRef<Blob> for Version {
    fn as_ref(&self) -> &Blob {
        &self.blob
    }
}

/// Some of the versions of a range.
#[derive(Debug, Default)]
pub(crate) struct Portion {
    /// In the order of their commits. Each content of a path is there once in all portions, for the first commit that
    /// introduced it.
    pub(crate) versions: Vec<Version>,
    /// Some of them maybe twice.
    pub(crate) incidents: Vec<Incident>,
}

/// The versions of a range, listed in portions, so that a long range needs no more memory than a short one.
pub(crate) struct Listing<'a> {
    store: &'a Store,
    bounds: Bounds,
    shallow: BTreeSet<ObjectId>,
    commits: Vec<Step>,
    /// The next commit.
    at: usize,
    seen: HashSet<Blob>,
}

impl<'a> Listing<'a> {
    pub(crate) fn new(repository: &'a Repository, range: &Range, cancel: &Cancel) -> Result<Self, GitError> {
        let bounds = range.bounds(repository)?;
        let store = repository.store();
        let commits = walk::commits(store, &bounds, cancel)?;
        Ok(Listing { store, bounds, shallow: repository.shallow(), commits, at: 0, seen: HashSet::new() })
    }

    /// The range's commits, parents first.
    pub(crate) fn commits(&self) -> &[Step] {
        &self.commits
    }

    /// The next portion; `None` at the end, or if `cancel` is set.
    pub(crate) fn next_portion(&mut self, cancel: &Cancel) -> Option<Portion> {
        let tags = std::mem::take(&mut self.bounds.tags).into_iter();
        let mut portion = Portion {
            versions: tags.map(|id| message(id, Container::TagMessage, None)).collect(),
            incidents: std::mem::take(&mut self.bounds.incidents),
        };
        while self.at < self.commits.len() && portion.versions.len() < PORTION_VERSIONS && !cancel.is_cancelled() {
            self.add(self.at, &mut portion, cancel);
            self.at += 1;
        }
        let is_empty = portion.versions.is_empty() && portion.incidents.is_empty();
        (!is_empty && !cancel.is_cancelled()).then_some(portion)
    }

    /// The trees that a commit was made on.
    fn before(&self, at: usize) -> Vec<ObjectId> {
        let step = &self.commits[at];
        // Where parents are missing, at least what the other side of the range has is nothing new.
        let instead = step.missing.map_or(&[][..], |_| &self.bounds.hidden);
        step.node.parents.iter().chain(instead).filter_map(|id| self.store.tree_of(id)).collect()
    }

    /// The versions of a version's file in the parents of its commit. A message has none.
    pub(crate) fn versions_before(&self, version: &Version) -> Vec<ObjectId> {
        let (true, Some(at)) = (version.container == Container::File, version.commit) else { return Vec::new() };
        self.before(at).iter().filter_map(|tree| self.store.file_at(tree, &version.blob.path)).collect()
    }

    /// What the parents of a commit have and the commit has not.
    pub(crate) fn gone(&self, at: usize) -> Gone {
        Gone::between(self.store, &self.before(at), &self.commits[at].node.tree)
    }

    /// Adds the versions that a commit introduced.
    fn add(&mut self, at: usize, portion: &mut Portion, cancel: &Cancel) {
        let Portion { versions, incidents } = portion;
        let step = &self.commits[at];
        versions.push(message(step.node.id, Container::CommitMessage, Some(at)));
        let before = self.before(at);
        incidents.extend(step.missing.map(|parent| cut(step.node.id, parent, &self.shallow)));

        if self.seen.len() > MAX_REMEMBERED_VERSIONS {
            self.seen.clear();
        }
        let unreadable = |id: ObjectId, failure: Failure| incidents.push(failure.incident(&id));
        let found = |blob: Blob| {
            if self.seen.insert(blob.clone()) {
                versions.push(Version { blob, container: Container::File, commit: Some(at) });
            }
            if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let walked = self.store.added(Vec::new(), &step.node.tree, &before, unreadable, found);
        if walked == Walked::Cut {
            let commit = step.node.id.abbreviated();
            let reason = format!("commit {commit} has files at more paths than are followed; the rest was not scanned");
            incidents.push(Incident::History { reason });
        }
    }
}

fn message(id: ObjectId, container: Container, commit: Option<usize>) -> Version {
    Version { blob: Blob { path: container.path().as_bytes().to_vec(), id }, container, commit }
}

/// The incident of a range that goes on where the repository ends.
fn cut(commit: ObjectId, parent: ObjectId, shallow: &BTreeSet<ObjectId>) -> Incident {
    let advice = if shallow.contains(&commit) { DEEPEN } else { "`git fsck` tells what else is missing" };
    let reason = format!(
        "commit {} is the last that is here, its parent {} is missing: what the range has before it was not scanned, and \
         all its files were as if it had brought them; {advice}",
        commit.abbreviated(),
        parent.abbreviated(),
    );
    Incident::History { reason }
}
