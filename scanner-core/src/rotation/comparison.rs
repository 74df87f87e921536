//! Which variables of an env file hold values that were ever in a repository.

use super::{
    EnvFile, Part, Skip, Unread, Variable, spelling,
    worth::{Worth, worth},
};
use crate::{
    model::{Confidence, Finding, Occurrences, Report, RuleMeta, Severity},
    rule::{Matcher, Rule, RuleSet},
};
use std::collections::{BTreeMap, BTreeSet};

/// Rules are named by this and a number; a name must not tell a value, and a variable's name may be no rule's.
const RULE: &str = "env-value-";
const HELP: &str = "Make a new value where it is issued, put it into the environment, and revoke the old one.";

/// The values of an env file, made ready to be looked for. `Debug` shows none.
#[derive(Clone, Debug)]
pub struct Comparison<'e> {
    sought: Vec<Sought<'e>>,
    skipped: Vec<Skipped<'e>>,
    unread: &'e [Unread],
}

/// A value, and the variables that hold it.
#[derive(Clone, Debug)]
struct Sought<'e> {
    holders: Vec<(&'e Variable, Part)>,
    rule: Rule,
}

/// The same before it is a rule.
#[derive(Default)]
struct Gathered<'e> {
    holders: Vec<(&'e Variable, Part)>,
    spellings: BTreeSet<Vec<u8>>,
}

/// A variable that is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped<'e> {
    /// The variable.
    pub variable: &'e Variable,
    /// Why.
    pub reason: Skip,
}

/// A variable whose value must change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change<'e, 'r> {
    /// The variable.
    pub variable: &'e Variable,
    /// What of it was seen.
    pub part: Part,
    /// Where.
    pub occurrences: Occurrences<'r>,
}

/// What a comparison showed. All in the order of the env file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome<'e, 'r> {
    /// Variables whose values were seen.
    pub changes: Vec<Change<'e, 'r>>,
    /// Variables whose values were not.
    pub unseen: Vec<&'e Variable>,
    /// Variables that were not compared.
    pub skipped: Vec<Skipped<'e>>,
    /// Lines of the file that could not be read.
    pub unread: &'e [Unread],
    /// Variables that hold the same value, or the same credential in it.
    pub equal: Vec<Vec<&'e Variable>>,
}

impl<'e> Comparison<'e> {
    /// Judges each variable, and works out how its value can be spelled.
    pub fn of(file: &'e EnvFile) -> Self {
        let mut skipped = Vec::new();
        let mut by_value: BTreeMap<Vec<u8>, Gathered<'e>> = BTreeMap::new();
        for variable in &file.variables {
            match worth(variable) {
                Err(reason) => skipped.push(Skipped { variable, reason }),
                Ok(all) => all.into_iter().for_each(|Worth { part, value, written }| {
                    let spellings = spelling::spellings(&value);
                    let gathered = by_value.entry(value).or_default();
                    if !gathered.holders.contains(&(variable, part)) {
                        gathered.holders.push((variable, part));
                    }
                    gathered.spellings.extend(spellings);
                    gathered.spellings.extend((!written.is_empty()).then_some(written));
                }),
            }
        }
        let sought = by_value.into_values().enumerate().filter_map(|(number, gathered)| {
            let rule = gathered.rule(number)?;
            Some(Sought { holders: gathered.holders, rule })
        });
        Comparison { sought: sought.collect(), skipped, unread: &file.unread }
    }

    /// One rule a value, to be run on whatever the values are looked for in. Neither the rules' metadata nor `Debug` has
    /// anything of the values; findings hold them as any finding does.
    pub fn rules(&self) -> RuleSet {
        RuleSet::of(self.sought.iter().map(|sought| sought.rule.clone()))
    }

    /// Whether there is a value to look for.
    pub fn is_empty(&self) -> bool {
        self.sought.is_empty()
    }

