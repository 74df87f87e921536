//! Security headers that are sent and say too little.

use super::{
    super::{Check, Diagnostics},
    Review,
    walk::{scope, scoped, walk},
};
use crate::{document::Directive, model::Severity};

/// A shorter time than half a year lets browsers forget between two visits.
const MIN_HSTS_SECONDS: u64 = 15_552_000;

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    walk(review.sources.own(), &mut |directive, around| {
        content_security_policy(directive, around, found);
        transport_security(directive, around, found);
    });
}

/// A policy that lets pages run what somebody has put into them.
fn content_security_policy(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    for policy in policies(directive) {
        let unsafe_in = |names: &[&str], word: &str| {
            policy.split(';').map(|part| part.split_whitespace().collect::<Vec<_>>()).find_map(|part| {
                let name = part.first().filter(|name| names.contains(name)).copied()?;
                let overruled = part.iter().any(|source| {
                    ["'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'"]
                        .iter()
                        .any(|sign| source.starts_with(sign))
                });
                (part.contains(&word) && !(overruled && word == "'unsafe-inline'"))
                    .then(|| format!("{word} in `{name}`"))
            })
        };
        let scripts = ["script-src", "default-src", "script-src-elem", "script-src-attr"];
        let eval = unsafe_in(&scripts, "'unsafe-eval'"); // gonogo:allow content-policy-allows-eval what is looked for
        let grave = [unsafe_in(&scripts, "'unsafe-inline'"), eval];
        let grave: Vec<String> = grave.into_iter().flatten().collect();
        let slight = unsafe_in(&["style-src", "style-src-elem"], "'unsafe-inline'");
        let (severity, what) = match (grave.is_empty(), slight) {
            (false, _) => (Severity::Medium, grave.join(", ")),
            (true, Some(slight)) => (Severity::Low, slight),
            (true, None) => continue,
        };
        found
            .report(Check::NginxCspUnsafe, directive.head())
            .subject(scoped(directive, around))
            .severity(severity)
            .message(format!("The Content-Security-Policy allows {what}"));
        return;
    }
}

/// The policies in a directive for `Content-Security-Policy`: the header itself, or a variable that holds a policy.
fn policies(directive: &Directive) -> impl Iterator<Item = &str> {
    let first = directive.argument(0).unwrap_or_default();
    let is_header = match directive.name() {
        "add_header" => first.eq_ignore_ascii_case("content-security-policy"),
        "set" | "more_set_headers" => !first.to_ascii_lowercase().contains("report-only"),
        // An entry of a `map`.
        name => !directive.is_block() && directive.argument(1).is_none() && !name.starts_with("add_"),
    };
    directive.arguments().filter(move |value| is_header && value.contains("-src"))
}

fn transport_security(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let is_header = directive.argument(0).is_some_and(|name| name.eq_ignore_ascii_case("strict-transport-security"));
    let Some(value) = directive.argument(1).filter(|_| is_header && directive.name() == "add_header") else { return };
    let age = value.split(';').find_map(|part| {
        let (name, age) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| age.trim().trim_matches('"').parse::<u64>().ok()).flatten()
    });
    let (severity, message) = match age {
        Some(0) => (Severity::Medium, "`max-age=0` turns Strict-Transport-Security off".to_owned()),
        Some(age) if age < MIN_HSTS_SECONDS => {
            (Severity::Low, format!("Strict-Transport-Security has `max-age={age}`, less than half a year"))
        }
        _ => return,
    };
    let report = found.report(Check::NginxHstsShort, directive.head()).subject(scope(around));
    report.severity(severity).message(message);
}
