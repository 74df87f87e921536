//! Places and commits of secrets, in words.

use super::escape::escape_control;
use gonogo_core::model::{Commit, Container, Occurrences, Place, Presence};

/// The file, or whose message it is.
pub(super) fn name(place: &Place<'_>) -> String {
    let of = place.introduced.map_or_else(String::new, |commit| format!(" {}", commit.short()));
    match place.container {
        Container::CommitMessage => format!("message of commit{of}"),
        Container::TagMessage => format!("message of tag{of}"),
        _ => escape_control(place.path),
    }
}

/// Whether the value is still there; empty where that is not known, and for messages, which stay.
pub(super) fn state(place: &Place<'_>) -> String {
    match place.presence {
        Some(Presence::Head) => "still at HEAD".to_owned(),
        Some(Presence::Removed(commit)) => format!("removed by {} on {}", commit.short(), commit.date.day()),
        Some(Presence::Past) if place.container == Container::File => "not at HEAD".to_owned(),
        _ => String::new(),
    }
}

/// Name and state: `config/.env (still at HEAD)`.
pub(super) fn place(place: &Place<'_>) -> String {
    match state(place) {
        state if state.is_empty() => name(place),
        state => format!("{} ({state})", name(place)),
    }
}

/// Whether a secret is still anywhere, in few words. What is in a message stays there.
pub(super) fn presence(occurrences: &Occurrences<'_>) -> &'static str {
    let container = occurrences.first().provenance.as_ref().map_or(Container::File, |provenance| provenance.container);
    match (container, occurrences.presence()) {
        (Container::CommitMessage, _) => "in a commit message",
        (Container::TagMessage, _) => "in a tag message",
        (_, Presence::Files) => "in the files",
        (_, Presence::Head) => "still at HEAD",
        (_, Presence::Removed(_) | Presence::Past) => "not at HEAD",
    }
}

/// Id, day and author.
pub(super) fn commit(commit: &Commit) -> String {
    format!("{} on {} by {}", commit.short(), commit.date.day(), escape_control(&commit.author))
}
