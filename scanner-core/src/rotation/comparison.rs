//! Comparison of an env file's values with a repository: which of them were ever committed.

use super::{
    EnvFile, InvalidLine, Part, SkipReason, Variable, encodings,
    search_term::{SearchTerm, search_terms},
};
use crate::{
    model::{Confidence, Finding, Occurrences, Report, RuleMeta, Severity},
    rule::{Matcher, Rule, RuleSet},
};
use std::collections::{BTreeMap, BTreeSet};

/// Prefix of the rules' ids, followed by a number: an id must reveal no value, and a variable's name may be no valid
/// id.
const RULE_ID_PREFIX: &str = "env-value-";
const HELP: &str = "Issue a new value, deploy it to the environment, and revoke the old one.";

/// The values of an env file, prepared for a search. `Debug` shows none of them.
#[derive(Clone, Debug)]
pub struct Comparison<'e> {
    searched: Vec<SearchedValue<'e>>,
    skipped: Vec<Skipped<'e>>,
    unread: &'e [InvalidLine],
}

/// A value to search for, with the variables that hold it.
#[derive(Clone, Debug)]
struct SearchedValue<'e> {
    holders: Vec<(&'e Variable, Part)>,
    rule: Rule,
}

/// The variables that share a value, and all its encodings.
#[derive(Default)]
struct ValueGroup<'e> {
    holders: Vec<(&'e Variable, Part)>,
    encodings: BTreeSet<Vec<u8>>,
}

/// A variable that is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped<'e> {
    /// The variable.
    pub variable: &'e Variable,
    /// The reason.
    pub reason: SkipReason,
}

/// A variable whose value must change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change<'e, 'r> {
    /// The variable.
    pub variable: &'e Variable,
    /// The part of its value that was found.
    pub part: Part,
    /// Every place where it was found.
    pub occurrences: Occurrences<'r>,
}

/// Result of a comparison. Every list is in the order of the env file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome<'e, 'r> {
    /// Variables whose values were found.
    pub changes: Vec<Change<'e, 'r>>,
    /// Variables whose values were not found.
    pub unseen: Vec<&'e Variable>,
    /// Variables that were not compared.
    pub skipped: Vec<Skipped<'e>>,
    /// Lines of the file that could not be read.
    pub unread: &'e [InvalidLine],
    /// Variables that hold the same value, or the same credential in it.
    pub equal: Vec<Vec<&'e Variable>>,
}

impl<'e> Comparison<'e> {
    /// Prepares the comparison: selects the variables that could hold credentials and derives the encodings of their
    /// values.
    pub fn new(file: &'e EnvFile) -> Self {
        let mut skipped = Vec::new();
        let mut by_value: BTreeMap<Vec<u8>, ValueGroup<'e>> = BTreeMap::new();
        for variable in &file.variables {
            match search_terms(variable) {
                Err(reason) => skipped.push(Skipped { variable, reason }),
                Ok(all) => all.into_iter().for_each(|SearchTerm { part, value, written }| {
                    let encodings = encodings::encodings(&value);
                    let group = by_value.entry(value).or_default();
                    if !group.holders.contains(&(variable, part)) {
                        group.holders.push((variable, part));
                    }
                    group.encodings.extend(encodings);
                    if !written.is_empty() {
                        group.encodings.extend(encodings::as_written(&written));
                    }
                }),
            }
        }
        let searched = by_value.into_values().enumerate().filter_map(|(number, group)| {
            let rule = group.rule(number)?;
            Some(SearchedValue { holders: group.holders, rule })
        });
        Comparison { searched: searched.collect(), skipped, unread: &file.unread }
    }

    /// The rules to scan with, one for each value. Neither their metadata nor `Debug` reveals a value; findings hold
    /// the values as any finding does.
    pub fn rules(&self) -> RuleSet {
        RuleSet::from_rules(self.searched.iter().map(|searched| searched.rule.clone()))
    }

    /// Whether no value is left to search for.
    pub fn is_empty(&self) -> bool {
        self.searched.is_empty()
    }

    /// The result, from a report made with [`Comparison::rules`]. Suppressed findings count too: the value was there.
    pub fn outcome<'r>(&self, report: &'r Report) -> Outcome<'e, 'r> {
        let mut seen: Vec<Vec<&'r Finding>> = vec![Vec::new(); self.searched.len()];
        for finding in &report.findings {
            let holding = self.searched.iter().zip(&mut seen).filter(|(searched, _)| searched.is_in(finding));
            holding.for_each(|(_, seen)| seen.push(finding));
        }
        let mut outcome = Outcome {
            changes: Vec::new(),
            unseen: Vec::new(),
            skipped: self.skipped.clone(),
            unread: self.unread,
            equal: self.equal(),
        };
        for (searched, findings) in self.searched.iter().zip(seen) {
            match Occurrences::from_findings(findings) {
                None => outcome.unseen.extend(searched.holders.iter().map(|(variable, _)| variable)),
                Some(occurrences) => outcome.changes.extend(searched.holders.iter().map(|&(variable, part)| Change {
                    variable,
                    part,
                    occurrences: occurrences.clone(),
                })),
            }
        }
        outcome.changes.sort_by_key(|change| change.variable.line);
        let changed: BTreeSet<u32> = outcome.changes.iter().map(|change| change.variable.line).collect();
        outcome.unseen.sort_by_key(|variable| variable.line);
        outcome.unseen.dedup();
        outcome.unseen.retain(|variable| !changed.contains(&variable.line));
        outcome
    }

    fn equal(&self) -> Vec<Vec<&'e Variable>> {
        let groups = self.searched.iter().map(|searched| {
            let mut variables: Vec<&'e Variable> = searched.holders.iter().map(|(variable, _)| *variable).collect();
            variables.sort_by_key(|variable| variable.line);
            variables.dedup();
            variables
        });
        let mut equal: Vec<Vec<&'e Variable>> = groups.filter(|variables| variables.len() > 1).collect();
        equal.sort_by_key(|variables| variables[0].line);
        equal
    }
}

