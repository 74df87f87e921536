//! The rules of one scan: built-in and user packs, merged, selected and overridden.

use super::nearest::{hint, nearest};
use super::{Pack, PackError, Rule};
use crate::model::{Confidence, Severity};
use std::{fs, path::Path};

/// The rules that a scanner runs. Ids are unique; a pack that is merged in replaces rules of the same id.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
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
        RuleSet { rules: vec![rule] }
    }

    /// A set of these rules, whose ids must differ.
    pub fn from_rules(rules: impl IntoIterator<Item = Rule>) -> Self {
        RuleSet { rules: rules.into_iter().collect() }
    }

    /// All built-in rules.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin() -> Result<Self, PackError> {
        Ok(RuleSet { rules: Pack::builtin()?.into_iter().flat_map(|pack| pack.rules).collect() })
    }

    /// All built-in rules with their examples, to check or explain them.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin_with_examples() -> Result<Self, PackError> {
        Ok(RuleSet { rules: Pack::builtin_with_examples()?.into_iter().flat_map(|pack| pack.rules).collect() })
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
            let text = fs::read_to_string(&file).map_err(unreadable)?;
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

    /// Adds the rules of another set, as [`RuleSet::merge`] does.
    #[must_use]
    pub fn merge_set(mut self, other: RuleSet) -> Self {
        self.add(other.rules);
        self
    }

    fn add(&mut self, rules: Vec<Rule>) {
        let known = self.rules.len();
        for rule in rules {
            match self.rules[..known].iter().position(|other| other.meta.id == rule.meta.id) {
                Some(at) => self.rules[at] = rule,
                None => self.rules.push(rule),
            }
        }
    }

    /// Keeps the rules for which `keep` is true.
    #[must_use]
    pub fn filter(mut self, keep: impl Fn(&Rule) -> bool) -> Self {
        self.rules.retain(keep);
        self
    }

    /// Changes one rule.
    ///
    /// # Errors
    /// If there is no rule of this id.
    pub fn apply(&mut self, id: &str, change: &Override) -> Result<(), SelectError> {
        let Some(at) = self.rules.iter().position(|rule| rule.meta.id == id) else {
            return Err(self.unknown(id));
        };
        if change.enabled == Some(false) {
            self.rules.remove(at);
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
        self.rules.iter().find(|rule| rule.meta.id == id).ok_or_else(|| self.unknown(id))
    }

    /// All rules, in the order of their packs.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.rules.iter()
    }

    /// The rules as a slice; detectors name a rule by its place in it.
    pub fn as_slice(&self) -> &[Rule] {
        &self.rules
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn unknown(&self, id: &str) -> SelectError {
        SelectError {
            id: id.to_owned(),
            nearest: nearest(id, self.rules.iter().map(|rule| rule.meta.id.as_str())).map(str::to_owned),
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
