//! The occurrences of one value in files and history, combined from its findings.

use super::{Commit, Confidence, Container, Finding, Severity};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The findings of one value; never empty.
#[derive(Clone, Debug)]
pub struct Occurrences<'a>(Vec<&'a Finding>);

/// Presence of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence<'a> {
    /// In a file of the work tree.
    Files,
    /// At HEAD.
    Head,
    /// Removed by this commit.
    Removed(&'a Commit),
    /// Not at HEAD; the commit that removed it is unknown, or HEAD never had it.
    Past,
    /// HEAD can't be read.
    Unknown,
}

/// A place where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The kind of object that contains it.
    pub container: Container,
    /// The path.
    pub path: &'a str,
    /// The commit that introduced it, or the commit or tag whose message contains it.
    pub introduced: Option<&'a Commit>,
    /// Its presence, if known.
    pub presence: Option<Presence<'a>>,
}

impl<'a> Occurrences<'a> {
    /// Groups findings by key, the most urgent group first: present before removed, then by severity, confidence and
    /// age.
    pub fn group<K: Ord>(
        findings: impl IntoIterator<Item = &'a Finding>,
        key: impl Fn(&'a Finding) -> K,
    ) -> Vec<Occurrences<'a>> {
        let mut groups: BTreeMap<K, Vec<&'a Finding>> = BTreeMap::new();
        for finding in findings {
            groups.entry(key(finding)).or_default().push(finding);
        }
        let mut groups: Vec<Occurrences<'a>> = groups.into_values().filter_map(Occurrences::from_findings).collect();
        groups.sort_by(|a, b| a.urgency().cmp(&b.urgency()));
        groups
    }

    /// The occurrences of findings that belong together; `None` without findings.
    pub fn from_findings(mut findings: Vec<&'a Finding>) -> Option<Self> {
        findings.sort_by_key(|finding| {
            let rank = (presence_rank(finding), Reverse(finding.severity), Reverse(finding.confidence));
            (rank, age(introduced(finding)), finding.sort_key(), finding.fingerprint)
        });
        (!findings.is_empty()).then_some(Occurrences(findings))
    }

    fn urgency(&self) -> impl Ord + use<'_, 'a> {
        let first = self.first();
        let rank = (Reverse(first.is_current()), Reverse(self.severity()), Reverse(self.confidence()));
        (rank, age(self.introduced()), first.sort_key(), first.fingerprint)
    }

    /// The finding to show: a present one if there is any, then by severity, confidence and age.
    pub fn first(&self) -> &'a Finding {
        self.0[0]
    }

    /// All findings, starting with the one to show.
    pub fn findings(&self) -> &[&'a Finding] {
        &self.0
    }

    /// The highest severity.
    pub fn severity(&self) -> Severity {
        self.0.iter().map(|finding| finding.severity).max().unwrap_or(self.first().severity)
    }

    /// The highest confidence.
    pub fn confidence(&self) -> Confidence {
        self.0.iter().map(|finding| finding.confidence).max().unwrap_or(self.first().confidence)
    }

    /// The earliest commit that introduced the value anywhere.
    pub fn introduced(&self) -> Option<&'a Commit> {
        self.0.iter().filter_map(|finding| introduced(finding)).min_by_key(|commit| age(Some(commit)))
    }

    /// The presence of the value in all places. It is removed, by the last commit that removed it anywhere, if it is
    /// known to be removed everywhere.
    pub fn presence(&self) -> Presence<'a> {
        let first = presence(self.first());
        if self.first().is_current() {
            return first;
        }
        let removals: Option<Vec<&Commit>> = self
            .0
            .iter()
            .map(|finding| match presence(finding) {
                Presence::Removed(commit) => Some(commit),
                _ => None,
            })
            .collect();
        removals
            .and_then(|all| all.into_iter().max_by_key(|commit| age(Some(commit))))
            .map_or(Presence::Past, Presence::Removed)
    }

    /// The distinct places, in the order of the findings, followed by paths that only provenance names.
    pub fn places(&self) -> Vec<Place<'a>> {
        let mut seen = BTreeSet::new();
        let mut new = |place: &Place<'a>| {
            let message = place.introduced.filter(|_| place.container != Container::File);
            seen.insert((place.path, message))
        };
        let mut places: Vec<Place<'a>> = self.0.iter().map(|finding| place(finding)).filter(&mut new).collect();
        let known: BTreeSet<&str> = places.iter().map(|place| place.path).collect();
        let others: BTreeSet<&str> = self.0.iter().flat_map(|finding| others(finding)).collect();
        places.extend(others.difference(&known).map(|path| Place {
            container: Container::File,
            path,
            introduced: None,
            presence: None,
        }));
        places
    }
}

/// Sort key of commits: by date, unknown ones last.
fn age(commit: Option<&Commit>) -> (bool, i64, &str) {
    commit.map_or((true, 0, ""), |commit| (false, commit.date.seconds, &commit.id))
}

fn introduced(finding: &Finding) -> Option<&Commit> {
    finding.provenance.as_ref()?.introduced.as_ref()
}

fn presence(finding: &Finding) -> Presence<'_> {
    match &finding.provenance {
        None => Presence::Files,
        Some(provenance) if provenance.at_head => Presence::Head,
        Some(provenance) if provenance.head_unread => Presence::Unknown,
        Some(provenance) => provenance.removed.as_ref().map_or(Presence::Past, Presence::Removed),
    }
}

