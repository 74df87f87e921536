//! Values that are only a label: the name of a field, an entry, a text, a variable.

use crate::{
    model::words,
    value::{ValueKind, classify},
};

/// Words in names of constants that hold the name of something.
pub(super) const FIELDS: &[&str] = &[
    "att", "attr", "attribute", "param", "parameter", "field", "header", "property", "prop", "column", "claim", "elt",
    "element", "tag", "opt", "option", "flag", "event", "scope", "grant", "type", "kind", "route", "path", "endpoint",
    "permission", "action", "i18n",
];
/// Words of credentials. A value that has one of them could be a poor one.
const CREDENTIALS: &[&str] = &["secret", "key", "token", "password", "pass", "passwd", "pwd", "jwt", "auth"];

/// Whether a value is two words or more of its name, none of them of a credential: `REMEMBER_ME_COOKIE_KEY = "remember-me"`.
pub(super) fn restates(text: &str, has: impl Fn(&str) -> bool) -> bool {
    let words = words(text.as_bytes());
    words.len() > 1 && words.iter().all(|word| has(word) && !CREDENTIALS.contains(&word.as_str()))
}

/// Whether a constant is the key of an entry in a store, a session or a request: `SESSION_KEY = "user_session"`.
pub(super) fn is_key_of_entry(name: &str, text: &str) -> bool {
    const STORES: [&str; 8] = ["session", "token", "auth", "storage", "cookie", "cache", "user", "context"];
    let name = words(name.as_bytes());
    let [.., store, last] = &name[..] else { return false };
    let joined = text.contains(['_', '-', '.', ':', '/']) && !text.contains(char::is_whitespace);
    last == "key" && STORES.contains(&store.as_str()) && joined && classify(text.as_bytes()) == ValueKind::Words
}

/// Whether a value is words of a longer name without its last one: `adminTokenSecret: admin-token`.
pub(super) fn names_entry(name: &str, text: &str) -> bool {
    let (name, text) = (words(name.as_bytes()), words(text.as_bytes()));
    let Some((last, before)) = name.split_last() else { return false };
    let is_entry = matches!(last.as_str(), "secret" | "key") && before.len() >= text.len() && before.len() > 1;
    is_entry && !text.is_empty() && text.iter().all(|word| before.contains(word) && word != last)
}

/// `***`, `[REDACTED]`: what code puts in the place of a value that it hides.
pub(super) fn is_mask(text: &str) -> bool {
    let core = text.trim_matches(|c: char| "*•●[]<>(){} .x_-".contains(c)).to_ascii_lowercase();
    ["", "redacted", "masked", "hidden", "filtered", "sanitized", "removed", "omitted"].contains(&core.as_str())
}

/// `MAILER_PASSWORD`, `key:session:token`, `errors.password.invalid`, `auth.invalidPassword`: `x-worker-secret`: the name of
/// a variable, an entry, a text or a header.
pub(super) fn is_identifier(text: &str) -> bool {
    let name = |part: &str| {
        part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
    };
    let capitals = text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let camel = |part: &str| part.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let dotted = || {
        let parts = text.split('.');
        parts.clone().all(name) && (parts.clone().count() > 2 || text.contains('.') && parts.clone().any(camel))
    };
    let header = || text.starts_with("x-") && text[2..].split('-').all(name);
    capitals || header() || text.contains(':') && text.split(':').all(name) || dotted()
}
