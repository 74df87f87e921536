//! The provenance of findings in commits: who introduced them, when, and who removed them.

use crate::{
    decode::decode,
    model::{Commit, Container, Finding, Provenance, ValueHash},
    source::git::{Authors, GitError, IdMap, ObjectId, Repository, Step, Store, Version},
};
use std::collections::{BTreeMap, BTreeSet};

/// With more commits times findings than this, it is not looked up who removed a value: that would take minutes.
const MAX_REMOVAL_LOOKUPS: usize = 100_000;

/// Maximum number of other paths that a finding lists. Each is a finding of its own: a value at every path would list
/// the square of its paths.
pub(super) const MAX_OTHER_PATHS: usize = 20;

/// A finding, and the version that it was found in.
pub(super) struct Found {
    pub(super) finding: Finding,
    pub(super) version: Version,
    /// Whether it was there before the version.
    pub(super) is_old: bool,
}

/// Gives each finding its provenance. `commits` are those that the findings' versions are numbered by, `head` is HEAD's tree.
pub(super) fn attribute(
    repository: &Repository,
    commits: &[Step],
    found: Vec<Found>,
    head: &Result<Option<ObjectId>, GitError>,
) -> Vec<Finding> {
    let mut paths: BTreeMap<(String, ValueHash), BTreeSet<String>> = BTreeMap::new();
    for Found { finding, .. } in &found {
        paths.entry(same(finding)).or_default().insert(finding.location.path.clone());
    }
    let asks_who_removed = commits.len().saturating_mul(found.len()) <= MAX_REMOVAL_LOOKUPS;
    let store = repository.store();
    let (head, head_unread) = match head {
        Ok(tree) => (*tree, false),
        Err(_) => (None, true),
    };
    let ancestors = Ancestors { store, commits, head, authors: Authors::new(store, head.as_ref()) };
    let attributed = found.into_iter().map(|Found { mut finding, version, is_old }| {
        let container = finding.provenance.take().map_or(version.container, |known| known.container);
        let mut provenance = Provenance::new(container, version.blob.id.to_string());
        // A message is its own commit or tag.
        let introduced_by = version.commit.map_or(version.blob.id, |at| commits[at].node.id);
        provenance.introduced = (!is_old).then(|| ancestors.authors.commit(&introduced_by));
        if let (Container::File, Some(at)) = (version.container, version.commit) {
            let value = finding.secret.reveal();
            provenance.at_head = ancestors.is_at_head(&version, value);
            provenance.head_unread = head_unread;
            if !provenance.at_head && asks_who_removed {
                provenance.removed = ancestors.removed(&version, value, at);
            }
        }
        let others = paths.get(&same(&finding)).into_iter().flatten();
        provenance.other_paths =
            others.filter(|path| **path != finding.location.path).take(MAX_OTHER_PATHS).cloned().collect();
        finding.provenance = Some(Box::new(provenance));
        finding
    });
    attributed.collect()
}

/// The key of findings of one value by one rule.
fn same(finding: &Finding) -> (String, ValueHash) {
    (finding.rule.id.clone(), finding.value_hash())
}

/// The range's commits, and HEAD.
struct Ancestors<'a> {
    store: &'a Store,
    commits: &'a [Step],
    head: Option<ObjectId>,
    authors: Authors<'a>,
}

impl Ancestors<'_> {
    fn is_at_head(&self, version: &Version, value: &[u8]) -> bool {
        let there = self.head.and_then(|tree| self.store.file_at(&tree, &version.blob.path));
        there.is_some_and(|id| id == version.blob.id || self.holds(&id, value))
    }

    /// The last commit that lacks a value which all its parents have.
    fn removed(&self, version: &Version, value: &[u8], introduced: usize) -> Option<Commit> {
        let mut known: IdMap<bool> = IdMap::default();
        let mut has = |tree: ObjectId| {
            let there = self.store.file_at(&tree, &version.blob.path);
            there.is_some_and(|id| *known.entry(id).or_insert_with(|| self.holds(&id, value)))
        };
        let later = self.commits[introduced..].iter().skip(1).rev();
        let removes = |step: &&Step| {
            let mut before = step.node.parents.iter().filter_map(|id| self.store.tree_of(id)).peekable();
            before.peek().is_some() && !has(step.node.tree) && before.all(&mut has)
        };
        later.into_iter().find(removes).map(|step| self.authors.commit(&step.node.id))
    }

    fn holds(&self, id: &ObjectId, value: &[u8]) -> bool {
        self.store.read(id).is_ok_and(|(_, bytes)| memchr::memmem::find(&decode(&bytes).into_bytes(), value).is_some())
    }
}
