//! The table of a report: how many findings each rule has, by severity.

use super::{layout::count, theme};
use gonogo_core::model::{Report, Severity};
use indicatif::HumanCount;
use owo_colors::OwoColorize;
use std::{cmp::Reverse, collections::BTreeMap};

/// More rules are counted, not named, without `--verbose`.
const MAX_NAMED_RULES: usize = 12;

/// One line for each severity and rule, the worst and the most first. Empty for a single finding, which has said it all.
pub(super) fn table(report: &Report, verbose: bool) -> String {
    let mut counts: BTreeMap<(Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in report.active() {
        *counts.entry((Reverse(finding.severity), &finding.rule.id)).or_default() += 1;
    }
    if counts.values().sum::<usize>() < 2 {
        return String::new();
    }
    let mut rows: Vec<_> =
        counts.into_iter().map(|((severity, rule), count)| (severity, Reverse(count), rule)).collect();
    rows.sort();
    let shown = if verbose { rows.len() } else { MAX_NAMED_RULES.min(rows.len()) };
    let digits = rows.iter().map(|row| HumanCount(row.1.0 as u64).to_string().len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut last = None;
    for (Reverse(severity), Reverse(count), rule) in &rows[..shown] {
        let name = if last.replace(severity) == Some(severity) { "" } else { severity.as_str() };
        let name = format!("{name:<7}").style(theme::severity(*severity)).to_string();
        out += &format!("  {name}  {:>digits$}  {rule}\n", HumanCount(*count as u64).to_string());
    }
    if shown < rows.len() {
        let more = format!("and {}; --verbose lists them", count(rows.len() - shown, "more rule"));
        out += &format!("  {}\n", more.style(theme::dim()));
    }
    out
}
