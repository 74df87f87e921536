//! History of a finding in SARIF.
//!
//! GitHub takes a result only if it points at a relative path, and shows neither properties nor logical locations. So
//! every result has the path of its file (`commit-message` and `tag-message` for texts without one), and the commit is
//! in its message as well. The author's address and the commit's summary are left out: SARIF is made to be uploaded.

use super::schema::{CommitProperties, HistoryProperties, LogicalLocation};
use crate::model::{Container, Finding, Provenance};

/// The commit as a place: `commit/<id>`, or the tag for a finding in a tag's message.
pub(super) fn places(finding: &Finding) -> Vec<LogicalLocation<'_>> {
    let Some(provenance) = finding.provenance.as_deref() else { return Vec::new() };
    let kind = if provenance.container == Container::TagMessage { "tag" } else { "commit" };
    let introduced = provenance.introduced.iter().map(|commit| commit.id.as_str());
    let place = |name| LogicalLocation { name, fully_qualified_name: format!("{kind}/{name}"), kind };
    introduced.map(place).collect()
}

pub(super) fn properties(provenance: &Provenance) -> HistoryProperties<'_> {
    HistoryProperties {
        tags: [
            "history",
            match provenance {
                Provenance { at_head: true, .. } => "at-head",
                Provenance { head_unread: true, .. } => "head-unread",
                _ => "not-at-head",
            },
        ],
        at_head: (!provenance.head_unread).then_some(provenance.at_head),
        object: &provenance.object,
        introduced: provenance.introduced.as_ref().map(|commit| CommitProperties {
            commit: &commit.id,
            author: &commit.author,
            date: commit.date.to_string(),
        }),
        removed_by: provenance.removed.as_ref().map(|commit| commit.id.as_str()),
        removed_on: provenance.removed.as_ref().map(|commit| commit.date.to_string()),
    }
}

/// One sentence for people: `Committed in 1234567890 on 2026-01-31; still at HEAD.`
pub(super) fn sentence(provenance: &Provenance) -> String {
    let how = match provenance.container {
        Container::File => "Committed in",
        Container::CommitMessage => "In the message of commit",
        Container::TagMessage => "In the message of tag",
        Container::AuthorName => "In the name of an author of commit",
        Container::RefName | Container::FileName => "In a name of commit",
    };
    let introduced = match (&provenance.introduced, provenance.container) {
        (Some(commit), _) => format!("{how} {} on {}", commit.short(), commit.date.day()),
        (None, Container::TagMessage) => format!("In the message of tag {}", short(&provenance.object)),
        (None, Container::AuthorName) => format!("In the name of an author of {}", short(&provenance.object)),
        (None, Container::RefName) => format!("In the name of a ref to {}", short(&provenance.object)),
        (None, Container::FileName) => format!("In a name in the tree {}", short(&provenance.object)),
        (None, _) => format!("In object {}, which no commit reaches", short(&provenance.object)),
    };
    let standing = match &provenance.removed {
        _ if provenance.at_head => "; still at HEAD".to_owned(),
        Some(commit) => format!("; removed in {} on {}", commit.short(), commit.date.day()),
        None if provenance.container == Container::File && !provenance.head_unread => "; not at HEAD".to_owned(),
        None => String::new(),
    };
    format!("{introduced}{standing}.")
}

fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}
