//! Whom browsers let read answers: `Access-Control-Allow-Origin`.

use super::{
    super::{Check, Diagnostics},
    Review,
    lost_headers::is_for_assets,
    walk::{scope, siblings, walk},
};
use crate::{document::Directive, model::Severity};

/// The origins that may read responses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origins {
    /// Those that somebody has listed.
    Listed,
    /// `*`.
    Every,
    /// Whichever asks.
    Reflected,
}

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    let top = review.sources.own();
    walk(top, &mut |directive, around| {
        let beside = siblings(top, around);
        match header(directive) {
            Some(("access-control-allow-origin", value)) => {
                let with = beside.iter().any(allows_credentials);
                allowed(origins(review, value, around), with, directive, around, found);
            }
            Some(("access-control-allow-credentials", value)) if value.trim() == "true" => {
                let mut named =
                    beside.iter().filter_map(header).filter(|(name, _)| *name == "access-control-allow-origin");
                let origins = named.next().map(|(_, value)| origins(review, value, around));
                credentials(origins, directive, around, found);
            }
            _ => {}
        }
    });
}

fn allowed(
    origins: Origins,
    credentials: bool,
    directive: &Directive,
    around: &[&Directive],
    found: &mut Diagnostics<'_>,
) {
    let path = around.iter().rev().find(|block| block.name() == "location").and_then(|block| block.arguments().last());
    match origins {
        Origins::Listed => {}
        Origins::Reflected => {
            let (severity, with) =
                if credentials { (Severity::High, ", with credentials") } else { (Severity::Medium, "") };
            found
                .report(Check::NginxOriginReflected, directive.head())
                .subject(scope(around))
                .severity(severity)
                .message(format!("`location {}` reflects the origin of every request{with}", path.unwrap_or("/")));
        }
        Origins::Every => {
            let is_api = around.iter().any(|block| block.blocks().iter().any(|inner| inner.name().ends_with("_pass")));
            let is_open = path.is_some_and(|path| is_for_assets(path) || path.contains(".well-known"));
            if is_api && !is_open || credentials {
                found
                    .report(Check::NginxEveryOriginAllowed, directive.head())
                    .subject(scope(around))
                    .severity(Severity::Medium)
                    .message(format!("`location {}` lets every origin read its responses", path.unwrap_or("/")));
            }
        }
    }
}

fn credentials(origins: Option<Origins>, directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let (severity, message) = match origins {
        Some(Origins::Reflected) => (Severity::High, "Credentials are allowed for whichever origin asks"),
        Some(Origins::Every) => (Severity::Medium, "Credentials are allowed with origin `*`, which browsers reject"),
        Some(Origins::Listed) | None => return,
    };
    found
        .report(Check::NginxCredentialsForAnyOrigin, directive.head())
        .subject(scope(around))
        .severity(severity)
        .message(message);
}

/// The header that a directive adds: its name as those of CORS are spelled here, and its value.
fn header(directive: &Directive) -> Option<(&'static str, &str)> {
    const NAMES: [&str; 2] = ["access-control-allow-origin", "access-control-allow-credentials"];
    let (name, value) = match directive.name() {
        "add_header" => (directive.argument(0)?, directive.argument(1)?),
        "more_set_headers" => directive.arguments().find_map(|word| word.split_once(':'))?,
        _ => return None,
    };
    let known = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name.trim()))?;
    Some((known, value.trim()))
}

fn allows_credentials(directive: &Directive) -> bool {
    header(directive).is_some_and(|(name, value)| name == "access-control-allow-credentials" && value == "true")
}

/// The origins that a value allows, at a place in these blocks.
fn origins(review: &Review<'_>, value: &str, around: &[&Directive]) -> Origins {
    match value {
        "*" => Origins::Every,
        "$http_origin" | "${http_origin}" if is_chosen(around) => Origins::Listed,
        "$http_origin" | "${http_origin}" => Origins::Reflected,
        _ if value.starts_with('$') => of_variable(review, value, around),
        _ => Origins::Listed,
    }
}

/// Whether a condition on anything but the method is around the place.
fn is_chosen(around: &[&Directive]) -> bool {
    // A quoted word leaves the bracket behind it on its own.
    let everything = |word: &str| {
        word != ")" && matches!(word.trim_end_matches(')'), "" | ".*" | "^.*$" | ".+" | "(.*)" | "^" | "^https?://")
    };
    around.iter().any(|block| {
        block.name() == "if"
            && block.argument(0).is_some_and(|word| !word.contains("$request_method"))
            && !block.arguments().any(everything)
    })
}

/// The origins in a variable that `set` or `map` gives a value.
fn of_variable(review: &Review<'_>, name: &str, around: &[&Directive]) -> Origins {
    let mut found = Origins::Listed;
    let mut note = |value: &str, chosen: bool| match value {
        "*" => found = Origins::Every,
        "$http_origin" | "${http_origin}" if !chosen => found = Origins::Reflected,
        _ => {}
    };
    walk(review.sources.own(), &mut |directive, inside| {
        if directive.name() == "set" && directive.argument(0) == Some(name) {
            note(directive.argument(1).unwrap_or_default(), is_chosen(inside) || is_chosen(around));
        }
    });
    let maps = review.model.around.iter().flat_map(|levels| levels.iter()).flat_map(|level| level.all("map"));
    for map in maps.filter(|map| map.directive.argument(1) == Some(name)) {
        for entry in map.directive.blocks() {
            let everything =
                matches!(entry.name(), "default" | "~.*" | "~.+" | "~^.*$" | "~*.*" | "~^" | "~^https?://" | "~^.+$");
            note(entry.argument(0).unwrap_or_default(), !everything);
        }
    }
    found
}
