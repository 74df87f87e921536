//! Names of credentials, among those in calls that log.

use crate::model::words;
use std::ops::Range;

/// Bytes on each side of a bare `token` that show whether it is one that lets in.
const MAX_CONTEXT_BYTES: usize = 1500;

/// The kinds of credentials that a name promises, as far as they matter to logs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LoggedSecret {
    /// Typed by people, or as good as it.
    Password,
    /// Made by a machine, and often short-lived.
    Token,
}

/// The kind of credential that a name promises.
pub(super) fn logged_secret(name: &[u8], text: &[u8], place: &Range<usize>) -> Option<LoggedSecret> {
    const NOT: [&str; 52] = [
        "is", "validate", "verify", "has", "had", "no", "not", "invalid", "valid", "missing", "num", "max", "min",
        "total", "count", "should", "need", "needs", "require", "requires", "required", "show", "hide", "toggle",
        "forgot", "change", "masked", "mask", "redacted", "public", "safe", "sanitized", "encrypted", "set", "csrf",
        "xsrf", "att", "attr", "attribute", "param", "parameter", "field", "header", "column", "label", "err", "error",
        "exception", "incorrect", "wrong", "grant", "allow",
    ];
    let words = words(name);
    let has = |word: &str| words.iter().any(|known| known == word);
    if words.iter().any(|word| NOT.contains(&word.as_str())) || has("reset") && has("password") && !has("token") {
        return None;
    }
    let last = words.last()?.as_str();
    let before = words.len().checked_sub(2).map_or("", |at| words[at].as_str());
    let member = text[..place.start].ends_with(b".") || text[..place.start].ends_with(b"->");
    match last {
        "password" | "passwd" | "passphrase" | "pwd" | "otp" | "totp" | "credentials" => Some(LoggedSecret::Password),
        // A bare one is often the name of one, in a loop over many.
        "secret" if words.len() > 1 || member => Some(LoggedSecret::Password),
        "code" if matches!(before, "otp" | "totp" | "verification" | "reset") => Some(LoggedSecret::Password),
        "key" if matches!(before, "secret" | "api" | "private" | "encryption" | "signing" | "access") => {
            Some(LoggedSecret::Password)
        }
        "apikey" | "jwt" => Some(LoggedSecret::Token),
        "token" if words.len() > 1 => SIGN_IN.contains(&before).then_some(LoggedSecret::Token),
        "token" => is_about_sign_in(text, place).then_some(LoggedSecret::Token),
        "authorization" => Some(LoggedSecret::Token),
        "link" | "url" if has("reset") || has("magic") => Some(LoggedSecret::Token),
        _ => None,
    }
}

/// Words before `token` in names of tokens that let somebody in; others are of contracts, devices and parsers.
const SIGN_IN: [&str; 30] = [
    "access", "refresh", "auth", "jwt", "id", "reset", "session", "bearer", "verification", "confirmation", "confirm",
    "activation", "invite", "invitation", "magic", "login", "api", "bot", "user", "my", "new", "google", "github",
    "oauth", "personal", "private", "signed", "service", "bridge", "password",
];

/// Whether the surroundings of a bare `token` speak of sign-in, not of a parser or a language model.
fn is_about_sign_in(text: &[u8], place: &Range<usize>) -> bool {
    let around = &text[place.start.saturating_sub(MAX_CONTEXT_BYTES)..text.len().min(place.end + MAX_CONTEXT_BYTES)];
    let lower = String::from_utf8_lossy(around).to_ascii_lowercase();
    [
        "jwt", "jsonwebtoken", "bearer", "login", "signin", "auth", "accesstoken", "access_token", "session",
        "verifytoken",
    ]
    .iter()
    .any(|sign| lower.contains(sign))
        && !["tokenize", "tokenizer", "lexer", "tokentype", "token_type"].iter().any(|sign| lower.contains(sign))
}
