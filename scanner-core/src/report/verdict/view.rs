//! The parts of a verdict as all formats show them.

use crate::model::{
    Answer, Evidence, Finding, FindingRole, Location, Report, Severity, Status, TitleLanguage, Verdict,
};

/// A verdict beside the report that it is about.
#[derive(Clone, Copy)]
pub(super) struct View<'r> {
    pub(super) report: &'r Report,
    pub(super) verdict: &'r Verdict,
    pub(super) language: TitleLanguage,
}

impl<'r> View<'r> {
    /// `None` of a report without a verdict.
    pub(super) fn new(report: &'r Report, language: TitleLanguage) -> Option<Self> {
        report.verdict.as_ref().map(|verdict| View { report, verdict, language })
    }

    pub(super) fn title(&self, answer: &'r Answer) -> &'r str {
        answer.title.in_language(self.language)
    }

    /// The answers of a tier, the most urgent first.
    pub(super) fn tier(&self, tier: Severity) -> Vec<&'r Answer> {
        let mut answers: Vec<&Answer> = self.verdict.items.iter().filter(|answer| answer.tier == tier).collect();
        answers.sort_by_key(|answer| answer.status);
        answers
    }

    /// The findings about an item, with what they mean for it.
    pub(super) fn findings(&self, answer: &'r Answer) -> impl Iterator<Item = (FindingRole, &'r Finding)> {
        let report = self.report;
        answer.findings.iter().filter_map(move |found| Some((found.role, report.findings.get(found.index)?)))
    }

    pub(super) fn evidence(&self, answer: &'r Answer) -> impl Iterator<Item = &'r Evidence> {
        let all = self.report.survey.as_ref().map_or(&[][..], |survey| &survey.evidence);
        answer.evidence.iter().filter_map(move |at| all.get(*at))
    }

    /// `3 fail, 1 open`, without states that no item is in.
    pub(super) fn counts(&self) -> String {
        let counts = Status::ALL.map(|status| (self.verdict.count(status), status));
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, status)| format!("{count} {status}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// `path:12` of a finding, or of a piece of evidence.
pub(super) fn place(location: &Location) -> String {
    format!("{}:{}", location.path, location.region.line)
}
