//! Rules for files of certain names, such as `.netrc`.
//!
//! Their patterns would match in many other files. Where a text's path is not known they are left out, and files with
//! such a name are looked at in full.

use crate::rule::{RuleSet, glob_set};
use globset::GlobSet;

/// The rules of a set that are for files of certain names.
#[derive(Debug)]
pub(super) struct Named {
    /// For each rule, whether it is one of them.
    bound: Vec<bool>,
    names: GlobSet,
}

impl Named {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let bound = rules.as_slice().iter().map(|rule| rule.paths.names().is_some()).collect();
        let names = glob_set(rules.as_slice().iter().filter_map(|rule| rule.paths.names()).flatten());
        // Loading a pack has compiled each of these globs.
        Named { bound, names: names.unwrap_or_default() }
    }

    /// Whether the rule at a place of the set is bound to names.
    pub(super) fn binds(&self, rule: usize) -> bool {
        self.bound[rule]
    }

    /// Whether one of the rules could look at a file of this name.
    pub(super) fn knows(&self, name: &[u8]) -> bool {
        self.names.is_match(&*String::from_utf8_lossy(name))
    }
}
