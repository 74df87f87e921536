//! Reports of analyzers.

use crate::{
    detect::{ConfigFile, Match, Specificity},
    rule::Check,
};
use std::{collections::BTreeMap, ops::Range};

/// Takes the problems of one file, and keeps those whose rules are in use.
pub(in crate::detect) struct Diagnostics<'a> {
    /// By check, the rule's place in the set.
    in_use: &'a BTreeMap<Check, usize>,
    /// Each report, and whether its rule is in use.
    reports: Vec<(Match, bool)>,
    /// The environment of the reports to come and how it is known; the file's if it is `None`.
    why: Option<String>,
}

impl<'a> Diagnostics<'a> {
    pub(in crate::detect) fn new(in_use: &'a BTreeMap<Check, usize>) -> Self {
        Diagnostics { in_use, reports: Vec::new(), why: None }
    }

    /// Whether a rule is in use that names one of these checks.
    pub(in crate::detect) fn asks_for(&self, checks: &[Check]) -> bool {
        checks.iter().any(|check| self.in_use.contains_key(check))
    }

    /// Gives the environment of a model for the reports on it; see [`ConfigFile::why_in_model`].
    pub(super) fn because(&mut self, why: Option<String>) {
        self.why = why;
    }

    /// Reports what a check found at a place. The rule's title is the message and the file as a whole the subject, unless
    /// the report is given others.
    pub(super) fn report(&mut self, check: Check, span: Range<usize>) -> &mut Match {
        let rule = self.in_use.get(&check);
        let mut found = Match::new(rule.copied().unwrap_or_default(), span, Specificity::Remark);
        found.subject("").is_about_setup = true;
        found.why = self.why.clone();
        let at = self.reports.len();
        self.reports.push((found, rule.is_some()));
        &mut self.reports[at].0
    }

    /// The reports for rules that are in use.
    pub(in crate::detect) fn into_matches(self, file: &ConfigFile<'_>) -> impl Iterator<Item = Match> {
        let used = self.reports.into_iter().filter_map(|(found, in_use)| in_use.then_some(found));
        used.map(|found| Match { why: found.why.clone().or_else(|| file.why_here()), ..found })
    }
}
