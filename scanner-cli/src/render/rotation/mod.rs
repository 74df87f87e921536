//! The secrets to rotate: as text, as JSON, as a checklist in Markdown.

mod checklist;
mod json;
mod text;

pub(super) use checklist::gaps as gaps_in_markdown;
pub(crate) use checklist::markdown;
pub(crate) use json::json;
pub(crate) use text::text;

pub(super) use json::{Gap, Moment, Spot, gaps, moment, pretty, spots};

use super::{layout::count, places};
use gonogo_core::{
    model::{Report, Severity},
    rotation::{Due, Rotation},
};

/// The name of a secret: its variables, else its rule.
fn head(due: &Due<'_>) -> String {
    if due.names.is_empty() { due.rule.title.clone() } else { due.names.join(", ") }
}

/// `3 secrets to rotate: 1 blocker, 2 high; 1 still at HEAD`. Never claims that there are none if not all was read.
fn verdict(list: &Rotation<'_>, report: &Report) -> String {
    if list.secrets.is_empty() {
        let statistics = &report.statistics;
        let is_nothing = statistics.files == 0 && statistics.history.is_none_or(|history| history.blobs == 0);
        return match (is_nothing, statistics.has_gaps()) {
            (true, _) => "Nothing was scanned".to_owned(),
            (false, true) => "No secrets to rotate in what could be read".to_owned(),
            (false, false) => "No secrets to rotate".to_owned(),
        };
    }
    let of = |severity| list.secrets.iter().filter(|due| due.occurrences.severity() == severity).count();
    let severities = Severity::ALL.map(|severity| (of(severity), severity));
    let severities =
        severities.iter().filter(|(count, _)| *count > 0).map(|(count, severity)| format!("{count} {severity}"));
    let current = list.secrets.iter().filter(|due| due.occurrences.first().is_current()).count();
    let current = match report.statistics.history {
        None => String::new(),
        Some(_) => format!("; {current} still present"),
    };
    let severities = severities.collect::<Vec<_>>().join(", ");
    format!("{} to rotate: {severities}{current}", count(list.secrets.len(), "secret"))
}
