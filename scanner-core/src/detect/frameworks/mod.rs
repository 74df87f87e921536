//! Rules for calls of frameworks: cookies, origins, logs, tokens, errors and headers of requests.
//!
//! Each check reads one call, where the search for keywords found one of its rule. The code is cut into tokens once for all of
//! them, and only if a check asks. What a check says holds for the call, not for the program: what a whole program lacks is for the
//! analyzers.

mod account;
mod constant;
mod cookie;
mod cors;
mod docs;
mod forwarded;
mod log;
mod persisted;
mod rails;
mod seed;
mod source;
mod spring;
mod storage;
mod tables;
mod token;
mod token_name;
mod trace;
mod validation;

use super::{Match, Specificity};
use crate::{
    context::FileContext,
    document::{
        ParsedFile,
        code::{MAX_CODE_BYTES, runs_in_production},
    },
    rule::Check,
};
use source::Source;
use std::ops::Range;

/// Looks at the call around a keyword.
pub(super) type Function = fn(rule: usize, keyword: Range<usize>, source: &Source<'_>) -> Option<Match>;

/// All checks of calls.
const CHECKS: &[(Check, Function)] = &[
    (Check::AnyOriginAllowed, cors::any),
    (Check::AnyOriginInHeader, cors::header),
    (Check::AnyOriginReflected, cors::reflected),
    (Check::ApiDocsAlwaysMounted, docs::always_mounted),
    (Check::ApiDocsByDefault, docs::by_default),
    (Check::CsrfCheckSkipped, rails::csrf_skipped),
    (Check::CsrfDisabledWithSessions, spring::csrf_disabled),
    (Check::ForwardedForTrusted, forwarded::trusted),
    (Check::KnownPasswordForAccount, account::known_password),
    (Check::PasswordInSeedSql, seed::password),
    (Check::SecretLogged, log::secret_logged),
    (Check::SessionCookieWithoutFlags, cookie::without_flags),
    (Check::SessionCookieWithoutTls, cookie::session_without_tls),
    (Check::StackTraceSent, trace::sent),
    (Check::TablesDroppedAtStart, tables::dropped),
    (Check::TokenReadableByScripts, storage::readable),
    (Check::TokenWithoutExpiry, token::without_expiry),
    (Check::UnknownFieldsAccepted, validation::unknown_fields),
];

/// The function of a check, if it is one of calls.
pub(super) fn function(check: Check) -> Option<Function> {
    CHECKS.iter().find(|(known, _)| *known == check).map(|(_, function)| *function)
}

/// A keyword of a rule that names a check.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) rule: usize,
    pub(super) function: Function,
    pub(super) keyword: Range<usize>,
}

/// Finds matches of checks in a text, at the given keywords.
pub(super) fn search(file: &ParsedFile<'_>, context: FileContext, calls: &[Call]) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    if calls.is_empty() || file.text().len() > MAX_CODE_BYTES {
        return found;
    }
    let source = Source::new(file, context);
    for call in calls {
        let is_new = |new: &Match| !found.iter().any(|old| old.rule == new.rule && old.value == new.value);
        let matched = (call.function)(call.rule, call.keyword.clone(), &source).filter(is_new);
        found.extend(matched.filter(|matched| runs_in_production(file.bytes(), matched.value.start)));
    }
    found
}

/// A match of a call.
fn matched(rule: usize, call: Range<usize>) -> Match {
    Match::new(rule, call, Specificity::Generic)
}
