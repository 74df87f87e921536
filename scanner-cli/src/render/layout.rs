//! Words into lines, numbers into words.

use indicatif::{HumanBytes, HumanCount};
use std::time::Duration;

/// Breaks a text at spaces into indented lines of at most `width` columns. Words are never broken, nor is text in
/// backticks: a longer one has a line of its own.
pub(super) fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut column = width;
        for word in words(paragraph) {
            let length = word.chars().count();
            if column + 1 + length > width {
                out.push_str(if out.is_empty() { "" } else { "\n" });
                out.push_str(indent);
                column = indent.len() + length;
            } else {
                out.push(' ');
                column += 1 + length;
            }
            out.push_str(word);
        }
    }
    out
}

/// The words of a paragraph; code in backticks counts as part of one.
fn words(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    let is_space = move |c: char| {
        is_code ^= c == '`';
        c.is_whitespace() && !is_code
    };
    paragraph.split(is_space).map(str::trim).filter(|word| !word.is_empty())
}

/// The first sentence of a text, without what ends it.
pub(super) fn first_sentence(text: &str) -> &str {
    let mut is_code = false;
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        match c {
            '`' => is_code = !is_code,
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' if at > 0 => return text[..at].trim_end_matches('.'),
            '.' | '!' if !is_code && depth <= 0 && starts_sentence(&text[at + 1..]) => return &text[..at],
            _ => {}
        }
    }
    text.trim_end_matches('.')
}

/// A blank, and then a capital or code: the sentence goes on behind `e.g.`.
fn starts_sentence(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next() == Some(' ') && chars.next().is_some_and(|c| c.is_uppercase() || c == '`')
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", HumanCount(number as u64))
}

/// `12.34 MiB`.
pub(super) fn bytes(number: u64) -> String {
    HumanBytes(number).to_string()
}

/// `3 ms`, `1.24 s`, `2 min 5 s`.
pub(super) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.2} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_words_whole() {
        let cases = [
            ("", ""),
            ("one", "  one"),
            ("one two three", "  one two\n  three"),
            ("https://example.com/a/b x", "  https://example.com/a/b\n  x"),
            ("a\nb", "  a\n  b"),
            ("a `b c d e` f", "  a\n  `b c d e`\n  f"),
            ("a `b c", "  a `b c"),
        ];
        for (text, lines) in cases {
            assert_eq!(wrap(text, "  ", 10), lines);
        }
    }

    #[test]
    fn sentences_end_before_the_next_one() {
        for (text, sentence) in [
            ("Revoke it. Then rotate.", "Revoke it"),
            ("Use a port, e.g. 80. Or none.", "Use a port, e.g. 80"),
            ("Set `a. B` (see docs. Really) now. More.", "Set `a. B` (see docs. Really) now"),
            ("See https://example.com/a.b.", "See https://example.com/a.b"),
            ("Node.js 20 is new", "Node.js 20 is new"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), sentence);
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(1200, "file"), "1,200 files");
        assert_eq!(duration(Duration::from_millis(7)), "7 ms");
        assert_eq!(duration(Duration::from_millis(1236)), "1.24 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
    }
}
