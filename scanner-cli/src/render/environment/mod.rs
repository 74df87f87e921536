//! The comparison of an env file with a repository: as text, as JSON, as a checklist in Markdown. No value is written,
//! redacted or not.

mod checklist;
mod json;
mod text;

pub(crate) use checklist::markdown;
pub(crate) use json::json;
pub(crate) use text::text;

use super::layout::count;
use gonogo_core::{
    model::Report,
    rotation::{Change, Outcome, Part, Variable},
};
use std::collections::BTreeSet;

/// `2 of 9 variables must change`. Never says that none must where not all was read.
fn verdict(seen: &Outcome<'_, '_>, report: &Report) -> String {
    let changed: BTreeSet<u32> = seen.changes.iter().map(|change| change.variable.line).collect();
    let all = count(changed.len() + seen.unseen.len() + seen.skipped.len(), "variable");
    let compared = changed.len() + seen.unseen.len();
    let skipped = format!("{compared} compared, {} not", seen.skipped.len());
    if !changed.is_empty() {
        return format!("{} of {all} must change ({skipped})", changed.len());
    }
    match !report.statistics.has_gaps() && seen.unread.is_empty() {
        _ if compared == 0 => format!("No values to compare in {all}"),
        true => format!("None of {all} must change ({skipped})"),
        false => format!("None of {all} found in what could be read ({skipped})"),
    }
}

/// Variable and line, and what of the value it is.
fn label(change: &Change<'_, '_>) -> String {
    let part = match change.part {
        Part::Credential => ", a credential in it",
        _ => "",
    };
    format!("line {}{part}", change.variable.line)
}

fn names(variables: &[&Variable]) -> String {
    variables.iter().map(|variable| variable.name.as_str()).collect::<Vec<_>>().join(", ")
}
