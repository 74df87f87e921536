//! Word splitting of command lines, and the assignments among the words: `KEY="a b" OTHER=c`.

use std::ops::Range;

/// Maximum length of an expansion. A longer one is treated as plain text, which bounds the cost of finding its end.
const MAX_EXPANSION_BYTES: usize = 1024;

/// Word separators in addition to blanks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// None; a line feed is a blank.
    Blank,
    /// A comma, as in supervisor's `environment`.
    Comma,
    /// Shell operators and line feeds, which are words themselves.
    Shell,
}

/// The next word of `text[range]`, quotes and expansions included.
pub(super) fn next(text: &str, range: Range<usize>, separator: Separator) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start;
    loop {
        match bytes.get(at)? {
            b'\\' if continues(bytes, at) => at = memchr::memchr(b'\n', &bytes[at..])? + at + 1,
            b'\n' if separator == Separator::Shell => return Some(at..at + 1),
            b',' if separator == Separator::Comma => at += 1,
            b'#' if separator == Separator::Shell || starts_line(&bytes[range.start..at]) => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
            }
            byte if byte.is_ascii_whitespace() => at += 1,
            b';' | b'&' | b'|' | b'(' | b')' if separator == Separator::Shell => return Some(at..at + 1),
            _ => return Some(at..word_end(bytes, at, separator)),
        }
    }
}

/// Whether a new line, other than the first, starts after these bytes.
fn starts_line(before: &[u8]) -> bool {
    before.trim_ascii_end().len() < before.len() && before[before.trim_ascii_end().len()..].contains(&b'\n')
}

/// Whether a backslash or a backtick joins the line with the next.
fn continues(bytes: &[u8], at: usize) -> bool {
    let rest = bytes[at + 1..].trim_ascii_start();
    let skipped = &bytes[at + 1..bytes.len() - rest.len()];
    skipped.contains(&b'\n') || rest.is_empty()
}

fn word_end(bytes: &[u8], mut at: usize, separator: Separator) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if at + 1 < bytes.len() && !continues(bytes, at) => at += 2,
            b'\\' => return at,
            b'\'' => at = close(bytes, at, b'\'', false),
            b'"' => at = close(bytes, at, b'"', true),
            b'`' if separator == Separator::Shell => at = close(bytes, at, b'`', true),
            b'$' if matches!(bytes.get(at + 1), Some(b'{' | b'(')) => at = balanced(bytes, at + 1),
            byte if byte.is_ascii_whitespace() => return at,
            b',' if separator == Separator::Comma => return at,
            b';' | b'&' | b'|' | b')' if separator == Separator::Shell => return at,
            _ => at += 1,
        }
        // Stepping over an escaped or quoted byte may end inside a longer character.
        while at < bytes.len() && bytes[at] & 0xC0 == 0x80 {
            at += 1;
        }
    }
    bytes.len()
}

/// The position after the quote that closes the one at `at`; if it is unclosed, the position after the opening quote.
fn close(bytes: &[u8], at: usize, quote: u8, escapes: bool) -> usize {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != quote {
        end += if escapes && bytes[end] == b'\\' { 2 } else { 1 };
    }
    if end < bytes.len() { end + 1 } else { at + 1 }
}

/// The position after the bracket that closes the one at `at`.
fn balanced(bytes: &[u8], at: usize) -> usize {
    let (open, shut) = if bytes[at] == b'{' { (b'{', b'}') } else { (b'(', b')') };
    let mut depth = 0;
    for (offset, byte) in bytes[at..].iter().take(MAX_EXPANSION_BYTES).enumerate() {
        depth += usize::from(*byte == open);
        if *byte == shut {
            depth -= 1;
            if depth == 0 {
                return at + offset + 1;
            }
        }
    }
    at + 1
}

/// An assignment `KEY=value` in a word: the spans of key and value, and the value as the program reads it.
pub(super) struct Pair {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) text: String,
}

