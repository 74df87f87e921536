//! A secret from history as a frame: the line it is in, then where it came in, where it stands, and whether it is gone.

use super::{
    excerpt::harmless,
    frame,
    layout::{count, wrap},
    places::{commit, name, presence, standing},
    theme,
};
use gonogo_core::model::{Container, Finding, Place, Presence, Trail, Veil};
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
    let mut text = frame::body(trail.first(), Some(presence(trail)), show_secrets, width)?;
    if let Some(by) = trail.introduced() {
        let line = format!("came in with {}: {}", commit(by), harmless(&veil.hide(&by.summary)));
        writeln!(text, "{}", wrap(&line, "  ", width))?;
    }
    if let Presence::Removed(by) = trail.presence() {
        writeln!(text, "{}", wrap(&format!("removed by {}", commit(by)), "  ", width))?;
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
        let standing = match (standing(place), place.presence) {
            (standing, Some(Presence::Head)) => standing.style(theme::bad()).to_string(),
            (standing, _) => standing,
        };
        writeln!(text, "{}", format!("    {}  {standing}", name(place)).trim_end())?;
    }
    match places.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => writeln!(text, "    {}", format!("and {more} more, --format json has them").style(theme::dim())),
    }
}
