//! The findings that a version of a file adds to those of the versions before it.
//!
//! Findings are compared by their fingerprints, so it does not matter what happened to the lines around them.

use super::{Scanned, Work};
use crate::{
    engine::{file, file::Outcome, index::ProjectIndex, names::Names},
    model::{Finding, Fingerprint},
    source::git::{Blob, Gone, ObjectId, Store},
};
use std::{borrow::Borrow, collections::BTreeSet};

/// A comparison with the versions before, which are read in the same context.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub(super) work: &'a Work<'a>,
    pub(super) store: &'a Store,
    pub(super) known: &'a ProjectIndex,
}

impl Comparison<'_> {
    /// Marks the findings of a version that were there before: in one of the versions `before` at its path, or in a file that is
    /// `gone` from another. What can't be read marks nothing.
    pub(super) fn mark<G: Borrow<Gone>>(
        self,
        blob: &Blob,
        scanned: Scanned,
        before: impl FnOnce() -> Vec<ObjectId>,
        gone: impl FnOnce() -> G,
    ) -> Scanned {
        let (mut outcome, size) = scanned?;
        if !outcome.findings.is_empty() {
            let mut open: BTreeSet<Fingerprint> = outcome.findings.iter().map(|found| found.fingerprint).collect();
            let all = open.clone();
            self.close(blob, &before(), &mut open);
            if !open.is_empty() {
                let gone = gone();
                self.close_moved(blob, gone.borrow(), &mut open);
            }
            outcome.old = &all - &open;
        }
        Ok((outcome, size))
    }

    /// Takes out of `open` what a file had at another path. Where other content is now, that may have it still: then it was
    /// copied.
    fn close_moved(self, blob: &Blob, gone: &Gone, open: &mut BTreeSet<Fingerprint>) {
        if gone.has(&blob.id) {
            return open.clear();
        }
        let instead = gone.replaced_by(&blob.id);
        if !instead.is_empty() {
            let mut moved = open.clone();
            self.close(blob, &instead, &mut moved);
            open.retain(|print| !moved.contains(print));
        }
        self.close(blob, &gone.moved_to(&blob.path), open);
    }

    /// Adds the findings in the names on the way to a file, unless a version before is at the same path.
    pub(super) fn add_names(
        self,
        names: &Names,
        blob: &Blob,
        scanned: Scanned,
        before: impl FnOnce() -> Vec<ObjectId>,
    ) -> Scanned {
        let (mut outcome, size) = scanned?;
        let path = blob.reported();
        if !names.at(&path).is_empty() && before().is_empty() {
            self.work.add_names(names, &path, &mut outcome);
        }
        Ok((outcome, size))
    }

    /// Takes out of `open` what any of the versions has at the path of `blob`.
    fn close(self, blob: &Blob, versions: &[ObjectId], open: &mut BTreeSet<Fingerprint>) {
        for version in versions {
            if open.is_empty() {
                break;
            }
            if let Ok((_, bytes)) = self.store.read(version) {
                let found =
                    file::scan(&self.work.scanner.0.search(self.known), &blob.reported(), &bytes, |_, findings| {
                        self.work.scanner.0.sign(findings)
                    });
                open.retain(|print| found.findings.iter().all(|found| found.fingerprint != *print));
            }
        }
    }
}

/// Removes the findings that were there before, and returns those of them that would count.
pub(super) fn take_old(outcome: &mut Outcome) -> BTreeSet<Fingerprint> {
    let Outcome { findings, old, .. } = outcome;
    let (earlier, added): (Vec<Finding>, _) =
        std::mem::take(findings).into_iter().partition(|found| old.contains(&found.fingerprint));
    *findings = added;
    earlier.into_iter().filter(Finding::is_active).map(|found| found.fingerprint).collect()
}
