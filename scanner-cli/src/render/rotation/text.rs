//! The list for people.

use super::{
    super::{Summary, layout::wrap, theme},
    head, places, verdict,
};
use crate::render::escape::escape_control;
use gonogo_core::{
    model::Report,
    rotation::{Due, Rotation},
};
use owo_colors::OwoColorize;

const INDENT: &str = "    ";

/// Each secret with what to do about it, then what was scanned.
pub(crate) fn text(list: &Rotation<'_>, report: &Report, summary: Option<Summary>, width: usize) -> String {
    let mut out = String::new();
    for (at, due) in list.secrets.iter().enumerate() {
        out += &format!("{:>2}. {}\n", at + 1, title(due));
        for line in lines(due) {
            out += &format!("{}\n", wrap(&line, INDENT, width));
        }
        out.push('\n');
    }
    let verdict = verdict(list, report);
    out + &format!("{}\n", verdict.style(theme::strong()))
        + &summary.map_or_else(String::new, |summary| summary.rest(report))
}

fn title(due: &Due<'_>) -> String {
    let severity = due.occurrences.severity();
    let mut parts = vec![
        escape_control(&head(due)).style(theme::strong()).to_string(),
        severity.style(theme::severity(severity)).to_string(),
    ];
    parts.extend(due.provider.map(escape_control));
    parts.push(places::presence(&due.occurrences).to_owned());
    parts.join(" · ")
}

fn lines(due: &Due<'_>) -> Vec<String> {
    let mut lines = vec![format!("{}, {}", due.rule.title, due.occurrences.first().redacted())];
    lines.extend(
        due.occurrences
            .introduced()
            .map(|by| format!("introduced in {}: {}", places::commit(by), escape_control(&by.summary))),
    );
    lines.push(places::list(&due.occurrences.places()));
    lines.extend(Some(due.rule.help.clone()).filter(|help| !help.is_empty()));
    lines
}
