//! Tokens that a page keeps where every script on it can read them.

use super::{Match, Source, matched, source::is_name};
use crate::{
    document::code::{Group, unquoted},
    model::words,
};
use std::ops::Range;

/// The longest name of a member or a key.
const MAX_NAME_BYTES: usize = 60;

/// `localStorage.setItem('token', ...)`, `localStorage.token = ...` and `Cookies.set('token', ...)`.
pub(super) fn readable(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    if source.is_inside_name(hit.start) {
        return None;
    }
    let code = source.code();
    let name = match source.bytes()[hit.end - 1] {
        b'(' => named_in(&code.group_at(hit.end - 1)?)?,
        b'[' => {
            let group = code.group_at(hit.end - 1).filter(|group| is_set(source, group.span().end))?;
            promising(group.part(0))?
        }
        _ => {
            let length = source.behind(hit.end, MAX_NAME_BYTES).iter().take_while(|byte| is_name(**byte)).count();
            match &source.text[hit.end..hit.end + length] {
                "setItem" => named_in(&code.group_at(hit.end + length)?)?,
                member => promising(member).filter(|_| is_set(source, hit.end + length))?,
            }
        }
    };
    let mut found = matched(rule, hit);
    found.message(format!("`{name}` is stored where every script on the page can read it")).subject(name);
    Some(found)
}

/// Of a key and a value, the one that says that a token is kept.
fn named_in<'a>(group: &Group<'_, 'a>) -> Option<&'a str> {
    if group.len() < 2 || matches!(group.part(1), "''" | "\"\"" | "null" | "undefined") {
        return None;
    }
    let other = unquoted(group.part(0)).is_some_and(|key| refuses(&words(key.as_bytes())));
    promising(group.part(0)).or_else(|| promising(group.part(1)).filter(|_| !other))
}

/// Whether a value is set: `=`, but not `==`.
fn is_set(source: &Source<'_>, end: usize) -> bool {
    let rest = source.behind(end, 8).trim_ascii_start();
    rest.starts_with(b"=") && rest.get(1).is_some_and(|next| !matches!(next, b'=' | b'>'))
}

/// A name or a text that promises a credential.
fn promising(part: &str) -> Option<&str> {
    let name = unquoted(part).unwrap_or(part);
    let plain = (1..=MAX_NAME_BYTES).contains(&name.len())
        && name.bytes().all(|byte| is_name(byte) || b".-:@/?!".contains(&byte));
    let words = words(name.as_bytes());
    let promises = words.iter().any(|word| {
        matches!(word.as_str(), "token" | "jwt" | "password" | "accesstoken" | "authtoken" | "refreshtoken" | "bearer")
    });
    (plain && promises && !refuses(&words)).then_some(name)
}

/// Whether a name is of something else than a user's credential, or of a property of one.
fn refuses(words: &[String]) -> bool {
    const NOT: [&str; 20] = [
        "csrf", "xsrf", "fcm", "device", "push", "expires", "expiry", "expiration", "exp", "expire", "count", "type",
        "has", "is", "length", "usage", "limit", "max", "notification", "address",
    ];
    words.iter().any(|word| NOT.contains(&word.as_str()))
        || words.last().is_some_and(|last| matches!(last.as_str(), "time" | "at" | "date" | "id" | "name" | "symbol"))
}
