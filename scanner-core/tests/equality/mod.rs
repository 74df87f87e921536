//! Tests that a history scan equals a full scan of each version of each file.

#![cfg(feature = "git")]

mod random;
mod real;
mod versions;

use gonogo_core::{
    Scanner,
    model::Category,
    rule::{Matcher, Rule, RuleSet},
};

/// The rules for histories, which find leaks, not outdated configuration.
fn scanner() -> Scanner {
    let rules = RuleSet::builtin().expect("built-in rules");
    // Checks of framework calls need the parsed file, which histories do not have.
    let of_framework = |rule: &Rule| matches!(rule.matcher, Matcher::Code(_)) && rule.meta.category != Category::Secret;
    let rules = rules.filter(|rule| rule.is_for_text() && rule.meta.is_about_credentials() && !of_framework(rule));
    Scanner::builder().rules(rules).build().expect("rules that are sound")
}