fn place(finding: &Finding) -> Place<'_> {
    Place {
        container: finding.provenance.as_ref().map_or(Container::File, |provenance| provenance.container),
        path: &finding.location.path,
        introduced: introduced(finding),
        presence: Some(presence(finding)),
    }
}

fn others(finding: &Finding) -> impl Iterator<Item = &str> {
    finding.provenance.iter().flat_map(|provenance| &provenance.other_paths).map(String::as_str)
}

/// Rank of a finding by presence: at HEAD, in files, removed.
fn presence_rank(finding: &Finding) -> u8 {
    match presence(finding) {
        Presence::Head => 0,
        Presence::Files => 1,
        Presence::Unknown => 2,
        Presence::Removed(_) | Presence::Past => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Location, Provenance, Region, RuleMeta, Secret, Snippet, Timestamp, ValueHash};
    use std::sync::Arc;

    fn commit(day: i64) -> Commit {
        let date = Timestamp { seconds: day * 86_400, offset_minutes: 0 };
        Commit { id: format!("{day:040x}"), date, ..Commit::default() }
    }

    /// Provenance of a value introduced on one day and removed on another.
    fn past(introduced: i64, removed: Option<i64>) -> Option<Provenance> {
        Some(Provenance {
            introduced: Some(commit(introduced)),
            removed: removed.map(commit),
            ..Provenance::new(Container::File, "0")
        })
    }

    fn head(introduced: i64) -> Option<Provenance> {
        past(introduced, None).map(|provenance| Provenance { at_head: true, ..provenance })
    }

    fn finding(path: &str, value: &str, severity: Severity, provenance: Option<Provenance>) -> Finding {
        let rule = Arc::new(RuleMeta::new("r", "R", severity, Confidence::High));
        let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        let location = Location { path: path.to_owned(), region, span: 0..value.len() };
        let snippet = Snippet::new(value.as_bytes(), 1, 0..value.len(), Vec::new());
        let found = Finding::builder(rule, location, Secret::new(value.as_bytes()), snippet);
        Finding { provenance: provenance.map(Box::new), ..found.build() }
    }

    fn of(findings: &[Finding]) -> Vec<Occurrences<'_>> {
        Occurrences::group(findings, |finding: &Finding| -> ValueHash { finding.value_hash() })
    }

    #[test]
    fn what_is_still_there_comes_first_then_the_worst_then_the_oldest() {
        let findings = [
            finding("late", "a", Severity::High, past(9, None)),
            finding("early", "b", Severity::High, past(2, Some(3))),
            finding("worst", "c", Severity::Blocker, past(5, None)),
            finding("head", "d", Severity::Low, head(8)),
            finding("unknown", "e", Severity::High, Some(Provenance::new(Container::File, "0"))),
        ];
        let order: Vec<&str> =
            of(&findings).iter().map(|occurrences| occurrences.first().location.path.as_str()).collect();
        assert_eq!(order, ["head", "worst", "early", "late", "unknown"]);
    }

    #[test]
    fn a_trail_knows_when_it_begins_and_whether_it_ends() {
        let high = Severity::High;
        for (of_each, introduced, presence) in [
            (vec![past(3, Some(4)), head(2)], Some(2), Presence::Head),
            (vec![past(3, Some(4)), None], Some(3), Presence::Files),
            (vec![None, head(3)], Some(3), Presence::Head),
            (vec![past(3, Some(9)), past(5, Some(7))], Some(3), Presence::Removed(&commit(9))),
            (vec![past(3, Some(9)), past(5, None)], Some(3), Presence::Past),
            (vec![Some(Provenance::new(Container::File, "0"))], None, Presence::Past),
        ] {
            let paths = ["a", "b"].into_iter().zip(of_each);
            let findings: Vec<Finding> = paths.map(|(path, of)| finding(path, "x", high, of)).collect();
            let groups = of(&findings);
            assert_eq!(groups.len(), 1);
            assert_eq!(groups[0].introduced(), introduced.map(commit).as_ref());
            assert_eq!(groups[0].presence(), presence);
        }
    }

    #[test]
    fn each_place_is_named_once() {
        let message = |day| {
            let known = Provenance { introduced: Some(commit(day)), ..Provenance::new(Container::CommitMessage, "0") };
            finding("commit-message", "x", Severity::High, Some(known))
        };
        let mut one = past(1, Some(2));
        one.iter_mut().for_each(|one| one.other_paths = ["b", "c", "commit-message"].map(str::to_owned).to_vec());
        let findings = [
            finding("a", "x", Severity::High, one.clone()),
            finding("a", "x", Severity::High, one),
            finding("b", "x", Severity::High, head(3)),
            message(4),
            message(5),
            message(5),
        ];
        let groups = of(&findings);
        let places: Vec<_> = groups[0].places().iter().map(|place| (place.path, place.presence)).collect();
        let (gone, past) = (
            Some(Presence::Removed(findings[0].provenance.as_ref().expect("set").removed.as_ref().expect("set"))),
            Some(Presence::Past),
        );
        assert_eq!(
            places,
            [("b", Some(Presence::Head)), ("a", gone), ("commit-message", past), ("commit-message", past), ("c", None)]
        );
    }
}
