//! Limits of requests and headers of responses that a program sets itself, in any language.

use super::Detector;
use crate::{
    document::code::{Code, is_link},
    evidence::{
        Sightings, SurveyedFile,
        readers::{text::flat, words::Words},
    },
    model::EvidenceKind,
};
use std::sync::LazyLock;

/// Headers that browsers are told to protect users by.
const HEADERS: &[&str] = &["x-content-type-options", "x-frame-options", "strict-transport-security"];

/// Names, in lower case and without underscores, of what limits requests.
const LIMITERS: &[&str] = &["limiter", "throttle", "throttled", "throttlerguard", "throttlermodule", "slowdown"];

/// Calls that put what they are given before requests.
const INSTALLERS: &[&str] = &[
    "use", "Use", "add_middleware", "addFilterBefore", "apply", "applyMiddlewares", "layer", "middleware", "register",
    "wrap", "Depends", "UseGuards", "UseMiddleware", "addInterceptor", "setFilter", "plug",
];

/// Bytes of such a call.
const MAX_CALL_BYTES: usize = 300;

/// Parts of names that only tell of a limit somebody else set.
const OF_OTHERS: &[&str] = &["error", "exce", "reached", "remaining", "reset", "retry", "status", "header", "hit"];

/// Parts of the names of headers and limiters.
const PARTS: &[&str] = &[
    "x-content-type-options", "x-frame-options", "strict-transport-security", "x_content_type_options",
    "x_frame_options", "strict_transport_security", "ratelimit", "rate_limit", "limiter", "throttle", "slowdown",
    "slow_down",
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(PARTS));

pub(super) const DETECTOR: Detector = Detector { keywords: PARTS, applies_to: |file| file.is_source(), look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in WORDS.tokens(&code) {
        let text = if code.is_text(at) { code.inner_text(at).to_owned() } else { code.word(at).replace('_', "-") };
        if HEADERS.iter().any(|header| text.eq_ignore_ascii_case(header)) {
            found.report(EvidenceKind::SecurityHeaders, code.span(at));
        } else if is_set(&code, at) || is_installed(&code, at) {
            found.report(EvidenceKind::RateLimiter, code.span(at)).wired();
        } else if is_limiter(&code, at) {
            found.report(EvidenceKind::RateLimiter, code.span(at));
        }
    }
}

/// Django REST framework's setting of limiters for all views, or those of a view.
fn is_set(code: &Code<'_>, at: usize) -> bool {
    let name = if code.is_text(at) { code.inner_text(at) } else { code.word(at) };
    let is_list = matches!(code.sign(at + 1), ":" | "=") && matches!(code.sign(at + 2), "[" | "(");
    matches!(name, "DEFAULT_THROTTLE_CLASSES" | "throttle_classes")
        && is_list
        && !matches!(code.sign(at + 3), "]" | ")")
}

/// A limiter that requests pass through: `app.use(limiter)`, `router.post('/orders', limiter, order)`, `@limiter.limit('5/minute')`,
/// `ThrottlerModule.forRoot(`, `UseRateLimiter()`, `class RateLimitFilter extends OncePerRequestFilter`.
fn is_installed(code: &Code<'_>, at: usize) -> bool {
    let name = flat(code.word(at));
    if !is_named(&name) {
        return false;
    }
    let is_filter = matches!(code.word(at + 1), "extends" | "implements")
        && ["filter", "interceptor", "middleware"].iter().any(|kind| flat(code.word(at + 2)).contains(kind));
    let is_module = is_link(code.sign(at + 1)) && code.word(at + 2).starts_with("forRoot");
    let is_guard = code.before(at) == ":" && at >= 2 && code.word(at - 2) == "useClass";
    let is_decorator = code.before(at) == "@";
    let calls = code.enclosing(at, MAX_CALL_BYTES).filter(|open| code.sign(*open) == "(" && *open > 0);
    let is_given = || {
        { calls }.any(|open| {
            let is_route = code.is_text(open + 1) && code.inner_text(open + 1).starts_with('/');
            is_route || INSTALLERS.contains(&code.word(open - 1))
        })
    };
    is_filter || is_module || is_guard || is_decorator || name.starts_with("use") || is_given()
}

/// A limiter that is called, made or given to something: `add_middleware(RateLimitMiddleware)`, `rate_limit(request)`.
fn is_limiter(code: &Code<'_>, at: usize) -> bool {
    let is_used = || matches!(code.sign(at + 1), "(" | "." | "::" | "," | ")");
    is_named(&flat(code.word(at))) && is_used()
}

/// Whether a name, in lower case and without underscores, is a limiter's.
fn is_named(name: &str) -> bool {
    let is_known = name.contains("ratelimit") || LIMITERS.contains(&name);
    is_known && !OF_OTHERS.iter().any(|part| name.contains(part))
}
