//! The rules of one scan: built-in and user packs, merged, selected and overridden.

use super::nearest::{hint, nearest};
use super::{Pack, PackError, Rule};
use crate::{
    model::{Confidence, Severity},
    regular_file::{self, MAX_TEXT_BYTES},
};
use std::{fs, path::Path};

/// The rules that a scanner runs. Ids are unique; a pack that is merged in replaces rules of the same id.
///
/// A rule about credentials that is filtered out or switched off reports nothing any more, and stays as a silent one: what it
/// matches is hidden where a report shows it beside other findings.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// Those that report, then the silent ones.
    rules: Vec<Rule>,
    reporting: usize,
}

/// The changes of a project to one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Override {
    /// The new severity.
    pub severity: Option<Severity>,
    /// The new confidence.
    pub confidence: Option<Confidence>,
    /// `Some(false)` switches the rule off.
    pub enabled: Option<bool>,
}

/// A rule id that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{id}`{}", hint(nearest.as_deref()))]
pub struct SelectError {
    /// The unknown id.
    pub id: String,
    /// A known id that looks like it.
    pub nearest: Option<String>,
}

impl RuleSet {
    /// No rules.
    pub fn empty() -> Self {
        RuleSet::default()
    }

    /// A set of one rule.
    pub fn only(rule: Rule) -> Self {
        RuleSet::from_rules([rule])
    }

    /// A set of these rules, whose ids must differ.
    pub fn from_rules(rules: impl IntoIterator<Item = Rule>) -> Self {
        let rules: Vec<Rule> = rules.into_iter().collect();
        RuleSet { reporting: rules.len(), rules }
    }

    /// All built-in rules.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin() -> Result<Self, PackError> {
        Ok(RuleSet::from_rules(Pack::builtin()?.into_iter().flat_map(|pack| pack.rules)))
    }

    /// All built-in rules with their examples, to check or explain them.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin_with_examples() -> Result<Self, PackError> {
        Ok(RuleSet::from_rules(Pack::builtin_with_examples()?.into_iter().flat_map(|pack| pack.rules)))
    }

    /// The rules of one TOML file, or of all `*.toml` files of a folder in the order of their names.
    ///
    /// # Errors
    /// A file that can't be read, or a broken pack.
    pub fn from_path(path: &Path) -> Result<Self, PackError> {
        let unreadable = |error: std::io::Error| {
            PackError::new(format!("the rules `{}` can't be read: {error}", path.display()))
                .help("name a TOML file or a folder of them")
        };
        let mut files = vec![path.to_owned()];
        if path.is_dir() {
            files = fs::read_dir(path)
                .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
                .map_err(unreadable)?;
            files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
            files.sort();
        }
        let mut set = RuleSet::empty();
        for file in files {
            let text = regular_file::read_text(&file, MAX_TEXT_BYTES).map_err(unreadable)?;
            set = set.merge(Pack::from_toml(&file.display().to_string(), &text)?);
        }
        Ok(set)
    }

    /// Adds a pack. A rule whose id is there already replaces it.
    #[must_use]
    pub fn merge(mut self, pack: Pack) -> Self {
        self.add(pack.rules);
        self
    }

    /// Adds the rules that report of another set, as [`RuleSet::merge`] does.
    #[must_use]
    pub fn merge_set(mut self, mut other: RuleSet) -> Self {
        other.rules.truncate(other.reporting);
        self.add(other.rules);
        self
    }

    fn add(&mut self, rules: Vec<Rule>) {
        let mut silent = self.rules.split_off(self.reporting);
        for rule in rules {
            silent.retain(|other| other.meta.id != rule.meta.id);
            match self.rules[..self.reporting].iter().position(|other| other.meta.id == rule.meta.id) {
                Some(at) => self.rules[at] = rule,
                None => self.rules.push(rule),
            }
        }
        self.reporting = self.rules.len();
        self.rules.append(&mut silent);
    }

    /// Lets only the rules report for which `keep` is true.
    #[must_use]
    pub fn filter(mut self, keep: impl Fn(&Rule) -> bool) -> Self {
        let silent = self.rules.split_off(self.reporting);
        let (kept, left): (Vec<Rule>, Vec<Rule>) = self.rules.into_iter().partition(keep);
        let left = left.into_iter().filter(|rule| rule.meta.is_about_credentials());
        let reporting = kept.len();
        RuleSet { rules: kept.into_iter().chain(silent).chain(left).collect(), reporting }
    }

    /// Some of the rules, each reporting or silent as it is here.
    #[must_use]
    pub(crate) fn part(&self, keep: impl Fn(&Rule) -> bool) -> Self {
        let reporting = self.iter().filter(|rule| keep(rule)).count();
        RuleSet { rules: self.rules.iter().filter(|rule| keep(rule)).cloned().collect(), reporting }
    }

    /// Changes one rule.
    ///
    /// # Errors
    /// If there is no rule of this id.
    pub fn apply(&mut self, id: &str, change: &Override) -> Result<(), SelectError> {
        let Some(at) = self.iter().position(|rule| rule.meta.id == id) else {
            return Err(self.unknown(id));
        };
        if change.enabled == Some(false) {
            let rule = self.rules.remove(at);
            self.reporting -= 1;
            self.rules.extend(Some(rule).filter(|rule| rule.meta.is_about_credentials()));
        } else {
            self.rules[at].adjust(change.severity, change.confidence);
        }
        Ok(())
    }

    /// The rule of this id.
    ///
    /// # Errors
    /// If there is no such rule; the error names the nearest.
    pub fn get(&self, id: &str) -> Result<&Rule, SelectError> {
        self.iter().find(|rule| rule.meta.id == id).ok_or_else(|| self.unknown(id))
    }

    /// The rules that report, in the order of their packs.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.rules[..self.reporting].iter()
    }

    /// All rules, silent ones at the end; detectors name a rule by its place in it.
    pub fn as_slice(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether the rule at a place of the slice reports what it matches.
    pub fn reports(&self, at: usize) -> bool {
        at < self.reporting
    }

    /// The number of rules that report.
    pub fn len(&self) -> usize {
        self.reporting
    }

    /// Whether no rule reports.
    pub fn is_empty(&self) -> bool {
        self.reporting == 0
    }

    fn unknown(&self, id: &str) -> SelectError {
        SelectError {
            id: id.to_owned(),
            nearest: nearest(id, self.iter().map(|rule| rule.meta.id.as_str())).map(str::to_owned),
        }
    }
}

impl<'a> IntoIterator for &'a RuleSet {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
