//! Redaction of the texts that a report holds beside its findings.

use super::Report;
use aho_corasick::{AhoCorasick, MatchKind};
use std::{borrow::Cow, collections::BTreeSet};

/// A shorter value would be hidden in words that have nothing to do with it.
const MIN_VALUE_BYTES: usize = 4;

/// All hidden values of a report, to redact them in what comes from git: "reset the password to ..." is a commit message
/// like any other.
#[derive(Clone, Default)]
pub struct ReportRedactor(Option<AhoCorasick>);

impl ReportRedactor {
    /// Redacts every value of the report that its findings hide. Knows none, and costs nothing, if no finding comes from
    /// history.
    pub fn new(report: &Report) -> Self {
        if report.findings.iter().all(|finding| finding.provenance.is_none()) {
            return ReportRedactor::default();
        }
        let hidden = report.findings.iter().filter(|finding| !finding.value_class.is_shown());
        let values = hidden.map(|finding| finding.secret.reveal());
        let distinct: BTreeSet<&[u8]> = values.filter(|value| value.len() >= MIN_VALUE_BYTES).collect();
        ReportRedactor(AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(distinct).ok())
    }

    /// The text with `***` in place of each value.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(values) = self.0.as_ref().filter(|values| values.is_match(text)) else { return text.into() };
        let hidden = values.replace_all_bytes(text.as_bytes(), &vec![b"***"; values.patterns_len()]);
        String::from_utf8_lossy(&hidden).into_owned().into()
    }
}

impl std::fmt::Debug for ReportRedactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReportRedactor(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Confidence, Container, Finding, Location, Provenance, Region, RuleMeta, Secret, Severity, Snippet, ValueClass,
    };
    use std::sync::Arc;

    fn report(values: &[&str], provenance: Option<Provenance>) -> Report {
        let rule = Arc::new(RuleMeta::new("r", "R", Severity::High, Confidence::High));
        let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        let finding = |value: &&str| {
            let location = Location { path: "a".to_owned(), region, span: 0..value.len() };
            let snippet = Snippet::new(value.as_bytes(), 1, 0..value.len(), Vec::new());
            let found = Finding::builder(rule.clone(), location, Secret::new(value.as_bytes()), snippet);
            Finding { provenance: provenance.clone().map(Box::new), ..found.build() }
        };
        Report { findings: values.iter().map(finding).collect(), ..Report::default() }
    }

    #[test]
    fn what_findings_show_stays() {
        let mut report = report(&["postgres", "hunter2"], Some(Provenance::new(Container::File, "0")));
        report.findings[0].value_class = ValueClass::Default;
        assert_eq!(ReportRedactor::new(&report).hide("Run postgres with hunter2"), "Run postgres with ***");
    }

    #[test]
    fn hides_all_values_of_reports_from_history() {
        let of = Some(Provenance::new(Container::File, "0"));
        for (values, text, expected) in [
            (&["hunter2", "hunter22"][..], "hunter22, not hunter2", "***, not ***"),
            (&["hun"], "hunter2", "hunter2"),
            (&[], "hunter2", "hunter2"),
            (&["tür4"], "übertür4ö", "über***ö"),
        ] {
            assert_eq!(ReportRedactor::new(&report(values, of.clone())).hide(text), expected);
            assert_eq!(ReportRedactor::new(&report(values, None)).hide(text), text);
        }
        assert_eq!(format!("{:?}", ReportRedactor::new(&report(&["hunter2"], of))), "ReportRedactor(***)");
    }
}
