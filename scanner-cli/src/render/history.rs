//! A secret from history as a block: the line it is in, the commits that brought and removed it, and its places.

use super::{
    block::{self, Style, labelled},
    escape::escape_control,
    layout::count,
    places::{commit, name, presence, state},
    theme,
};
use gonogo_core::model::{Container, Finding, Occurrences, Place, Presence};
use owo_colors::OwoColorize;

/// More places are counted, not named.
const MAX_NAMED_PLACES: usize = 20;

/// The findings of each secret together, what is still at HEAD first.
pub(super) fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Occurrences<'a>> {
    Occurrences::group(findings, |finding| {
        // Findings without a value are distinguished by their place.
        let place = finding.secret.is_empty().then_some(&finding.location.path);
        (&finding.rule.id, finding.value_hash(), place)
    })
}

/// The block of a secret.
pub(super) fn block(occurrences: &Occurrences<'_>, style: Style) -> String {
    let first = occurrences.first();
    let mut text = block::head(first, Some(presence(occurrences)), style);
    if let Some(by) = occurrences.introduced() {
        let summary = escape_control(&by.summary);
        text += &labelled("introduced", &format!("{}: {summary}", commit(by)), style);
    }
    if let Presence::Removed(by) = occurrences.presence() {
        text += &labelled("removed", &commit(by), style);
    }
    text += &places(occurrences);
    text + &block::body(first, style)
}

/// Says nothing where the head has said it all.
fn places(occurrences: &Occurrences<'_>) -> String {
    let (places, findings) = (occurrences.places(), occurrences.findings().len());
    if matches!(places[..], [Place { container: Container::File, .. }]) && findings == 1 {
        return String::new();
    }
    let times = if findings > places.len() { format!("{findings} times ") } else { String::new() };
    let mut text = format!("  found {times}in {}:\n", count(places.len(), "place"));
    for place in places.iter().take(MAX_NAMED_PLACES) {
        let state = match (state(place), place.presence) {
            (state, Some(Presence::Head)) => state.style(theme::bad()).to_string(),
            (state, _) => state,
        };
        text += format!("    {}  {state}", name(place)).trim_end();
        text.push('\n');
    }
    match places.len().saturating_sub(MAX_NAMED_PLACES) {
        0 => text,
        more => text + &format!("    {}\n", format!("and {more} more; --format json lists them").style(theme::dim())),
    }
}
