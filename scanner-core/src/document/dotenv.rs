//! Parser of env files: `KEY=value` lines, as the loaders of most languages read them.
//!
//! Loaders disagree. A value is what the file's loader gets, by its [`EnvDialect`]; where that is not known, what it was most
//! likely meant to be: spaces around `=` are allowed, a quoted value can span several lines, and ` #` after an unquoted
//! value starts a comment.

use super::{
    node::{Entry, Node, Style, Value},
    text::{bare_end, key_length, line_end, skip_blanks, start, trim},
};
use crate::context::{EnvDialect, Quotes};
use std::ops::Range;

/// Maximum length of a quoted value; a longer one means that the quote was never closed.
const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Parses all lines that set a key. Loaders skip other lines, so they are not errors.
pub(super) fn parse(text: &str, dialect: &EnvDialect) -> Node {
    let entries = entries(text, start(text)..text.len(), dialect);
    Node { span: 0..text.len(), value: Value::Mapping(entries) }
}

/// The assignments in a part of a text.
pub(super) fn entries(text: &str, range: Range<usize>, dialect: &EnvDialect) -> Vec<Entry> {
    let text = &text[..range.end];
    let mut entries = Vec::new();
    let mut at = range.start;
    while at < text.len() {
        at = match assignment(text, at, dialect) {
            Some((entry, end)) => {
                entries.push(entry);
                end
            }
            None => line_end(text, at),
        };
        at += 1;
    }
    entries
}

/// The assignment in the line that starts at `at`, and the end of its last line.
fn assignment(text: &str, at: usize, dialect: &EnvDialect) -> Option<(Entry, usize)> {
    let mut at = skip_blanks(text, at);
    for word in ["export", "set", "SET"] {
        let rest = &text[at..];
        if rest.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
            at = skip_blanks(text, at + word.len());
        }
    }
    let key_span = at..at + key_length(text, at);
    let operator = skip_blanks(text, key_span.end);
    let assigns = match text.as_bytes().get(operator)? {
        b'=' => true,
        b':' => text.as_bytes().get(operator + 1) == Some(&b' '),
        _ => false,
    };
    if key_span.is_empty() || !assigns {
        return None;
    }
    let (value, end) = value(text, skip_blanks(text, operator + 1), dialect);
    Some((Entry { key: text[key_span.clone()].to_owned(), key_span, value }, end))
}

/// The value at `at`, and the end of its last line.
fn value(text: &str, at: usize, dialect: &EnvDialect) -> (Node, usize) {
    let has_quotes = dialect.quotes == Quotes::Removed;
    let quote = text.as_bytes().get(at).copied().filter(|byte| has_quotes && b"'\"`".contains(byte));
    if let Some(quote) = quote
        && let Some(span) = quoted(text, at, quote)
    {
        let raw = &text[span.clone()];
        let end = line_end(text, span.end);
        return match quote {
            b'"' => (Node::scalar(span.clone(), unescape(raw), Style::Quoted), end),
            _ => (Node::scalar(span.clone(), raw, Style::Literal), end),
        };
    }
    let end = line_end(text, at);
    let start = at + usize::from(quote.is_some());
    let span = trim(text, start..unquoted_end(text, start..end, dialect));
    (Node::scalar(span.clone(), &text[span], Style::Plain), end)
}

/// The end of an unquoted value, before a comment.
fn unquoted_end(text: &str, range: Range<usize>, dialect: &EnvDialect) -> usize {
    match dialect {
        EnvDialect { cuts_at_hash: true, .. } => {
            memchr::memchr(b'#', &text.as_bytes()[range.clone()]).map_or(range.end, |length| range.start + length)
        }
        EnvDialect { has_comments_behind: true, .. } => bare_end(text, range),
        _ => range.end,
    }
}

/// The text between the quotes, if only a comment follows the closing quote.
fn quoted(text: &str, at: usize, quote: u8) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = at + 1;
    let mut end = start;
    let limit = bytes.len().min(start + MAX_VALUE_BYTES);
    while end < limit && bytes[end] != quote {
        end += if bytes[end] == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    let rest = text.get(end + 1..line_end(text, (end + 1).min(text.len())))?.trim_start();
    let closed = bytes.get(end) == Some(&quote);
    (closed && (rest.is_empty() || rest.starts_with('#'))).then_some(start..end)
}

/// The text with the escapes replaced that loaders support in double quotes; others stay as they are.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(escaped @ ('"' | '\\' | '$' | '\'' | '`')) => text.push(escaped),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_lines() {
        for (text, expected) in [
            ("A=1\nB = two words # note\n", vec![("A", "1"), ("B", "two words")]),
            ("\u{feff}A=1\r\nB=2\r\n", vec![("A", "1"), ("B", "2")]),
            ("export A='x # y' # z", vec![("A", "x # y")]),
            ("A=\"x\\n\\\"y\\\"\"", vec![("A", "x\n\"y\"")]),
            ("A=\"one\ntwo\"\nB=`x`", vec![("A", "one\ntwo"), ("B", "x")]),
            ("A=\"open\nB=\"x\"", vec![("A", "open"), ("B", "x")]),
            ("A=\nB=\"\"\nC= # none", vec![("A", ""), ("B", ""), ("C", "")]),
            ("#A=1\n# B=2\nA: yes\nno assignment\n", vec![("A", "yes")]),
            ("A=p#ss${B:-x}", vec![("A", "p#ss${B:-x}")]),
        ] {
            let root = parse(text, &EnvDialect::COMMON);
            let found: Vec<_> =
                root.entries().iter().map(|entry| (&*entry.key, entry.value.text().unwrap_or("?"))).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
    #[test]
    fn values_are_what_the_loader_gets() {
        use crate::context::Loader::{Compose, DjangoEnviron, Docker, NpmDotenv, PythonDotenv, Systemd};
        for (text, loader, expected) in [
            ("A=ab#cd", NpmDotenv, "ab"),
            ("A=ab#cd", PythonDotenv, "ab#cd"),
            ("A=ab#cd", Compose, "ab#cd"),
            ("A=ab # cd", NpmDotenv, "ab"),
            ("A=ab # cd", Compose, "ab"),
            ("A=ab # cd", DjangoEnviron, "ab # cd"),
            ("A=ab # cd", Systemd, "ab # cd"),
            ("A=\"ab\"", Docker, "\"ab\""),
            ("A=\"ab#cd\"", NpmDotenv, "ab#cd"),
        ] {
            let root = parse(text, loader.dialect());
            assert_eq!(root.entries()[0].value.text(), Some(expected), "{text} {loader}");
        }
    }
}
