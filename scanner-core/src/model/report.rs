//! The outcome of a scan, as reporters take it.

use super::{
    Answer, Credentials, Evidence, Finding, FindingRole, Request, RuleMeta, Severity, Statistics, Survey, Verdict,
};
use std::{sync::Arc, time::Duration};

/// Everything there is to say about one scan. Findings are in the order of [`Finding::sort_key`], suppressed ones included.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Active and suppressed findings.
    pub findings: Vec<Finding>,
    /// The number of active findings that [`Report::hide_below`] hid.
    pub hidden: usize,
    /// Counts of the scan.
    pub statistics: Statistics,
    /// All rules that ran, whether they found something or not.
    pub rules: Vec<Arc<RuleMeta>>,
    /// The scanned target, as the user named it.
    pub target: String,
    /// What was asked, and how it ended.
    pub request: Request,
    /// Wall time of the scan.
    pub duration: Duration,
    /// Notes beside the findings: suppressions that suppress nothing, unknown rule ids.
    pub notes: Vec<String>,
    /// Every credential that the scan met, whether a finding has it or not.
    pub credentials: Credentials,
    /// What the files show beside findings, if the scanner was asked for it.
    pub survey: Option<Survey>,
    /// The answers to a checklist, if one was asked for.
    pub verdict: Option<Verdict>,
    /// Whether its texts are as they may be shown.
    pub(crate) is_redacted: bool,
}

impl Report {
    /// The findings that count.
    pub fn active(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_active())
    }

    /// The number of active findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.active().filter(|finding| finding.severity == severity).count()
    }

    /// The findings about an item of the checklist, with what they mean for it.
    pub fn findings_of(&self, answer: &Answer) -> impl Iterator<Item = (FindingRole, &Finding)> {
        answer.findings.iter().filter_map(|found| Some((found.role, self.findings.get(found.index)?)))
    }

    /// The evidence for an item of the checklist.
    pub fn evidence_of(&self, answer: &Answer) -> impl Iterator<Item = &Evidence> {
        let all = self.survey.as_ref().map_or(&[][..], |survey| &survey.evidence);
        answer.evidence.iter().filter_map(|at| all.get(*at))
    }

    /// Drops findings below a severity, and counts the active ones.
    pub fn hide_below(&mut self, severity: Severity) {
        let active = self.active().count();
        self.findings.retain(|finding| finding.severity >= severity);
        self.hidden += active - self.active().count();
    }

    /// The worst severity that counts.
    pub fn worst(&self) -> Option<Severity> {
        self.active().map(|finding| finding.severity).max()
    }
}
