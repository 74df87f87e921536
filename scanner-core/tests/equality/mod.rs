//! A history gives what scanning each version of each file in full would give.

#![cfg(feature = "git")]

mod random;
mod real;
mod versions;

use gonogo_core::{Scanner, rule::RuleSet};

/// A history is searched for what leaked, not for what was configured once.
fn scanner() -> Scanner {
    let rules = RuleSet::builtin().expect("built-in rules");
    let rules = rules.filter(|rule| rule.is_for_text() && rule.meta.is_about_credentials());
    Scanner::builder().rules(rules).build().expect("rules that are sound")
}
