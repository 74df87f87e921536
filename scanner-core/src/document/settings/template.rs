//! Literals that replace a missing value in the expressions of templates: `{{ .Values.x | default "literal" }}`,
//! `{{ x | default('literal') }}`, `${{ secrets.X || 'literal' }}`.

use super::expansion::Default;
use std::ops::Range;

/// An expression is not longer.
const MAX_EXPRESSION_BYTES: usize = 512;
/// A value has at most this many expressions; more are not read.
const MAX_EXPRESSIONS: usize = 100;

/// All defaults in the expressions of a value.
pub(super) fn defaults(text: &str, range: Range<usize>) -> impl Iterator<Item = Default> {
    expressions(text, range.clone()).filter_map(move |inner| default(text, inner, &range))
}

/// The places between `{{` and `}}` in a part of a text.
pub(crate) fn expressions(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let starts =
        memchr::memmem::find_iter(raw.as_bytes(), b"{{").map(move |at| range.start + at + 2).take(MAX_EXPRESSIONS);
    starts.filter_map(move |start| {
        let near = &text.as_bytes()[start..range.end.min(start + MAX_EXPRESSION_BYTES)];
        Some(start..start + memchr::memmem::find(near, b"}}")?)
    })
}

fn default(text: &str, inner: Range<usize>, value: &Range<usize>) -> Option<Default> {
    let raw = &text[inner.clone()];
    let (at, operator) = ["default", "||"].iter().find_map(|operator| Some((raw.find(operator)?, *operator)))?;
    let behind = raw[at + operator.len()..].trim_start_matches(['(', ' ']);
    let quote = behind.chars().next().filter(|first| *first == '"' || *first == '\'')?;
    let start = raw.len() - behind.len() + 1;
    let length = raw[start..].find(quote)?;
    let before = raw[..at].trim_end().trim_end_matches('|').trim_end();
    let from = before.trim_end_matches(is_name).len();
    let name = if from < before.len() { from..before.len() } else { name_behind(raw, start + length + 1)? };
    let whole = value.start + 4 >= inner.start && inner.end + 2 == value.end;
    let place = |range: Range<usize>| inner.start + range.start..inner.start + range.end;
    Some(Default { name: place(name), value: place(start..start + length), whole })
}

/// The name in `default "literal" .Values.name`.
fn name_behind(raw: &str, at: usize) -> Option<Range<usize>> {
    let rest = raw[at..].trim_start();
    let start = raw.len() - rest.len();
    let length = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    (length > 0).then_some(start..start + length)
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "._-".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_to_write_a_default() {
        for (text, expected) in [
            ("{{ .Values.a.b | default \"x\" | quote }}", Some((".Values.a.b", "x", true))),
            ("{{ default \"x\" .Values.b }}", Some((".Values.b", "x", true))),
            ("{{ b | default('x', true) }}", Some(("b", "x", true))),
            ("${{ secrets.B || 'x' }}", Some(("secrets.B", "x", true))),
            ("p://{{ u | default('x') }}@h", Some(("u", "x", false))),
            ("{{ lookup('env', 'B') | default('x') }}", None),
            ("{{ .Values.b }}", None),
            ("{{ default \"open }}", None),
            ("{{ b | default", None),
            ("{{¡b || 'x'}}", Some(("b", "x", true))),
            ("{{¡ || 'x'}}", None),
        ] {
            let found = defaults(text, 0..text.len()).next();
            assert_eq!(found.map(|d| (&text[d.name], &text[d.value], d.whole)), expected, "{text}");
        }
    }
}
