//! Tests that a history scan equals a full scan of each version of each file.

#![cfg(feature = "git")]

mod random;
mod real;
mod versions;

use gonogo_core::{Scanner, rule::RuleSet};

/// The rules for histories, which find leaks, not outdated configuration.
fn scanner() -> Scanner {
    let rules = RuleSet::builtin().expect("built-in rules");
    let rules = rules.filter(|rule| rule.is_for_text() && rule.meta.is_about_credentials());
    Scanner::builder().rules(rules).build().expect("rules that are sound")
}
