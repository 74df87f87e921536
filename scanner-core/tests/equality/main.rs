//! A history gives what scanning each version of each file in full would give.

#![cfg(feature = "git")]

mod random;
mod real;
mod versions;

use gonogo_core::{
    Scanner,
    rule::{Matcher, RuleSet},
};

/// Without rules for settings: a history is searched for what leaked, not for what was configured once.
fn scanner() -> Scanner {
    let rules = RuleSet::builtin().expect("built-in rules").filter(|rule| !matches!(rule.matcher, Matcher::Setting(_)));
    Scanner::builder().rules(rules).build().expect("rules that are sound")
}