impl SearchedValue<'_> {
    /// Whether a finding is this value, or a longer one that contains it: of overlapping values, a scan reports the
    /// longest.
    fn is_in(&self, finding: &Finding) -> bool {
        let Matcher::Text(text) = &self.rule.matcher else { return false };
        text.pattern.is_match(finding.secret.reveal())
    }
}

impl ValueGroup<'_> {
    fn rule(&self, number: usize) -> Option<Rule> {
        let names: Vec<&str> = self.holders.iter().map(|(variable, _)| variable.name.as_str()).collect();
        let title = format!("Value of {}", names.join(", "));
        let mut meta = RuleMeta::new(format!("{RULE_ID_PREFIX}{number}"), title, Severity::Blocker, Confidence::High);
        meta.help = HELP.to_owned();
        Rule::of_values(meta, self.encodings.iter().map(Vec::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LineIndex, Location, Mask, Region, Secret, Snippet};
    use base64::{Engine, engine::general_purpose::STANDARD};

    /// Replaces the placeholders, as no credential is committed, not even one for a test.
    fn filled(text: &str) -> String {
        let values = [
            ("<one>", "tr0ub4dor&3"),
            ("<one%>", "tr0ub4dor%263"),
            ("<two>", "kx8-Vq2!mZ"),
            ("<three>", "zz9-Plural-a"),
            ("<inner>", "kx8Vq2mZ"),
        ];
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn file(text: &str) -> EnvFile {
        EnvFile::parse(filled(text).as_bytes())
    }

    /// The report of a scan of these files with the comparison's rules; the scan itself is tested elsewhere.
    fn report(comparison: &Comparison<'_>, files: &[(&str, &str)]) -> Report {
        let mut report = Report::default();
        for (path, text) in files {
            let text = filled(text);
            for rule in &comparison.rules() {
                let Matcher::Text(matcher) = &rule.matcher else { continue };
                for found in matcher.pattern.find_iter(text.as_bytes()) {
                    let region = Region::from_span(&LineIndex::new(text.as_bytes()), text.as_bytes(), &found);
                    let location = Location { path: (*path).to_owned(), region, span: found.clone() };
                    let snippet = Snippet::new(text.as_bytes(), 1, found.clone(), vec![Mask::hide(found.clone())]);
                    let secret = Secret::new(&text.as_bytes()[found]);
                    report.findings.push(Finding::builder(rule.meta.clone(), location, secret, snippet).build());
                }
            }
        }
        report
    }

    fn names<'a>(variables: impl IntoIterator<Item = &'a Variable>) -> String {
        variables.into_iter().map(|variable| variable.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn values_that_were_found_must_change() {
        let file = file(
            "DB_PASSWORD=<one>\nDATABASE_URL=postgres://app:<one%>@db/x\nAPI_TOKEN=<two>\nOLD_TOKEN=<three>\n\
             MODE=production\nPORT=80\nnothing\n",
        );
        let comparison = Comparison::new(&file);
        let encoded = STANDARD.encode(filled("<three>\n"));
        let files = [("a.py", "pw = '<one>'"), ("b.md", "x<two>"), ("k8s.yml", encoded.as_str())];
        let report = report(&comparison, &files);
        let outcome = comparison.outcome(&report);
        assert_eq!(names(outcome.changes.iter().map(|change| change.variable)), "DB_PASSWORD DATABASE_URL OLD_TOKEN");
        assert_eq!(outcome.changes[1].part, Part::Credential);
        assert_eq!(outcome.changes[2].occurrences.places()[0].path, "k8s.yml");
        assert_eq!(names(outcome.unseen), "API_TOKEN");
        assert_eq!(names(outcome.skipped.iter().map(|skipped| skipped.variable)), "MODE PORT");
        assert_eq!(outcome.equal.into_iter().map(names).collect::<Vec<_>>(), ["DB_PASSWORD DATABASE_URL"]);
        assert_eq!(outcome.unread.len(), 1);
    }

    #[test]
    fn a_value_within_another_is_found_too() {
        let file = file("INNER_TOKEN=<inner>\nOUTER_TOKEN=pre-<inner>-post12\n");
        let comparison = Comparison::new(&file);
        let mut report = report(&comparison, &[("a", "t: pre-<inner>-post12")]);
        report.findings.retain(|finding| finding.secret.len() > 12);
        assert_eq!(comparison.outcome(&report).changes.len(), 2);
    }

    #[test]
    fn debug_output_shows_no_value() {
        let file = file("API_TOKEN='<two>'\nMAIL_URL=smtp://a:<two>@h\nOPEN='<two>\n");
        let comparison = Comparison::new(&file);
        let report = report(&comparison, &[("a.py", "'<two>'")]);
        let outcome = comparison.outcome(&report);
        assert_eq!(outcome.changes.len(), 2);
        let shown = format!("{file:?} {comparison:?} {:?} {outcome:?}", comparison.rules());
        for part in ["kx8", "Vq2", "78382d", "6b78"] {
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}
