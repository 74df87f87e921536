//! The comparison for people.

use super::{
    super::{Summary, layout::wrap, places, theme},
    label, names, verdict,
};
use crate::resolve::Environment;
use gonogo_core::{
    model::Report,
    rotation::{Change, Outcome},
};
use owo_colors::OwoColorize;

const INDENT: &str = "  ";

/// The variables that must change and where their values are, then all that was not compared.
pub(crate) fn text(
    seen: &Outcome<'_, '_>,
    environment: &Environment,
    report: &Report,
    summary: Option<Summary>,
    width: usize,
) -> String {
    let mut out: String = seen.changes.iter().map(|change| changed(change, width)).collect();
    for equal in &seen.equal {
        out += &format!("{}\n", wrap(&format!("Same value: {}", names(equal)), "", width));
    }
    if !seen.unseen.is_empty() {
        out += &format!("{}\n", wrap(&format!("Not found: {}", names(&seen.unseen)), "", width));
    }
    out += &not_compared(seen, environment);
    let verdict = verdict(seen, report);
    out += &format!("{}\n", verdict.style(theme::strong()));
    // Without a value to look for, nothing was scanned.
    match summary.filter(|_| !report.rules.is_empty()) {
        Some(summary) => out + &summary.rest(report),
        None => out,
    }
}

fn changed(change: &Change<'_, '_>, width: usize) -> String {
    let places = places::list(&change.occurrences.places());
    let head = format!("{} ({})", change.variable.name.style(theme::strong()), label(change));
    let verdict = "must change".style(theme::bad()).to_string();
    let introduced = change.occurrences.introduced().map_or_else(String::new, |by| {
        format!("{}\n", wrap(&format!("introduced in {}", places::commit(by)), INDENT, width))
    });
    format!("{head} {verdict}\n{}\n{introduced}\n", wrap(&places, INDENT, width))
}

fn not_compared(seen: &Outcome<'_, '_>, environment: &Environment) -> String {
    let mut out = String::new();
    if !seen.skipped.is_empty() {
        out += "Not compared:\n";
    }
    for skipped in &seen.skipped {
        out += &format!("{INDENT}{} (line {}): {}\n", skipped.variable.name, skipped.variable.line, skipped.reason);
    }
    for unread in seen.unread {
        let place = format!("{}:{}", environment.name, unread.line).style(theme::warning()).to_string();
        out += &format!("{place} {}\n", unread.reason);
    }
    out
}
