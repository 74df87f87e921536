//! A finding as a compact block: what it is, where, the line, why it matters, how to fix it.

use super::{
    escape::escape_control,
    excerpt::excerpt,
    layout::{first_sentence, wrap},
    theme,
};
use gonogo_core::{
    model::{Finding, Lowered},
    report::Values,
};
use owo_colors::OwoColorize;
use std::fmt::Write;

/// More lines of one value are counted, not named.
const MAX_NAMED_LINES: usize = 10;
const INDENT: &str = "  ";

/// The style of blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) values: Values,
    pub(super) verbose: bool,
    pub(super) width: usize,
}

/// The block of findings that are one secret of one file, or of one finding alone.
pub(super) fn block(findings: &[&Finding], style: Style) -> String {
    let Some(finding) = findings.first() else { return String::new() };
    let also: Vec<String> = findings[1..].iter().map(|other| other.location.region.line.to_string()).collect();
    let more = match also.len().saturating_sub(MAX_NAMED_LINES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let also = match &also[..also.len().min(MAX_NAMED_LINES)] {
        [] => String::new(),
        [line] => format!("{INDENT}also in line {line}\n"),
        lines => format!("{INDENT}also in lines {}{more}\n", lines.join(", ")),
    };
    head(finding, None, style) + &also + &body(finding, style)
}

/// The title, the place and the line; `presence` says whether a value from history is still there.
pub(super) fn head(finding: &Finding, presence: Option<&str>, style: Style) -> String {
    let region = finding.location.region;
    let severity = format!("{:<9}", finding.severity.as_str());
    let title = if finding.message.trim().is_empty() { &finding.rule.title } else { &finding.message };
    let title = wrap(&escape_control(title), &" ".repeat(severity.len()), style.width);
    let place = format!("{}:{}:{}", escape_control(&finding.location.path), region.line, region.column);
    let facts: Vec<&str> = [finding.rule.id.as_str()].into_iter().chain(presence).collect();
    let facts = format!("· {}", facts.join(" · "));
    let severity = severity.style(theme::severity(finding.severity)).to_string();
    let title = title.trim_start().style(theme::strong()).to_string();
    let excerpt = excerpt(finding, style.values, style.width);
    format!("{severity}{title}\n{INDENT}{place} {}\n{excerpt}", facts.style(theme::dim()))
}

/// The reason and the fix; with `--verbose` in full, with the finding's fingerprint.
pub(super) fn body(finding: &Finding, style: Style) -> String {
    let short = |text: &str| if style.verbose { text.to_owned() } else { first_sentence(text).to_owned() };
    let rule = &finding.rule;
    let fix = match &finding.fix {
        Some(fix) => format!("{} (`gonogo fix` does it)", fix.title),
        None => short(&rule.help),
    };
    let why = Some(short(&rule.description)).filter(|why| *why != finding.message).unwrap_or_default();
    let mut text = labelled("why", &why, style) + &labelled("fix", &fix, style);
    if style.verbose {
        if let Some(lowered) = finding.lowered {
            text +=
                &labelled("severity", &format!("lowered from {}: {}", rule.severity, reason(finding, lowered)), style);
        }
        text += &labelled("fingerprint", &finding.fingerprint.to_string(), style);
    }
    text
}

fn reason(finding: &Finding, lowered: Lowered) -> String {
    match lowered {
        Lowered::Environment => format!("the environment is {}", finding.environment),
        Lowered::Practice => "tests, documentation and templates hold made-up credentials".to_owned(),
        Lowered::Value => "the value may be no credential".to_owned(),
        _ => "a less severe form of the problem".to_owned(),
    }
}

/// A text behind a label, its lines below each other; nothing if there is no text.
pub(super) fn labelled(label: &str, text: &str, style: Style) -> String {
    if text.is_empty() {
        return String::new();
    }
    let label = format!("{label}: ");
    let indent = INDENT.len() + label.len();
    let mut out = String::new();
    let lines = wrap(text, &" ".repeat(indent), style.width);
    // Writing to a string can't fail.
    let _ = writeln!(out, "{INDENT}{}{}", label.style(theme::dim()), lines.trim_start());
    out
}
