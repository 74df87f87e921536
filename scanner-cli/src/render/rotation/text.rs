//! The list for people.

use super::{
    super::{Summary, layout::wrap, theme},
    head, places, verdict,
};
use crate::render::excerpt::harmless;
use gonogo_core::{
    model::{Report, Veil},
    rotation::{Due, Rotation},
};
use owo_colors::OwoColorize;

/// More places of one secret are counted, not named.
const NAMED: usize = 8;
const INDENT: &str = "    ";

/// Each secret with what is to be done, then what was looked at.
pub(crate) fn text(list: &Rotation<'_>, report: &Report, summary: Option<Summary>, width: usize) -> String {
    let veil = Veil::of(report);
    let mut out = String::new();
    for (at, due) in list.secrets.iter().enumerate() {
        out += &format!("{:>2}. {}\n", at + 1, title(due));
        for line in lines(due, &veil) {
            out += &format!("{}\n", wrap(&line, INDENT, width));
        }
        out.push('\n');
    }
    let verdict = verdict(list, report);
    out + &format!("{}\n", verdict.style(theme::strong()))
        + &summary.map_or_else(String::new, |summary| summary.rest(report))
}

fn title(due: &Due<'_>) -> String {
    let severity = due.trail.severity();
    let mut parts = vec![
        harmless(&head(due)).style(theme::strong()).to_string(),
        severity.style(theme::severity(severity)).to_string(),
    ];
    parts.extend(due.provider.map(harmless));
    parts.push(places::presence(&due.trail).to_owned());
    parts.join(" · ")
}

fn lines(due: &Due<'_>, veil: &Veil) -> Vec<String> {
    let mut lines = vec![format!("{}, {}", due.rule.title, due.trail.first().redacted())];
    lines.extend(
        due.trail
            .introduced()
            .map(|by| format!("came in with {}: {}", places::commit(by), harmless(&veil.hide(&by.summary)))),
    );
    let all = due.trail.places();
    let mut named: Vec<String> = all.iter().take(NAMED).map(places::place).collect();
    if all.len() > NAMED {
        named.push(format!("and {} more", all.len() - NAMED));
    }
    lines.push(format!("in {}", named.join(", ")));
    lines.extend(Some(due.rule.help.clone()).filter(|help| !help.is_empty()));
    lines
}
