//! A secret from history as a frame: the line it is in, then where it came in, where it stands, and whether it is gone.

use super::{
    excerpt::harmless,
    frame,
    layout::{count, wrap},
    theme,
};
use gonogo_core::model::{Commit, Container, Finding, Place, Presence, Trail, Veil};
use owo_colors::OwoColorize;
use std::fmt::{self, Write};

/// More places are counted, not named.
const NAMED: usize = 20;

/// The findings of each secret together, what is still at HEAD first.
pub(super) fn trails<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Trail<'a>> {
    Trail::group(findings, |finding| {
        // What has no value is told apart by its place.
        let place = finding.secret.is_empty().then_some(&finding.location.path);
        (&finding.rule.id, finding.value_hash(), place)
    })
}

/// Draws a secret. Values are redacted unless `show_secrets`; `veil` hides them in what people wrote about commits.
pub(super) fn trail(trail: &Trail<'_>, show_secrets: bool, veil: &Veil, width: usize) -> Result<String, fmt::Error> {
    let standing = match trail.presence() {
        Presence::Files => None,
        Presence::Head => Some("still at HEAD"),
        Presence::Removed(_) | Presence::Past => Some("not at HEAD"),
    };
    let mut text = frame::body(trail.first(), standing, show_secrets, width)?;
    if let Some(commit) = trail.introduced() {
        let line = format!("came in with {}: {}", named(commit), harmless(&veil.hide(&commit.summary)));
        writeln!(text, "{}", wrap(&line, "  ", width))?;
    }
    if let Presence::Removed(commit) = trail.presence() {
        writeln!(text, "{}", wrap(&format!("removed by {}", named(commit)), "  ", width))?;
    }
    places(&mut text, trail)?;
    let more = match trail.findings().len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more, --format json has them"),
    };
    let fingerprint = format!("fingerprint {}{more}", trail.first().fingerprint);
    writeln!(text, "  {}", fingerprint.style(theme::dim()))?;
    Ok(text)
}

/// Says nothing where the frame has said it all.
fn places(text: &mut String, trail: &Trail<'_>) -> fmt::Result {
    let (places, findings) = (trail.places(), trail.findings().len());
    if matches!(places[..], [Place { container: Container::File, .. }]) && findings == 1 {
        return Ok(());
    }
    let times = if findings > places.len() { format!("{findings} times ") } else { String::new() };
    writeln!(text, "  found {times}in {}:", count(places.len(), "place"))?;
    for place in places.iter().take(NAMED) {
        writeln!(text, "    {}{}", place_name(place), standing(place))?;
    }
    match places.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => writeln!(text, "    {}", format!("and {more} more, --format json has them").style(theme::dim())),
    }
}

fn place_name(place: &Place<'_>) -> String {
    let of = place.introduced.map_or_else(String::new, |commit| format!(" {}", commit.short()));
    match place.container {
        Container::CommitMessage => format!("message of commit{of}"),
        Container::TagMessage => format!("message of a tag of commit{of}"),
        _ => harmless(place.path),
    }
}

fn standing(place: &Place<'_>) -> String {
    match place.presence {
        Some(Presence::Head) => format!("  {}", "still at HEAD".style(theme::bad())),
        Some(Presence::Removed(commit)) => format!("  removed by {} on {}", commit.short(), commit.date.day()),
        Some(Presence::Past) if place.container == Container::File => "  not at HEAD".to_owned(),
        _ => String::new(),
    }
}

fn named(commit: &Commit) -> String {
    format!("{} on {} by {}", commit.short(), commit.date.day(), harmless(&commit.author))
}
