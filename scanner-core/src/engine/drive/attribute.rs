//! Tells of findings in commits who brought them, when, and what became of them.

use crate::{
    decode::decode,
    engine::ScanError,
    model::{Commit, Container, Finding, Provenance, ValueHash},
    source::git::{Authors, Objects, Oid, Repository, Step, Version},
};
use std::collections::{BTreeMap, BTreeSet};

/// With more commits times findings than this, nobody is asked who removed a value.
const PATIENCE: usize = 100_000;

/// Gives each finding its provenance. `commits` are those that the findings' versions are numbered by.
pub(super) fn attribute(
    repository: &Repository,
    objects: &Objects<'_>,
    commits: &[Step],
    found: Vec<(Finding, Version)>,
) -> Result<Vec<Finding>, ScanError> {
    let mut paths: BTreeMap<(String, ValueHash), BTreeSet<String>> = BTreeMap::new();
    for (finding, _) in &found {
        paths.entry(same(finding)).or_default().insert(finding.location.path.clone());
    }
    let asks_who_removed = commits.len().saturating_mul(found.len()) <= PATIENCE;
    let past = Past {
        repository,
        objects,
        commits,
        head: repository.head_tree()?,
        authors: Authors::new(repository.git(), repository.git().mailmap().ok()),
    };
    let attributed = found.into_iter().map(|(mut finding, version)| {
        let mut provenance = Provenance::of(version.container, version.blob.id.to_string());
        // A message is its own commit or tag.
        let brought_by = version.commit.map_or(version.blob.id, |at| commits[at].id);
        provenance.introduced = Some(past.authors.commit(brought_by));
        if let (Container::File, Some(at)) = (version.container, version.commit) {
            let value = finding.secret.reveal();
            provenance.at_head = past.is_at_head(&version, value);
            if !provenance.at_head && asks_who_removed {
                provenance.removed = past.removed(&version, value, at);
            }
        }
        let others = paths.get(&same(&finding)).into_iter().flatten();
        provenance.other_paths = others.filter(|path| **path != finding.location.path).cloned().collect();
        finding.provenance = Some(Box::new(provenance));
        finding
    });
    Ok(attributed.collect())
}

/// What findings of one value by one rule have in common.
fn same(finding: &Finding) -> (String, ValueHash) {
    (finding.rule.id.clone(), finding.value_hash())
}

/// What is known of the range's commits, and of HEAD.
struct Past<'a> {
    repository: &'a Repository,
    objects: &'a Objects<'a>,
    commits: &'a [Step],
    head: Option<Oid>,
    authors: Authors<'a>,
}

impl Past<'_> {
    fn is_at_head(&self, version: &Version, value: &[u8]) -> bool {
        let there = self.head.and_then(|tree| self.repository.file_in(tree, &version.blob.path));
        there.is_some_and(|id| id == version.blob.id || self.holds(id, value))
    }

    /// The last commit that lacks a value which all its parents have.
    fn removed(&self, version: &Version, value: &[u8], introduced: usize) -> Option<Commit> {
        let mut known: BTreeMap<Oid, bool> = BTreeMap::new();
        let mut has = |tree: Oid| {
            let there = self.repository.file_in(tree, &version.blob.path);
            there.is_some_and(|id| *known.entry(id).or_insert_with(|| self.holds(id, value)))
        };
        let later = self.commits[introduced..].iter().skip(1).rev();
        let removes = |step: &&Step| {
            let mut before = step.parents.iter().filter_map(|&id| self.repository.tree_of(id)).peekable();
            before.peek().is_some() && !has(step.tree) && before.all(&mut has)
        };
        later.into_iter().find(removes).map(|step| self.authors.commit(step.id))
    }

    fn holds(&self, id: Oid, value: &[u8]) -> bool {
        self.objects
            .read(id)
            .is_ok_and(|object| memchr::memmem::find(&decode(object.data()).into_bytes(), value).is_some())
    }
}
