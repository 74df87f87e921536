//! The comparison as a checklist in Markdown.

use super::{
    super::{places, rotation},
    label, verdict,
};
use crate::resolve::Environment;
use gonogo_core::{
    model::Report,
    report::markdown::code,
    rotation::{Change, Outcome},
};

/// One box a variable that must change.
pub(crate) fn markdown(seen: &Outcome<'_, '_>, environment: &Environment, report: &Report) -> String {
    let mut out = format!("# Variables to change\n\n{}.\n", verdict(seen, report));
    out += &rotation::gaps_in_markdown(report);
    if !seen.changes.is_empty() {
        out.push('\n');
    }
    out.extend(seen.changes.iter().map(item));
    if !seen.equal.is_empty() {
        out += "\n## Same value\n\n";
    }
    for equal in &seen.equal {
        let names: Vec<String> = equal.iter().map(|variable| code(&variable.name)).collect();
        out += &format!("- {}\n", names.join(", "));
    }
    if !seen.skipped.is_empty() || !seen.unread.is_empty() {
        out += "\n## Not compared\n\n";
    }
    for skipped in &seen.skipped {
        out += &format!("- {} (line {}): {}\n", code(&skipped.variable.name), skipped.variable.line, skipped.reason);
    }
    for unread in seen.unread {
        out += &format!("- line {} of {} {}\n", unread.line, code(&environment.name), unread.reason);
    }
    out
}

fn item(change: &Change<'_, '_>) -> String {
    let places = places::markdown_list(&change.occurrences.places());
    format!("- [ ] **{}** ({})\n  - {places}\n", code(&change.variable.name), label(change))
}
