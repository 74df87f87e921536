//! What the commits of a range brought: versions of files that none of their parents has, and messages.

use super::{
    Repository,
    error::{GitError, absent},
    objects::Blob,
    revision::{Bounds, DEEPEN, Range},
    trees, walk,
    walk::Step,
};
use crate::model::{Cancel, Container, Incident};
use git2::Oid;
use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
};

/// No range of a real project has as many. A few trees that hold each other many times can have more paths than fit into
/// any memory.
const MOST_VERSIONS: usize = 4_000_000;

/// A version of a file, or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) blob: Blob,
    pub(crate) container: Container,
    /// Which commit brought it, by its place in the range. A tag's message comes with none.
    pub(crate) commit: Option<usize>,
}

/// All that the commits of a range brought.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Parents first.
    pub(crate) commits: Vec<Step>,
    /// In the order of their commits. Each content of a path is there once, for the first that brought it.
    pub(crate) versions: Vec<Version>,
    pub(crate) incidents: BTreeSet<Incident>,
}

impl AsRef<Blob> for Version {
    fn as_ref(&self) -> &Blob {
        &self.blob
    }
}

/// Lists what a range brought. Stops with what it has if `cancel` is set.
pub(crate) fn brought(repository: &Repository, range: &Range, cancel: &Cancel) -> Result<Brought, GitError> {
    let mut bounds = range.bounds(repository)?;
    let incidents = std::mem::take(&mut bounds.incidents).into_iter().collect();
    let mut brought = Brought { incidents, ..Brought::default() };
    brought.versions.extend(bounds.tags.iter().map(|&id| message(id, Container::TagMessage, None)));
    if bounds.tips.is_empty() {
        return Ok(brought);
    }
    brought.commits = walk::commits(repository.git(), &bounds, cancel)?;
    let mut listing = Listing { repository, bounds: &bounds, seen: HashSet::new(), brought };
    let shallow = repository.shallow();
    for at in 0..listing.brought.commits.len() {
        if cancel.is_cancelled() || listing.add(at, &shallow).is_break() {
            break;
        }
    }
    Ok(listing.brought)
}

fn message(id: Oid, container: Container, commit: Option<usize>) -> Version {
    Version { blob: Blob { path: container.path().as_bytes().to_vec(), id }, container, commit }
}

struct Listing<'a> {
    repository: &'a Repository,
    bounds: &'a Bounds,
    seen: HashSet<Blob>,
    brought: Brought,
}

impl Listing<'_> {
    /// Adds what a commit brought.
    fn add(&mut self, at: usize, shallow: &BTreeSet<Oid>) -> ControlFlow<()> {
        let Brought { commits, versions, incidents } = &mut self.brought;
        let step = &commits[at];
        versions.push(message(step.id, Container::CommitMessage, Some(at)));
        // Where parents are missing, at least what the other side of the range has is nothing new.
        let instead = step.missing.map_or(&[][..], |_| &self.bounds.hidden);
        let before = step.parents.iter().chain(instead);
        let before: Vec<Oid> = before.filter_map(|&id| self.repository.tree_of(id)).collect();
        incidents.extend(step.missing.map(|parent| cut(step.id, parent, shallow)));

        let mut missing = Vec::new();
        let lacks = |id, error: &_| missing.push(absent(id, error));
        let found = |blob: Blob| {
            if self.seen.insert(blob.clone()) {
                versions.push(Version { blob, container: Container::File, commit: Some(at) });
            }
            if versions.len() < MOST_VERSIONS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let outcome = trees::added(self.repository.git(), Vec::new(), step.tree, &before, lacks, found);
        incidents.extend(missing);
        if outcome.is_break() {
            let reason = format!("the range has more than {MOST_VERSIONS} versions of files; the rest was not scanned");
            incidents.insert(Incident::History { reason });
        }
        outcome
    }
}

/// That a range goes on where the repository ends.
fn cut(commit: Oid, parent: Oid, shallow: &BTreeSet<Oid>) -> Incident {
    let advice = if shallow.contains(&commit) { DEEPEN } else { "`git fsck` tells what else is missing" };
    let short = |id: Oid| id.to_string()[..10].to_owned();
    let reason = format!(
        "commit {} is the last that is here, its parent {} is missing: what the range has before it was not scanned, and \
         all its files were as if it had brought them; {advice}",
        short(commit),
        short(parent),
    );
    Incident::History { reason }
}
