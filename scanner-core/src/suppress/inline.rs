//! Applying the markers of one text to its findings.

use super::{
    marker::{Kind, Marker, Own},
    statement,
};
use crate::{
    model::{Finding, LineIndex, Suppression, SuppressionKind},
    rule::{hint, nearest},
};
use std::{collections::BTreeSet, ops::Range, sync::OnceLock};

/// The longest reason that is kept, in characters.
const MAX_REASON_CHARS: usize = 200;

/// The ids of all rules. Few scans ask, so the sets are made when the first one does.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    running: Vec<&'a str>,
    others: Vec<&'a str>,
    sets: OnceLock<Sets>,
}

/// Owned, since a cell of borrowed ids would tie the lifetimes of everything that holds it.
#[derive(Debug)]
struct Sets {
    /// The ones that run.
    running: BTreeSet<String>,
    /// All that exist.
    known: BTreeSet<String>,
}

impl<'a> Rules<'a> {
    /// Those that run, and others that exist.
    pub(super) fn new(running: Vec<&'a str>, others: Vec<&'a str>) -> Self {
        Rules { running, others, sets: OnceLock::new() }
    }

    fn sets(&self) -> &Sets {
        self.sets.get_or_init(|| Sets {
            running: self.running.iter().copied().map(str::to_owned).collect(),
            known: self.running.iter().chain(&self.others).copied().map(str::to_owned).collect(),
        })
    }

    /// Whether there is a rule of this id.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.sets().known.contains(id)
    }

    /// The known id nearest to one that is not known.
    fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.sets().known.iter().map(String::as_str))
    }

    /// Whether nothing can be unused only because its rules do not run. No ids means all rules.
    pub(super) fn all_run<S: AsRef<str>>(&self, ids: &[S]) -> bool {
        let Sets { running, known } = self.sets();
        if ids.is_empty() {
            return running.len() == known.len();
        }
        ids.iter().all(|id| running.contains(id.as_ref()) || !known.contains(id.as_ref()))
    }

    /// Says that no rule has this id.
    pub(super) fn unknown(&self, id: &str) -> String {
        format!("there is no rule `{id}`{}", hint(self.nearest(id)))
    }
}

/// A marker of ours, with its ids separated from the reason's first words.
struct Order {
    ids: Vec<String>,
    unknown: Vec<String>,
    reason: Range<usize>,
}

impl Order {
    /// The words are ids if one of them is known, or all look like ids: with a dash, or nearly a known one.
    fn read(own: &Own, rules: &Rules<'_>) -> Self {
        let is_known = |word: &String| rules.knows(word);
        let is_like = |word: &String| word.contains('-') || rules.nearest(word).is_some();
        if own.words.iter().any(is_known) || (!own.words.is_empty() && own.words.iter().all(is_like)) {
            let (ids, unknown) = own.words.iter().cloned().partition(is_known);
            return Order { ids, unknown, reason: own.rest.clone() };
        }
        Order { ids: Vec::new(), unknown: Vec::new(), reason: own.whole.clone() }
    }

    fn takes(&self, finding: &Finding) -> bool {
        self.ids.contains(&finding.rule.id) || (self.ids.is_empty() && self.unknown.is_empty())
    }
}

/// Suppresses what the markers name. Returns the notes about ours, by line.
pub(super) fn apply(
    own: &[Marker],
    foreign: &[Marker],
    text: &[u8],
    findings: &mut [Finding],
    rules: &Rules<'_>,
) -> Vec<(u32, String)> {
    let mut notes = Vec::new();
    let lines = statements(text, own, findings);
    for (place, marker) in own.iter().enumerate() {
        let Kind::Own(comment) = &marker.kind else { continue };
        let order = Order::read(comment, rules);
        let reason = reason(text, &order.reason, findings);
        let mut used = suppress(findings, &lines, marker.line, &reason, |finding| order.takes(finding));
        if !used && comment.alone {
            let line = line_meant(&own[place..]);
            used = suppress(findings, &lines, line, &reason, |finding| order.takes(finding));
        }
        notes.extend(order.unknown.iter().map(|id| (marker.line, rules.unknown(id))));
        if !used && !comment.quoted && order.unknown.is_empty() && rules.all_run(&order.ids) {
            notes.push((marker.line, "gonogo:allow suppresses nothing".to_owned()));
        }
    }
    for marker in foreign {
        let Kind::Foreign { name, next_line } = marker.kind else { continue };
        suppress(findings, &[], marker.line + u32::from(next_line), name, |_| true);
    }
    notes
}

/// The line below a comment of its own, or below all such comments in a row.
fn line_meant(markers: &[Marker]) -> u32 {
    let mut line = markers[0].line;
    for marker in &markers[1..] {
        match &marker.kind {
            Kind::Own(own) if own.alone && marker.line == line + 1 => line += 1,
            _ if marker.line > line => break,
            _ => {}
        }
    }
    line + 1
}

/// The first and last lines of the statements that findings are in; none where no marker of ours asks for them.
fn statements(text: &[u8], own: &[Marker], findings: &[Finding]) -> Vec<(u32, u32)> {
    if own.is_empty() || findings.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    findings.iter().map(|finding| statement::lines(text, &index, &finding.location.region)).collect()
}

/// Suppresses findings that begin or end in a line, or whose statements do, and returns whether there are any. The first
/// suppression stays.
fn suppress(
    findings: &mut [Finding],
    statements: &[(u32, u32)],
    line: u32,
    reason: &str,
    takes: impl Fn(&Finding) -> bool,
) -> bool {
    let mut any = false;
    for (at, finding) in findings.iter_mut().enumerate() {
        let region = finding.location.region;
        let (first, last) = statements.get(at).copied().unwrap_or((region.line, region.end_line));
        if [region.line, region.end_line, first, last].contains(&line) && takes(finding) {
            any = true;
            let kind = SuppressionKind::Inline;
            finding.suppression.get_or_insert_with(|| Suppression { kind, reason: reason.to_owned() });
        }
    }
    any
}

/// The reason as it may be shown: without what closes the comment, and not at all if a finding lies in it.
fn reason(text: &[u8], range: &Range<usize>, findings: &[Finding]) -> String {
    let overlaps = |finding: &Finding| {
        let span = &finding.location.span;
        span.start < range.end && range.start < span.end
    };
    if findings.iter().any(overlaps) {
        return String::new();
    }
    let raw = String::from_utf8_lossy(&text[range.clone()]);
    let open = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | '-' | '–' | '—' | ',');
    let close = |c: char| c.is_whitespace() || "*/->#%}]\"'`,;\\".contains(c);
    let trimmed = raw.trim_start_matches(open).trim_end_matches(close);
    trimmed.chars().filter(|c| !c.is_control()).take(MAX_REASON_CHARS).collect()
}
