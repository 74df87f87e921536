//! Commits and annotated tags, and the findings in their messages.

use crate::{
    engine::drive::Work,
    model::{Container, Finding, Provenance},
    source::git::{self, Base, CommitNode, Failure, IdMap, Object, ObjectId, ObjectKind, Store, Visitor},
};

/// All commits and annotated tags of a repository.
#[derive(Default)]
pub(super) struct Commits {
    pub(super) nodes: Vec<CommitNode>,
    /// The target of each annotated tag.
    pub(super) tags: IdMap<ObjectId>,
    /// The findings in the message of a commit or tag.
    pub(super) messages: IdMap<Vec<Finding>>,
    pub(super) failed: Vec<(ObjectId, Failure)>,
    pub(super) bytes: u64,
}

impl Commits {
    /// Reads all commits and tags, and scans their messages.
    pub(super) fn read(work: &Work<'_>, store: &Store) -> Self {
        let kinds = [ObjectKind::Commit, ObjectKind::Tag];
        let mut commits = Commits::default();
        for partial in store.visit(&kinds, &Reader { work }, work.cancel) {
            commits.nodes.extend(partial.nodes);
            commits.tags.extend(partial.tags);
            commits.messages.extend(partial.messages);
            commits.failed.extend(partial.failed);
            commits.bytes += partial.bytes;
        }
        commits.failed.sort_by_key(|(id, _)| *id);
        commits
    }

    /// The object that a ref finally points to, and the tags on the way. `None` if the tags form a cycle, as damaged
    /// indexes can make them.
    pub(super) fn peel(&self, mut id: ObjectId, tags: &mut Vec<ObjectId>) -> Option<ObjectId> {
        for _ in 0..=self.tags.len() {
            let Some(&target) = self.tags.get(&id) else { return Some(id) };
            tags.push(id);
            id = target;
        }
        None
    }
}

struct Reader<'a> {
    work: &'a Work<'a>,
}

impl Visitor for Reader<'_> {
    type State = ();
    type Partial = Commits;

    fn wants(&self, _: &ObjectId) -> bool {
        true
    }

    fn visit(&self, object: Object<'_>, _: Option<Base<'_, ()>>, partial: &mut Commits) {
        if !object.wanted {
            return;
        }
        let message = git::message(object.bytes);
        let container = match object.kind {
            ObjectKind::Tag => {
                match git::tag_target(object.bytes) {
                    Some(target) => partial.tags.insert(object.id, target),
                    None => return partial.failed.push((object.id, Failure::not_a(ObjectKind::Tag))),
                };
                Container::TagMessage
            }
            _ => {
                match CommitNode::parse(object.id, object.bytes) {
                    Some(node) => partial.nodes.push(node),
                    None => return partial.failed.push((object.id, Failure::not_a(ObjectKind::Commit))),
                }
                Container::CommitMessage
            }
        };
        partial.bytes += message.len() as u64;
        let mut findings = self.work.scan_for_leaks(container.path(), message).findings;
        for finding in &mut findings {
            finding.provenance = Some(Box::new(Provenance::new(container, object.id.to_string())));
        }
        findings.extend(self.work.scan_authors(&object.id, object.bytes));
        if !findings.is_empty() {
            partial.messages.insert(object.id, findings);
        }
    }

    fn failed(&self, id: ObjectId, failure: Failure, partial: &mut Commits) {
        partial.failed.push((id, failure));
    }
}
