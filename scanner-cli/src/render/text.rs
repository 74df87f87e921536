//! `--format text`: a block for each finding, the worst first, one for each secret from history, then the summary.

use super::{
    Summary,
    block::{Style, block},
    history,
};
use gonogo_core::{
    model::{Finding, Report},
    report::{Reporter, Values},
};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, Write},
};

/// Writes blocks for people.
#[derive(Debug)]
pub(crate) struct TextReporter {
    pub(crate) values: Values,
    pub(crate) verbose: bool,
    pub(crate) width: usize,
    /// The summary behind the blocks.
    pub(crate) summary: Option<Summary>,
}

impl Reporter for TextReporter {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let report = &*self.values.view(report);
        let style = Style { values: self.values, verbose: self.verbose, width: self.width };
        let (past, present): (Vec<_>, Vec<_>) = report.active().partition(|finding| finding.provenance.is_some());
        for findings in folded(present) {
            writeln!(out, "{}", block(&findings, style))?;
        }
        for occurrences in history::groups(past.into_iter()) {
            writeln!(out, "{}", history::block(&occurrences, style))?;
        }
        self.summary.as_ref().map_or(Ok(()), |summary| out.write_all(summary.render(report).as_bytes()))
    }
}

/// The findings by severity, then by path and place; those of one value that a rule finds in one file are together.
fn folded(findings: Vec<&Finding>) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::with_capacity(findings.len());
    let mut known = BTreeMap::new();
    for finding in findings {
        let key = (finding.fingerprint, finding.severity);
        let at = if finding.secret.is_empty() { groups.len() } else { *known.entry(key).or_insert(groups.len()) };
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups.sort_by_key(|group| Reverse(group[0].severity));
    groups
}
