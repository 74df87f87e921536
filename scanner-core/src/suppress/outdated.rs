//! Baselines of schema 1, whose fingerprints of findings without a value were made of their messages.
//!
//! Messages are reworded from version to version. So such a finding is known by its path and rule: as many of them as the
//! baseline has entries that are nothing else's.

use super::Baseline;
use crate::model::{Finding, Fingerprint};
use std::collections::{BTreeMap, BTreeSet};

/// The entries of an outdated baseline by path and rule; none of one that is up to date.
#[derive(Debug, Default)]
pub(super) struct Outdated<'a>(BTreeMap<(&'a str, &'a str), Vec<Fingerprint>>);

impl<'a> Outdated<'a> {
    pub(super) fn new(baseline: &'a Baseline) -> Self {
        let mut by_place: BTreeMap<_, Vec<_>> = BTreeMap::new();
        if baseline.is_outdated() {
            for (fingerprint, known) in baseline.iter() {
                by_place.entry((known.path.as_str(), known.rule.as_str())).or_default().push(*fingerprint);
            }
        }
        Outdated(by_place)
    }

    /// The fingerprint that the baseline has of a finding, unless it is made of the message. Several findings about one
    /// subject had the same.
    pub(super) fn fingerprint(&self, finding: &Finding) -> Fingerprint {
        finding.first_of_subject.filter(|_| !self.0.is_empty()).unwrap_or(finding.fingerprint)
    }

    /// The entries that know findings of one file which no fingerprint names, each with the finding's place in the list. One
    /// entry knows all findings about a subject.
    pub(super) fn entries(&self, findings: &[Finding]) -> Vec<(usize, Fingerprint)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut taken: BTreeSet<Fingerprint> = findings.iter().map(|finding| self.fingerprint(finding)).collect();
        let mut by_subject: BTreeMap<Fingerprint, Fingerprint> = BTreeMap::new();
        let entry = |(at, finding): (usize, &Finding)| {
            let subject = finding.first_of_subject.filter(|_| finding.is_active())?;
            if let Some(entry) = by_subject.get(&subject) {
                return Some((at, *entry));
            }
            let entries = self.0.get(&(finding.location.path.as_str(), finding.rule.id.as_str()))?;
            let entry = *entries.iter().find(|entry| !taken.contains(entry))?;
            taken.insert(entry);
            by_subject.insert(subject, entry);
            Some((at, entry))
        };
        findings.iter().enumerate().filter_map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Confidence, Location, Region, RuleMeta, Secret, Severity, Snippet},
        suppress::{Scope, Suppressions},
    };
    use std::sync::Arc;

    /// Findings of a rule about these subjects of a file, as a scan numbers them.
    fn about(rule: &str, subjects: &[&str]) -> Vec<Finding> {
        let meta = Arc::new(RuleMeta::new(rule, "A setting", Severity::High, Confidence::High));
        let finding = |(at, subject): (usize, &&str)| {
            let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
            let location = Location { path: "f".to_owned(), region, span: 0..0 };
            let nth = subjects[..at].iter().filter(|earlier| *earlier == subject).count();
            let snippet = Snippet::new(b"", 1, 0..0, vec![]);
            Finding::builder(Arc::clone(&meta), location, Secret::new(&b""[..]), snippet).subject(subject, nth).build()
        };
        subjects.iter().enumerate().map(finding).collect()
    }

    fn baseline(schema: u32, entries: &[(&str, Fingerprint)]) -> Baseline {
        let line = |(rule, print): &(&str, Fingerprint)| {
            format!("{{\"path\":\"f\",\"rule\":\"{rule}\",\"fingerprint\":\"{print}\"}},")
        };
        let lines: String = entries.iter().map(line).collect();
        Baseline::parse(&format!("{{\"schema\": {schema}, \"findings\": [{lines} null]}}")).expect("a baseline")
    }

    /// The findings that a baseline suppresses, and the notes.
    fn suppressed(baseline: Baseline, mut findings: Vec<Finding>) -> (Vec<bool>, Vec<String>) {
        let suppressions = Suppressions::new().baseline(baseline);
        let session = suppressions.session(["open-port", "debug"]);
        session.apply("f", b"", &mut findings);
        (findings.iter().map(|finding| !finding.is_active()).collect(), session.notes(Scope::Whole))
    }

    #[test]
    fn as_many_are_known_as_there_are_entries() {
        /// Entries of a baseline, subjects of findings, and which of these are suppressed.
        type Case = (&'static [(&'static str, u8)], &'static [&'static str], &'static [bool]);
        const EXACT: u8 = 0;
        const CASES: [Case; 6] = [
            (&[("open-port", 1)], &["db"], &[true]),
            (&[("open-port", 1)], &["db", "web"], &[true, false]),
            (&[("open-port", 1), ("open-port", 2)], &["db", "web", "web", "mq"], &[true, true, true, false]),
            (&[("debug", 1)], &["db"], &[false]),
            (&[("open-port", EXACT)], &["web", "db"], &[false, true]),
            (&[("open-port", EXACT)], &["db", "db", "web"], &[true, true, false]),
        ];
        let entry = |&(rule, n): &(&'static str, u8)| match n {
            EXACT => (rule, Fingerprint::for_subject("open-port", "f", "db", 0)),
            n => (rule, Fingerprint::for_value("open-port", "f", &[n])),
        };
        for (entries, subjects, expected) in CASES {
            let entries: Vec<_> = entries.iter().map(entry).collect();
            let found = suppressed(baseline(1, &entries), about("open-port", subjects)).0;
            assert_eq!(found, expected, "{entries:?} {subjects:?}");
        }
    }

    #[test]
    fn entries_that_know_a_finding_are_not_gone() {
        let known = baseline(1, &[("open-port", Fingerprint::for_value("open-port", "f", b"message"))]);
        assert_eq!(suppressed(known.clone(), about("open-port", &["db"])).1, Vec::<String>::new());
        assert_eq!(suppressed(known, vec![]).1.len(), 1);
    }

    #[test]
    fn a_baseline_that_is_written_again_knows_subjects() {
        let old = baseline(1, &[("open-port", Fingerprint::for_value("open-port", "f", b"message"))]);
        assert!(old.is_outdated());
        let new = Baseline::from_findings(&about("open-port", &["db"]));
        assert!(!new.is_outdated());
        assert_eq!(suppressed(new.clone(), about("open-port", &["db"])).0, [true]);
        assert_eq!(suppressed(new, about("open-port", &["web"])).0, [false]);
        let current = baseline(2, &[("open-port", Fingerprint::for_value("open-port", "f", b"message"))]);
        assert_eq!(suppressed(current, about("open-port", &["db"])).0, [false]);
    }
}
