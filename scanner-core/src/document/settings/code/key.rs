//! Keys that source code gives a value to: `a.b = `, `a: `, `'a' => `, `a: Type = `.

use crate::document::code::{Code, Entry, Kind, is_link};
use std::ops::Range;

/// A type between a name and its value has at most this many tokens.
const MAX_TYPE_TOKENS: usize = 16;

/// A key, and where its value starts.
pub(super) struct Key {
    /// The tokens of the target, `a.b` or `'a'`.
    pub(super) target: Range<usize>,
    /// The token that has the name.
    pub(super) name: usize,
    /// The first token of the value.
    pub(super) value: usize,
}

/// The key that starts at a token.
pub(super) fn at(source: &Code<'_>, at: usize) -> Option<Key> {
    if source.dialect.symbols && source.sign(at) == ":" {
        let symbol = !source.word(at + 1).is_empty() && source.sign(at + 2) == "=>";
        return symbol.then(|| Key { target: at + 1..at + 2, name: at + 1, value: at + 3 });
    }
    if !matches!(source.kind(at), Some(Kind::Word | Kind::Text)) || is_link(source.before(at)) {
        return None;
    }
    let (end, name) = chain(source, at);
    let key = |value| Some(Key { target: at..end, name, value });
    let optional = usize::from(matches!(source.sign(end), "?" | "!") && source.sign(end + 1) == ":");
    let operator = end + optional;
    let single = end == at + 1;
    match source.sign(operator) {
        "=" | ":=" | "||=" | "??=" | "?=" if assigns(source, at, operator) => key(operator + 1),
        "=>" if single && source.dialect.arrows => key(operator + 1),
        ":" => match typed(source, operator + 1).filter(|_| single && !source.is_text(at)) {
            Some(value) => key(value),
            None if single && is_entry(source, at, operator) => key(operator + 1),
            None => None,
        },
        _ => None,
    }
}

/// The end of `a.b['c']`, and the token of its last name.
pub(super) fn chain(source: &Code<'_>, at: usize) -> (usize, usize) {
    let (mut end, mut name) = (at + 1, at);
    if source.is_text(at) {
        return (end, name);
    }
    loop {
        if is_link(source.sign(end)) && !source.word(end + 1).is_empty() {
            name = end + 1;
            end += 2;
        } else if source.sign(end) == "[" && source.behind(end) == end + 3 {
            name = if source.is_text(end + 1) { end + 1 } else { name };
            end += 3;
        } else {
            return (end, name);
        }
    }
}

/// Whether `=` assigns: not for the attributes of markup, which have no blanks around it.
fn assigns(source: &Code<'_>, at: usize, operator: usize) -> bool {
    let spaced = || {
        let blank = source.span(operator).end < source.span(operator + 1).start;
        blank || matches!(source.before(at), "const" | "let" | "var" | ";")
    };
    !source.is_text(at) && (!source.dialect.markup || spaced())
}

/// The start of the value in `name: Type = value`, whose colon is before `at`.
fn typed(source: &Code<'_>, at: usize) -> Option<usize> {
    if !source.dialect.types || source.word(at).is_empty() {
        return None;
    }
    let mut here = at;
    while here < at + MAX_TYPE_TOKENS && !source.is_fresh(here) {
        here = match (source.sign(here), source.kind(here)?) {
            ("=", _) => return Some(here + 1),
            ("[" | "(", _) => source.behind(here),
            ("." | "<" | ">" | "|" | "?" | "&", _) | (_, Kind::Word | Kind::Text) => here + 1,
            _ => return None,
        };
    }
    None
}

/// Whether `name:` is an entry of an object, and no branch of a choice, label or type.
fn is_entry(source: &Code<'_>, at: usize, colon: usize) -> bool {
    let before = source.before(at);
    match source.dialect.entry {
        Entry::InBraces => matches!(before, "{" | ","),
        Entry::Quoted => source.is_text(at) && matches!(before, "{" | ","),
        Entry::Adjacent => !matches!(before, "?" | ":") && source.span(colon - 1).end == source.span(colon).start,
        Entry::InBracket => matches!(before, "{" | "," | "(" | "["),
    }
}

/// The name that a token has, and its place: the last part of a name with dots.
pub(super) fn name<'a>(source: &Code<'a>, token: usize) -> (&'a str, Range<usize>) {
    let span = source.name_span(token);
    let full = &source.text[span.clone()];
    let dotted = !full.contains([' ', '/', '@']) && !full.ends_with('.');
    let start = full.rfind(['.', '$']).filter(|_| dotted).map_or(0, |at| at + 1);
    (&full[start..], span.start + start..span.end)
}

/// The names of a target, joined by dots.
pub(super) fn label(source: &Code<'_>, target: Range<usize>) -> String {
    let mut label = String::new();
    for token in target {
        let part = source.name(token).trim_start_matches('$');
        if part.is_empty() || matches!(part, "this" | "self") {
            continue;
        }
        if !label.is_empty() {
            label.push('.');
        }
        label += part;
    }
    label
}
