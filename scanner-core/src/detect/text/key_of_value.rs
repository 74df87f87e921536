//! The name that a value is given, whichever rule found the value.

use super::assignment;
use crate::value::{ValueKind, classify};
use std::ops::Range;

/// Names are looked for this many bytes before a value, and on this many lines.
const LOOKBACK_BYTES: usize = 300;
const MAX_LINES: usize = 4;
/// Words that only introduce a value, and types between a name and it; the name comes before them.
const NO_NAMES: [&[u8]; 11] =
    [b"value", b"default", b"content", b"data", b"http", b"https", b"or", b"str", b"string", b"secretstr", b"none"];

/// The place of the name for the value at `value`: the nearest whose value it is in full, or else the furthest
/// whose value holds it, as `DATABASE_URL` does a password.
pub fn key_of_value(text: &[u8], value: &Range<usize>) -> Option<Range<usize>> {
    let mut holder = None;
    for word in words_before(text, value.start) {
        let Some(found) = assignment::parse(text, word, false) else { continue };
        let name = trimmed(text, found.name);
        let holds = found.value.start <= value.start && value.end <= found.value.end && name.end <= value.start;
        if !holds || !is_name(&text[name.clone()]) {
            continue;
        }
        if found.value == *value {
            return Some(name);
        }
        holder = Some(name);
    }
    holder
}

/// The words before a place, the nearest first.
fn words_before(text: &[u8], end: usize) -> impl Iterator<Item = Range<usize>> {
    let reach = &text[end.saturating_sub(LOOKBACK_BYTES)..end];
    let line = memchr::memrchr_iter(b'\n', reach).nth(MAX_LINES - 1).map_or(0, |at| at + 1);
    let start = end - reach.len() + line;
    let mut at = end;
    std::iter::from_fn(move || {
        while at > start && !is_word(text[at - 1]) {
            at -= 1;
        }
        let last = at;
        while at > start && is_word(text[at - 1]) {
            at -= 1;
        }
        (at < last).then_some(at..last)
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte == b'.'
}

/// Without the dashes of an option and the dots of a member.
fn trimmed(text: &[u8], name: Range<usize>) -> Range<usize> {
    let is_edge = |byte: &u8| matches!(byte, b'-' | b'.');
    let before = text[name.clone()].iter().take_while(|byte| is_edge(byte)).count();
    let behind = text[name.start + before..name.end].iter().rev().take_while(|byte| is_edge(byte)).count();
    name.start + before..name.end - behind
}

/// Whether a name can be shown: it is one, and no random characters, which could be another secret.
fn is_name(name: &[u8]) -> bool {
    name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && std::str::from_utf8(name).is_ok()
        && !NO_NAMES.contains(&&name.to_ascii_lowercase()[..])
        && !matches!(classify(name), ValueKind::Random | ValueKind::Uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<&str> {
        let start = text.find("v1x").expect("the value");
        key_of_value(text.as_bytes(), &(start..start + 3)).map(|name| &text[name])
    }

    #[test]
    fn values_have_keys() {
        for (text, name) in [
            ("DB_PASSWORD=v1x", Some("DB_PASSWORD")),
            ("# x=1\nexport API_KEY='v1x' # old", Some("API_KEY")),
            ("const client = new Client({ apiKey: \"v1x\" })", Some("apiKey")),
            ("connect(host=\"a\", password=\"v1x\")", Some("password")),
            ("connect(token=v1x)", Some("token")),
            ("DATABASE_URL=postgres://user:v1x@host/db", Some("DATABASE_URL")),
            ("\"url\": \"https://host/path?key=v1x\"", Some("key")),
            ("- name: MAIL_TOKEN\n  value: v1x", Some("MAIL_TOKEN")),
            ("variable \"key\" {\n  type = string\n  default = \"v1x\"\n}", Some("key")),
            ("tool --token v1x", Some("token")),
            ("os.environ[\"SECRET\"] = \"v1x\"", Some("SECRET")),
            ("    SECRET_KEY: str = \"v1x\"", Some("SECRET_KEY")),
            ("const apiKey: string = 'v1x'", Some("apiKey")),
            ("KEY = os.environ.get(\"A_KEY\") or \"v1x\"", Some("KEY")),
            ("the value is v1x", None),
            ("v1x", None),
            ("value: v1x", None),
            ("q7w9e2r5t8y1u4i6o3p0: v1x", None),
            ("A=1\n\n\n\n\n\nv1x", None),
        ] {
            assert_eq!(named(text), name, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn stands_before_its_value(text in "[a-z'\"=:(){}.\n -]{0,80}", at in 0..80usize, length in 0..20usize) {
            let start = at.min(text.len());
            let value = start..(start + length).min(text.len());
            if let Some(name) = key_of_value(text.as_bytes(), &value) {
                proptest::prop_assert!(name.start < name.end && name.end <= value.start);
            }
        }
    }
}
