//! The parts of a verdict as several formats show them.

use crate::model::{Answer, Finding, FindingRole, Report, TitleLanguage, Verdict};

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

    /// The findings about an item that are more than noted.
    pub(super) fn findings(&self, answer: &'r Answer) -> impl Iterator<Item = &'r Finding> {
        let all = self.report.findings_of(answer);
        all.filter(|(role, _)| *role != FindingRole::Noted).map(|(_, finding)| finding)
    }

    /// The same in lines, as `line` writes them: `most`, and how many more there are.
    pub(super) fn lines(&self, answer: &'r Answer, most: usize, line: impl Fn(&Finding) -> String) -> Vec<String> {
        let mut lines: Vec<String> = self.findings(answer).take(most).map(line).collect();
        let more = self.findings(answer).count() - lines.len();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        lines
    }
}
