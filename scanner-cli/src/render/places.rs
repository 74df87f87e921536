//! Places and commits of secrets, in words.

use super::escape::escape_control;
use gonogo_core::{
    model::{Commit, Container, Occurrences, Place, Presence},
    report::markdown::code,
};

/// More places of one secret are counted, not named.
const MAX_NAMED_PLACES: usize = 8;

/// The file, or whose message it is.
pub(super) fn name(place: &Place<'_>) -> String {
    let of = place.introduced.map_or_else(String::new, |commit| format!(" {}", commit.short()));
    match place.container {
        Container::CommitMessage => format!("message of commit{of}"),
        Container::TagMessage => format!("message of tag{of}"),
        Container::AuthorName => format!("name of an author of commit{of}"),
        Container::RefName => "name of a ref".to_owned(),
        Container::FileName => "name of a file or folder".to_owned(),
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

/// Names and states of the first few: `in config/.env (still at HEAD), and 3 more`.
pub(super) fn list(places: &[Place<'_>]) -> String {
    let mut named: Vec<String> =
        places.iter().take(MAX_NAMED_PLACES).map(|place| with_state(place, name(place))).collect();
    if places.len() > named.len() {
        named.push(format!("and {} more", places.len() - named.len()));
    }
    format!("in {}", named.join(", "))
}

/// The same of all, for Markdown.
pub(super) fn markdown_list(places: &[Place<'_>]) -> String {
    let named: Vec<String> = places.iter().map(|place| with_state(place, code(&name(place)))).collect();
    format!("in {}", named.join(", "))
}

fn with_state(place: &Place<'_>, name: String) -> String {
    match state(place) {
        state if state.is_empty() => name,
        state => format!("{name} ({state})"),
    }
}

/// Whether a secret is still anywhere, in few words. What is in a message stays there.
pub(super) fn presence(occurrences: &Occurrences<'_>) -> &'static str {
    let container = occurrences.first().provenance.as_ref().map_or(Container::File, |provenance| provenance.container);
    match (container, occurrences.presence()) {
        (Container::CommitMessage, _) => "in a commit message",
        (Container::TagMessage, _) => "in a tag message",
        (Container::AuthorName, _) => "in the name of an author",
        (Container::RefName, _) => "in the name of a ref",
        (Container::FileName, _) => "in the name of a file or folder",
        (_, Presence::Files) => "in the files",
        (_, Presence::Head) => "still at HEAD",
        (_, Presence::Removed(_) | Presence::Past) => "not at HEAD",
        (_, Presence::Unknown) => "HEAD can't be read",
    }
}

/// Id, day and author.
pub(super) fn commit(commit: &Commit) -> String {
    format!("{} on {} by {}", commit.short(), commit.date.day(), escape_control(&commit.author))
}