/// Parses a word as an assignment. Quotes may surround the value or the whole word.
pub(super) fn pair(text: &str, word: Range<usize>) -> Option<Pair> {
    let word = inside_quotes(text, word);
    let raw = &text[word.clone()];
    let operator = raw.find('=')?;
    let key = raw[..operator].strip_suffix('+').unwrap_or(&raw[..operator]);
    let named = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !named || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
        return None;
    }
    let (value, text) = unquote(text, word.start + operator + 1..word.end);
    Some(Pair { key: word.start..word.start + key.len(), value, text })
}

/// The range of a word without quotes that surround all of it.
fn inside_quotes(text: &str, word: Range<usize>) -> Range<usize> {
    let raw = text[word.clone()].as_bytes();
    match raw.first() {
        Some(quote @ (b'"' | b'\'')) if raw.len() > 1 && close(raw, 0, *quote, *quote == b'"') == raw.len() => {
            if raw.last() == Some(quote) { word.start + 1..word.end - 1 } else { word }
        }
        _ => word,
    }
}

/// The span of a value without its quotes, and its text without quotes and escapes.
pub(super) fn unquote(text: &str, range: Range<usize>) -> (Range<usize>, String) {
    let inner = inside_quotes(text, range.clone());
    let literal = inner != range && text[range.clone()].starts_with('\'');
    let raw = &text[inner.clone()];
    if literal || !raw.contains(['\\', '"', '\'']) {
        return (inner, raw.to_owned());
    }
    let (mut plain, mut quote) = (String::with_capacity(raw.len()), None);
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quote != Some('\'') => plain.extend(characters.next().filter(|next| *next != '\n')),
            '"' | '\'' if inner == range && quote.is_none() => quote = Some(character),
            _ if quote == Some(character) => quote = None,
            _ => plain.push(character),
        }
    }
    (inner, plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, separator: Separator) -> Vec<&str> {
        let mut at = 0;
        let step = || {
            let word = next(text, at..text.len(), separator)?;
            at = word.end;
            Some(&text[word])
        };
        std::iter::from_fn(step).collect()
    }

    #[test]
    fn words() {
        for (text, separator, expected) in [
            ("A=1 B=\"x y\"  'C=z w'", Separator::Blank, vec!["A=1", "B=\"x y\"", "'C=z w'"]),
            ("A=1 \\\n  B=2 \\", Separator::Blank, vec!["A=1", "B=2"]),
            ("A=1 \\\n # C=3\n  B=#2 #4", Separator::Blank, vec!["A=1", "B=#2", "#4"]),
            ("A=\"x\",B=y", Separator::Comma, vec!["A=\"x\"", "B=y"]),
            ("a&&b;c # d\ne", Separator::Shell, vec!["a", "&", "&", "b", ";", "c", "\n", "e"]),
            ("A=$(cat 'x y') B=${X:-a b}", Separator::Shell, vec!["A=$(cat 'x y')", "B=${X:-a b}"]),
            ("A='open B=ü\\ü", Separator::Blank, vec!["A='open", "B=ü\\ü"]),
        ] {
            assert_eq!(all(text, separator), expected, "{text}");
        }
    }

    #[test]
    fn pairs() {
        for (word, expected) in [
            ("A=1", Some(("A", "1", "1"))),
            ("A=\"x y\"", Some(("A", "x y", "x y"))),
            ("\"A=x y\"", Some(("A", "x y", "x y"))),
            ("A=\"a\\\"b\"", Some(("A", "a\\\"b", "a\"b"))),
            ("A=a'b c'd", Some(("A", "a'b c'd", "ab cd"))),
            ("A=", Some(("A", "", ""))),
            ("A='$X\\n'", Some(("A", "$X\\n", "$X\\n"))),
            ("--a=b", None),
            ("a", None),
        ] {
            let found = pair(word, 0..word.len());
            let found = found.as_ref().map(|pair| (&word[pair.key.clone()], &word[pair.value.clone()], &*pair.text));
            assert_eq!(found, expected, "{word}");
        }
    }
}
