//! Source code that serves: cookies, origins, logs, tokens and errors, as frameworks write them.
//!
//! Each detector reads one call at its keyword. What it says holds for the call, not for the program: whether something is
//! missing from all of a program is told elsewhere, from its entry and what it depends on.

mod cookie;
mod cors;
mod docs;
mod log;
mod rails;
mod seed;
mod spring;
mod storage;
mod syntax;
mod token;
mod trace;
mod validation;

use super::{Call, Candidate, Function, Reach, Specificity};

/// The detectors for code that serves.
pub(super) const DETECTORS: &[(&str, Function, Reach)] = &[
    ("any-origin-allowed", cors::any, cors::REACH),
    ("any-origin-in-header", cors::header, cors::HEADER_REACH),
    ("any-origin-reflected", cors::reflected, cors::REACH),
    ("api-docs-by-default", docs::by_default, docs::REACH),
    ("csrf-disabled-with-sessions", spring::csrf_disabled, spring::REACH),
    ("csrf-check-skipped", rails::csrf_skipped, rails::REACH),
    ("password-in-seed-sql", seed::password, seed::REACH),
    ("secret-logged", log::secret_logged, log::REACH),
    ("session-cookie-without-flags", cookie::without_flags, cookie::REACH),
    ("session-cookie-without-tls", cookie::session_without_tls, cookie::REACH),
    ("stack-trace-sent", trace::sent, trace::REACH),
    ("token-readable-by-scripts", storage::readable, storage::REACH),
    ("token-without-expiry", token::without_expiry, token::REACH),
    ("unknown-fields-accepted", validation::unknown_fields, validation::REACH),
];
