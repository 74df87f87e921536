//! Tokens that a page keeps where every script on it can read them.

use super::{
    Match, Source, matched, persisted,
    source::is_name,
    token_name::{MAX_NAME_BYTES, promising, refuses},
};
use crate::{
    document::code::{Group, unquoted},
    model::words,
};
use std::ops::Range;

/// The longest object of keys that is looked at, in tokens.
const MAX_OBJECT_TOKENS: usize = 4000;

/// `localStorage.setItem('token', ...)`, `localStorage.token = ...`, `Cookies.set('token', ...)`, and stores that a library keeps
/// there.
pub(super) fn readable(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    if source.is_inside_name(hit.start) {
        return None;
    }
    let code = source.code();
    let name = match source.bytes()[hit.end - 1] {
        b'(' => match &source.text[hit.clone()] {
            "Cookies.set(" => named_in(source, &code.group_at(hit.end - 1)?)?,
            called => persisted::token(source, called, hit.end - 1)?,
        },
        b'[' => {
            let group = code.group_at(hit.end - 1).filter(|group| is_set(source, group.span().end))?;
            promising(group.part(0))?
        }
        _ => {
            let length = source.behind(hit.end, MAX_NAME_BYTES).iter().take_while(|byte| is_name(**byte)).count();
            match &source.text[hit.end..hit.end + length] {
                "setItem" => named_in(source, &code.group_at(hit.end + length)?)?,
                member => promising(member).filter(|_| is_set(source, hit.end + length))?,
            }
        }
    };
    let mut found = matched(rule, hit);
    found.message(format!("`{name}` is stored where every script on the page can read it")).subject(name);
    Some(found)
}

/// Of a key and a value, the one that says that a token is kept.
fn named_in<'a>(source: &Source<'a>, group: &Group<'_, 'a>) -> Option<&'a str> {
    if group.len() < 2 || matches!(group.part(1), "''" | "\"\"" | "null" | "undefined") {
        return None;
    }
    let key = group.part(0);
    let text = unquoted(key).or_else(|| text_of(source, group));
    let other = text.is_some_and(|text| refuses(&words(text.as_bytes())));
    let named = promising(key).or_else(|| text.and_then(promising)).filter(|_| !other);
    named.or_else(|| promising(group.part(1)).filter(|_| !other))
}

/// The text of a key that is a constant of the file: `KEY`, or `KEYS.access`.
fn text_of<'a>(source: &Source<'a>, group: &Group<'_, 'a>) -> Option<&'a str> {
    let code = source.code();
    let at = code.token_at(group.part_span(0)?.start)?;
    let (key, name) = (group.part(0), code.word(at));
    if key == name {
        return source.constants().literal(name, at).map(|text| code.inner_text(text));
    }
    let member = key.strip_prefix(name)?.strip_prefix('.')?;
    let mut object = source.constants().literal_group(name, at)?.take(MAX_OBJECT_TOKENS);
    let value = object.find(|token| code.name(*token) == member && code.sign(token + 1) == ":")? + 2;
    code.is_text(value).then(|| code.inner_text(value))
}

/// Whether a value is set: `=`, but not `==`.
fn is_set(source: &Source<'_>, end: usize) -> bool {
    let rest = source.behind(end, 8).trim_ascii_start();
    rest.starts_with(b"=") && rest.get(1).is_some_and(|next| !matches!(next, b'=' | b'>'))
}
