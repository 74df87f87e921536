//! Technologies that source code shows by the names it uses: cookies that it sets, tokens and passwords that it handles.

use super::{Sightings, SurveyedFile, show};
use crate::{
    document::code::Code,
    evidence::{
        detectors::Detector,
        readers::{
            routes::{route_of_path, routes},
            text::flat,
            words::Words,
        },
    },
    model::Technology,
};
use gonogo_rules::knowledge::technologies::IDENTIFIERS;
use std::sync::LazyLock;

/// Objects whose method `cookie` sets one.
const RESPONSES: &[&str] = &["res", "response", "resp", "reply", "ctx", "c"];

/// Methods of a jar of cookies that change it.
const CHANGES: &[&str] = &["set", "append", "add", "put", "delete"];

/// Names, in lower case and without underscores, of what sets a cookie.
const SETTERS: &[&str] = &["setcookie", "addcookie", "setsignedcookie", "responsecookie"];

/// Parts of the names that show a technology.
const PARTS: &[&str] = &[
    "emailhost", "email_host", "javamailsender", "smtplib", "webhook", "cookie", "refresh", "password", "encrypt",
    "cipher", "aesgcm", "aes_gcm", "secretbox", "secret_box", "fernet",
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(PARTS));

pub(in crate::evidence) const DETECTOR: Detector =
    Detector { keywords: PARTS, applies_to: |file| file.is_source(), look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if route_of_path(file.path()).is_some_and(is_webhook) {
        found.show(Technology::Webhooks, 0..0);
    }
    let code = file.parsed.code();
    for at in routes(&code, is_webhook) {
        found.show(Technology::Webhooks, code.span(at));
    }
    for at in WORDS.tokens(&code) {
        if sets_cookie(&code, at) {
            found.show(Technology::Cookies, code.span(at));
        }
        let name = flat(code.word(at));
        if !name.is_empty() {
            show(IDENTIFIERS, &code.span(at), found, |known| name.contains(known));
        }
    }
}

/// Whether an address is one that others call when something happens: `/webhooks/stripe`, `/payments/callback`.
fn is_webhook(address: &str) -> bool {
    let mut parts = address.split(['/', '-', '_']);
    let is_told = |part: &str| matches!(part, "callback" | "callbacks" | "ipn" | "notification" | "notifications");
    let is_paid = |part: &str| matches!(part, "payment" | "payments" | "checkout");
    parts.clone().any(|part| matches!(part, "webhook" | "webhooks"))
        || (parts.clone().any(is_paid) && parts.any(is_told))
}

fn sets_cookie(code: &Code<'_>, at: usize) -> bool {
    if code.is_text(at) {
        return code.inner_text(at).eq_ignore_ascii_case("set-cookie");
    }
    let name = flat(code.word(at));
    let next = |ahead: usize| code.sign(at + ahead);
    match &*name {
        "cookie" if next(1) == "(" => code.before(at) == "." && at >= 2 && RESPONSES.contains(&code.word(at - 2)),
        "cookie" if next(1) == "::" => true,
        "cookie" if next(1) == "=" => code.before(at) == "." && at >= 2 && code.word(at - 2) == "document",
        "cookies" => {
            let dot = if next(1) == "(" && next(2) == ")" { at + 3 } else { at + 1 };
            code.sign(dot) == "." && CHANGES.contains(&&*flat(code.word(dot + 1)))
        }
        // Also the name of the header, as in `header::SET_COOKIE`.
        name => SETTERS.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_has_one_of_the_parts() {
        let names = IDENTIFIERS.iter().flat_map(|(_, names)| *names).chain(SETTERS);
        for name in names {
            assert!(PARTS.iter().any(|part| name.contains(part)), "{name}");
        }
    }

    #[test]
    fn addresses_that_others_call() {
        for address in ["/webhooks/stripe", "/api/stripe-webhook", "/payments/callback", "/checkout/ipn"] {
            assert!(is_webhook(address), "{address}");
        }
        for address in ["/auth/callback", "/payments", "/notifications"] {
            assert!(!is_webhook(address), "{address}");
        }
    }
}
