//! The origin of a finding in git's history, as the JSON formats write it.

use crate::model::{Commit, Provenance};
use serde::Serialize;

/// The keys of `provenance`, part of the contract of [`Record`](super::record::Record).
#[derive(Serialize)]
pub(super) struct Origin<'a> {
    container: &'static str,
    object: &'a str,
    /// Null if HEAD can't be read.
    at_head: Option<bool>,
    introduced: Option<Moment<'a>>,
    removed: Option<Moment<'a>>,
    other_paths: &'a [String],
}

/// A commit. `date` is when it was authored, in RFC 3339 and the author's time zone.
#[derive(Serialize)]
struct Moment<'a> {
    commit: &'a str,
    author: &'a str,
    email: &'a str,
    date: String,
    summary: &'a str,
}

impl<'a> Origin<'a> {
    pub(super) fn new(provenance: &'a Provenance) -> Self {
        let moment = |commit: &'a Commit| Moment {
            commit: &commit.id,
            author: &commit.author,
            email: &commit.email,
            date: commit.date.to_string(),
            summary: &commit.summary,
        };
        Origin {
            container: provenance.container.as_str(),
            object: &provenance.object,
            at_head: (!provenance.head_unread).then_some(provenance.at_head),
            introduced: provenance.introduced.as_ref().map(moment),
            removed: provenance.removed.as_ref().map(moment),
            other_paths: &provenance.other_paths,
        }
    }
}
