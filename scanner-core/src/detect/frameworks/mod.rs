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
    rule::{Check, Keyword, Matcher, Rule, RuleSet},
};
use source::Source;
use std::{collections::BTreeMap, ops::Range};

/// Longer files are generated: nobody writes their calls.
const MAX_CODE_BYTES: usize = 1 << 20;

/// Looks at the call around a keyword.
type Function = fn(rule: usize, keyword: Range<usize>, source: &Source<'_>) -> Option<Candidate>;

/// All checks of calls.
const CHECKS: &[(Check, Function)] = &[
    (Check::AnyOriginAllowed, cors::any),
    (Check::AnyOriginInHeader, cors::header),
    (Check::AnyOriginReflected, cors::reflected),
    (Check::ApiDocsAlwaysMounted, docs::always_mounted),
    (Check::ApiDocsByDefault, docs::by_default),
    (Check::CsrfCheckSkipped, rails::csrf_skipped),
    (Check::CsrfDisabledWithSessions, spring::csrf_disabled),
    (Check::PasswordInSeedSql, seed::password),
    (Check::SecretLogged, log::secret_logged),
    (Check::SessionCookieWithoutFlags, cookie::without_flags),
    (Check::SessionCookieWithoutTls, cookie::session_without_tls),
    (Check::StackTraceSent, trace::sent),
    (Check::TokenReadableByScripts, storage::readable),
    (Check::TokenWithoutExpiry, token::without_expiry),
    (Check::UnknownFieldsAccepted, validation::unknown_fields),
];

/// Whether a rule names a check.
pub(super) fn is_check(rule: &Rule) -> bool {
    check_of(rule).is_some()
}

fn check_of(rule: &Rule) -> Option<Function> {
    let Matcher::Code(code) = &rule.matcher else { return None };
    CHECKS.iter().find(|(check, _)| *check == code.check).map(|(_, function)| *function)
}

/// The rules of a set that name a check.
#[derive(Debug)]
pub(super) struct FrameworkRules {
    prefilter: Prefilter,
    /// For each keyword of the prefilter, the rules that it calls and their checks.
    called: Vec<Vec<(usize, Function)>>,
}

impl FrameworkRules {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut called: BTreeMap<&Keyword, Vec<(usize, Function)>> = BTreeMap::new();
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
