//! Text helpers shared by the line-based parsers. All positions are byte offsets on character boundaries.

use std::ops::Range;

/// The start of a text after its byte order mark.
pub(super) fn start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The end of the line at `at`, before its line feed.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length)
}

/// The first position from `at` on that is neither a blank nor a tab.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count()
}

/// The range without white space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// The lines of a part of a text, without their line feeds.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = next;
        let end = (start < range.end).then(|| line_end(text, start).min(range.end))?;
        next = end + 1;
        Some(start..end)
    })
}

/// The length of the key at `at`: letters, digits and `_.-`.
pub(super) fn key_length(text: &str, at: usize) -> usize {
    text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte)).count()
}

/// The end of an unquoted value, before a comment, which ` #` starts.
pub(super) fn bare_end(text: &str, range: Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let starts_comment = |at: usize| at == range.start || b" \t".contains(&bytes[at - 1]);
    let comment =
        memchr::memchr_iter(b'#', &bytes[range.clone()]).map(|at| range.start + at).find(|at| starts_comment(*at));
    comment.unwrap_or(range.end)
}

/// A string with the escapes replaced that most languages share; others stay as they are.
pub(super) fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, false) => text.push(character),
            (_, true) => match characters.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('\n') | None => {}
                Some(escaped @ ('"' | '\'' | '\\' | '`' | '$' | '/')) => text.push(escaped),
                Some(other) => text.extend(['\\', other]),
            },
        }
    }
    text
}
