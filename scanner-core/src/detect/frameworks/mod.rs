//! Rules for calls of frameworks: cookies, origins, logs, tokens and errors.
//!
//! Each check reads one call, where a keyword of its rule stands. The code is cut into tokens once for all of them, and only if
//! a keyword is there. What a check says holds for the call, not for the program: what a whole program lacks is for the
//! analyzers.

mod cookie;
mod cors;
mod docs;
mod log;
mod rails;
mod seed;
mod source;
mod spring;
mod storage;
mod token;
mod trace;
mod validation;

use super::{Candidate, ConfigFile, Specificity};
use crate::{
    document::code::runs_in_production,
    model::Environment,
    prefilter::{Hit, Prefilter},
    rule::{Keyword, Matcher, Rule, RuleSet},
};
use source::Source;
use std::{collections::BTreeMap, ops::Range};

/// Longer files are generated: nobody writes their calls.
const MAX_CODE_BYTES: usize = 1 << 20;

/// Looks at the call around a keyword.
type Check = fn(rule: usize, keyword: Range<usize>, source: &Source<'_>) -> Option<Candidate>;

/// All checks, by the name that packs use.
const CHECKS: &[(&str, Check)] = &[
    ("any-origin-allowed", cors::any),
    ("any-origin-in-header", cors::header),
    ("any-origin-reflected", cors::reflected),
    ("api-docs-always-mounted", docs::always_mounted),
    ("api-docs-by-default", docs::by_default),
    ("csrf-check-skipped", rails::csrf_skipped),
    ("csrf-disabled-with-sessions", spring::csrf_disabled),
    ("password-in-seed-sql", seed::password),
    ("secret-logged", log::secret_logged),
    ("session-cookie-without-flags", cookie::without_flags),
    ("session-cookie-without-tls", cookie::session_without_tls),
    ("stack-trace-sent", trace::sent),
    ("token-readable-by-scripts", storage::readable),
    ("token-without-expiry", token::without_expiry),
    ("unknown-fields-accepted", validation::unknown_fields),
];

/// The names of all checks.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

/// Whether a rule names a check.
pub(super) fn is_check(rule: &Rule) -> bool {
    check_of(rule).is_some()
}

fn check_of(rule: &Rule) -> Option<Check> {
    let Matcher::Code(code) = &rule.matcher else { return None };
    CHECKS.iter().find(|(name, _)| *name == code.detector).map(|(_, check)| *check)
}

/// The rules of a set that name a check.
#[derive(Debug)]
pub(super) struct FrameworkRules {
    prefilter: Prefilter,
    /// For each keyword of the prefilter, the rules that it calls and their checks.
    called: Vec<Vec<(usize, Check)>>,
}

impl FrameworkRules {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut called: BTreeMap<&Keyword, Vec<(usize, Check)>> = BTreeMap::new();
        for (at, rule) in rules.iter().enumerate() {
            if let Some(check) = check_of(rule) {
                rule.keywords().iter().for_each(|keyword| called.entry(keyword).or_default().push((at, check)));
            }
        }
        let (keywords, called): (Vec<_>, _) =
            called.into_iter().map(|(keyword, rules)| (keyword.clone(), rules)).unzip();
        FrameworkRules { prefilter: Prefilter::new(keywords), called }
    }

    /// What the rules claim in a file that is used as it stands.
    pub(super) fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Vec<Candidate> {
        let practice = matches!(file.context().environment, Environment::Development | Environment::Test);
        if practice || file.text.len() > MAX_CODE_BYTES {
            return Vec::new();
        }
        let text = crate::document::as_text(file.text);
        let source = Source::new(file.path, file.context(), &text);
        let mut found: Vec<Candidate> = Vec::new();
        self.prefilter.find(file.text, 0..file.text.len(), |Hit { at, keyword }| {
            let length = self.prefilter.keywords()[keyword as usize].bytes.len();
            for (rule, check) in &self.called[keyword as usize] {
                if !rules.as_slice()[*rule].paths.allows(file.path) {
                    continue;
                }
                let candidate = check(*rule, at..at + length, &source);
                let is_new = |new: &Candidate| !found.iter().any(|old| old.rule == new.rule && old.value == new.value);
                found.extend(candidate.filter(is_new));
            }
        });
        found.retain(|candidate| runs_in_production(file.text, candidate.value.start));
        found
    }
}

/// A claim about a call.
fn claim(rule: usize, call: Range<usize>) -> Candidate {
    Candidate::new(rule, call, Specificity::Generic)
}
