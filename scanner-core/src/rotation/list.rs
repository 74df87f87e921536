//! The list of secrets to rotate, made from a report.

use super::provider::provider;
use crate::model::{Finding, Occurrences, Report, RuleMeta, ValueHash};
use std::{cmp::Reverse, collections::BTreeSet};

/// The secrets of a report, each listed once, the most urgent first.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Rotation<'a> {
    /// Secrets ordered by severity, then by whether they are still present, confidence, and age.
    pub secrets: Vec<Due<'a>>,
}

/// A secret to rotate.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Due<'a> {
    /// The variables and keys that hold it, in alphabetical order.
    pub names: Vec<&'a str>,
    /// The vendor that issued it, if known.
    pub provider: Option<&'a str>,
    /// The most specific rule that found it; its `help` explains who revokes the secret, and how.
    pub rule: &'a RuleMeta,
    /// Identifies the value without revealing it.
    pub hash: ValueHash,
    /// Its places, the commit that introduced it, and whether it is still present.
    pub occurrences: Occurrences<'a>,
}

impl<'a> Rotation<'a> {
    /// The secrets of a report. Suppressed findings and findings without a value are left out.
    pub fn from_report(report: &'a Report) -> Self {
        let found = report.active().filter(|finding| !finding.secret.is_empty());
        let mut secrets: Vec<Due<'a>> =
            Occurrences::group(found, Finding::value_hash).into_iter().map(Due::of).collect();
        secrets.sort_by_key(|due| Reverse(due.occurrences.severity()));
        Rotation { secrets }
    }
}

impl<'a> Due<'a> {
    fn of(occurrences: Occurrences<'a>) -> Self {
        let names: BTreeSet<&str> =
            occurrences.findings().iter().filter_map(|finding| finding.name.as_deref()).collect();
        let rules = occurrences.findings().iter().map(|finding| &*finding.rule);
        let knows = |rule: &RuleMeta| (provider(rule).is_some(), rule.severity, rule.confidence);
        // Among equals, the rule of the finding that is shown.
        let rule = rules.rev().max_by_key(|rule| knows(rule)).unwrap_or(&occurrences.first().rule);
        let hash = occurrences.first().value_hash();
        Due { names: names.into_iter().collect(), provider: provider(rule), rule, hash, occurrences }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Commit, Confidence, Container, Location, Provenance, Region, Secret, Severity, Snippet, Suppression,
        SuppressionKind, Timestamp,
    };
    use std::sync::Arc;

    fn rule(id: &str, title: &str, severity: Severity, confidence: Confidence) -> Arc<RuleMeta> {
        Arc::new(RuleMeta::new(id, title, severity, confidence))
    }

    /// A finding introduced on a day, at HEAD or removed.
    fn finding(rule: &Arc<RuleMeta>, name: &str, path: &str, value: &str, day: i64, at_head: bool) -> Finding {
        let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        let location = Location { path: path.to_owned(), region, span: 0..value.len() };
        let snippet = Snippet::new(value.as_bytes(), 1, 0..value.len(), Vec::new());
        let date = Timestamp { seconds: day * 86_400, offset_minutes: 0 };
        let introduced = Some(Commit { id: format!("{day:040x}"), date, ..Commit::default() });
        let provenance = Provenance { introduced, at_head, ..Provenance::new(Container::File, "0") };
        let found = Finding::builder(rule.clone(), location, Secret::new(value.as_bytes()), snippet);
        let found = found.provenance(provenance);
        if name.is_empty() { found.build() } else { found.name(name).build() }
    }

    #[test]
    fn each_secret_is_listed_once_and_the_most_urgent_first() {
        let (high, sure) = (Severity::High, Confidence::High);
        let token = rule("acme-token", "Acme token", high, sure);
        let generic = rule("generic-secret", "hard-coded secret", high, sure);
        let weak = rule("generic-key", "random value", high, Confidence::Low);
        let blocker = rule("key", "Beta key", Severity::Blocker, sure);
        let mut accepted = finding(&token, "", "g", "accepted", 1, true);
        accepted.suppression = Some(Suppression { kind: SuppressionKind::Config, reason: String::new() });
        let report = Report {
            findings: vec![
                finding(&weak, "WEAK", "a", "weak", 1, true),
                finding(&token, "", "b", "old", 2, false),
                finding(&token, "ACME", "c", "new", 9, true),
                finding(&generic, "TOKEN", "d", "shared", 5, true),
                finding(&token, "ACME", "e", "shared", 6, false),
                finding(&blocker, "KEY", "f", "gone", 7, false),
                finding(&token, "", "h", "", 1, true),
                accepted,
            ],
            ..Report::default()
        };
        let list: Vec<_> = Rotation::from_report(&report)
            .secrets
            .iter()
            .map(|due| {
                (
                    due.names.join(" "),
                    due.provider,
                    due.rule.id.clone(),
                    due.occurrences.introduced().map(|c| c.date.day()),
                )
            })
            .collect();
        let day = |day: &str| Some(format!("1970-01-{day}"));
        assert_eq!(
            list,
            [
                ("KEY".to_owned(), Some("Beta"), "key".to_owned(), day("08")),
                ("ACME TOKEN".to_owned(), Some("Acme"), "acme-token".to_owned(), day("06")),
                ("ACME".to_owned(), Some("Acme"), "acme-token".to_owned(), day("10")),
                ("WEAK".to_owned(), None, "generic-key".to_owned(), day("02")),
                (String::new(), Some("Acme"), "acme-token".to_owned(), day("03")),
            ]
        );
    }
}
