//! Tokens that a page keeps where every script on it can read them.

use super::{
    syntax::{Group, LONGEST, is_name, string},
    {Call, Candidate, Reach, Specificity},
};
use crate::model::words;
use std::ops::Range;

pub(in super::super) const REACH: Reach = Reach::bytes(64, LONGEST);

/// `localStorage.setItem('token', ...)`, `localStorage.token = ...` and `Cookies.set('token', ...)`.
pub(in super::super) fn readable(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let inside = hit.start.checked_sub(1).is_some_and(|before| is_name(text[before]));
    if inside {
        return;
    }
    let name = match text[hit.end - 1] {
        b'(' => Group::at(text, hit.end - 1).and_then(|group| named_in(&group)),
        b'[' => Group::at(text, hit.end - 1)
            .filter(|group| is_set(text, group.span.end))
            .and_then(|group| promising(group.part(0))),
        _ => {
            let length = text[hit.end..].iter().take(60).take_while(|byte| is_name(**byte)).count();
            let end = hit.end + length;
            if &text[hit.end..end] == b"setItem" {
                Group::at(text, end).and_then(|group| named_in(&group))
            } else {
                is_set(text, end).then(|| promising(&text[hit.end..end])).flatten()
            }
        }
    };
    let Some(name) = name else { return };
    let mut candidate = Candidate::new(rule, hit, Specificity::Generic);
    candidate.message = Some(format!("`{name}` is kept where every script of the page can read it"));
    candidate.identity = Some(name);
    call.claim(candidate);
}

/// Of a key and a value, the one that says that a token is kept.
fn named_in(group: &Group<'_>) -> Option<String> {
    if group.parts.len() < 2 || matches!(group.part(1), b"''" | b"\"\"" | b"null" | b"undefined") {
        return None;
    }
    let key = promising(group.part(0));
    let other = string(group.part(0)).is_some_and(|key| refuses(&words(key)));
    key.or_else(|| promising(group.part(1)).filter(|_| !other))
}

/// Whether a value is set: `=`, but not `==`.
fn is_set(text: &[u8], end: usize) -> bool {
    let rest = text[end.min(text.len())..text.len().min(end + 8)].trim_ascii_start();
    rest.starts_with(b"=") && rest.get(1).is_some_and(|next| !matches!(next, b'=' | b'>'))
}

/// A name or a text that promises a credential.
fn promising(part: &[u8]) -> Option<String> {
    let name = string(part).unwrap_or(part);
    let plain =
        !name.is_empty() && name.len() <= 60 && name.iter().all(|byte| is_name(*byte) || b".-:@/?!".contains(byte));
    let words = words(name);
    let promises = words.iter().any(|word| {
        matches!(word.as_str(), "token" | "jwt" | "password" | "accesstoken" | "authtoken" | "refreshtoken" | "bearer")
    });
    (plain && promises && !refuses(&words)).then(|| String::from_utf8_lossy(name).into_owned())
}

/// What is no credential of the user, or says something of one.
fn refuses(words: &[String]) -> bool {
    const NOT: [&str; 20] = [
        "csrf", "xsrf", "fcm", "device", "push", "expires", "expiry", "expiration", "exp", "expire", "count", "type",
        "has", "is", "length", "usage", "limit", "max", "notification", "address",
    ];
    words.iter().any(|word| NOT.contains(&word.as_str()))
        || words.last().is_some_and(|last| matches!(last.as_str(), "time" | "at" | "date" | "id" | "name" | "symbol"))
}