    /// What the findings of [`Comparison::rules`] say. Those that a comment or a baseline suppresses count: the value was
    /// there.
    pub fn outcome<'r>(&self, report: &'r Report) -> Outcome<'e, 'r> {
        let mut seen: Vec<Vec<&'r Finding>> = vec![Vec::new(); self.sought.len()];
        for finding in &report.findings {
            let holding = self.sought.iter().zip(&mut seen).filter(|(sought, _)| sought.is_in(finding));
            holding.for_each(|(_, seen)| seen.push(finding));
        }
        let mut outcome = Outcome {
            changes: Vec::new(),
            unseen: Vec::new(),
            skipped: self.skipped.clone(),
            unread: self.unread,
            equal: self.equal(),
        };
        for (sought, findings) in self.sought.iter().zip(seen) {
            match Occurrences::of(findings) {
                None => outcome.unseen.extend(sought.holders.iter().map(|(variable, _)| variable)),
                Some(occurrences) => outcome.changes.extend(sought.holders.iter().map(|&(variable, part)| Change {
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
        let groups = self.sought.iter().map(|sought| {
            let mut variables: Vec<&'e Variable> = sought.holders.iter().map(|(variable, _)| *variable).collect();
            variables.sort_by_key(|variable| variable.line);
            variables.dedup();
            variables
        });
        let mut equal: Vec<Vec<&'e Variable>> = groups.filter(|variables| variables.len() > 1).collect();
        equal.sort_by_key(|variables| variables[0].line);
        equal
    }
}

impl Sought<'_> {
    /// Whether a finding is of this value, or of a longer one that holds it: of values that overlap, a scan reports the
    /// longest.
    fn is_in(&self, finding: &Finding) -> bool {
        let Matcher::Text(text) = &self.rule.matcher else { return false };
        text.pattern.regex().is_some_and(|regex| regex.is_match(finding.secret.reveal()))
    }
}

impl Gathered<'_> {
    fn rule(&self, number: usize) -> Option<Rule> {
        let names: Vec<&str> = self.holders.iter().map(|(variable, _)| variable.name.as_str()).collect();
        let title = format!("Value of {}", names.join(", "));
        let mut meta = RuleMeta::new(format!("{RULE}{number}"), title, Severity::Blocker, Confidence::High);
        meta.help = HELP.to_owned();
        Rule::of_values(meta, self.spellings.iter().map(Vec::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LineIndex, Location, Mask, Region, Secret, Snippet};
    use base64::{Engine, engine::general_purpose::STANDARD};

    /// Filled in here, as no credential is committed, not even one for a test.
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

    /// The report that a scan of these files with the comparison's rules would give; the scan itself is tested elsewhere.
    fn report(comparison: &Comparison<'_>, files: &[(&str, &str)]) -> Report {
        let mut report = Report::default();
        for (path, text) in files {
            let text = filled(text);
            for rule in &comparison.rules() {
                let Matcher::Text(matcher) = &rule.matcher else { continue };
                for found in matcher.pattern.regex().expect("a pattern").find_iter(text.as_bytes()) {
                    let region = Region::of(&LineIndex::new(text.as_bytes()), text.as_bytes(), &found.range());
                    let location = Location { path: (*path).to_owned(), region, span: found.range() };
                    let snippet = Snippet::new(text.as_bytes(), 1, found.range(), vec![Mask::hide(found.range())]);
                    let secret = Secret::new(found.as_bytes());
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
    fn what_was_seen_must_change() {
        let file = file(
            "DB_PASSWORD=<one>\nDATABASE_URL=postgres://app:<one%>@db/x\nAPI_TOKEN=<two>\nOLD_TOKEN=<three>\n\
             MODE=production\nPORT=80\nnothing\n",
        );
        let comparison = Comparison::of(&file);
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
    fn a_value_within_another_was_seen_too() {
        let file = file("INNER_TOKEN=<inner>\nOUTER_TOKEN=pre-<inner>-post12\n");
        let comparison = Comparison::of(&file);
        let mut report = report(&comparison, &[("a", "t: pre-<inner>-post12")]);
        report.findings.retain(|finding| finding.secret.len() > 12);
        assert_eq!(comparison.outcome(&report).changes.len(), 2);
    }

    #[test]
    fn nothing_of_a_comparison_shows_a_value() {
        let file = file("API_TOKEN='<two>'\nMAIL_URL=smtp://a:<two>@h\nOPEN='<two>\n");
        let comparison = Comparison::of(&file);
        let report = report(&comparison, &[("a.py", "'<two>'")]);
        let outcome = comparison.outcome(&report);
        assert_eq!(outcome.changes.len(), 2);
        let shown = format!("{file:?} {comparison:?} {:?} {outcome:?}", comparison.rules());
        for part in ["kx8", "Vq2", "78382d", "6b78"] {
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}
