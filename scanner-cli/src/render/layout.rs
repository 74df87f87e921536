//! Words into lines, numbers into words.

use indicatif::{HumanBytes, HumanCount};
use std::time::Duration;

/// Breaks a text at spaces into indented lines of at most `width` columns; a longer word has a line of its own.
pub(super) fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut column = width;
        for word in paragraph.split_whitespace() {
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
        ];
        for (text, lines) in cases {
            assert_eq!(wrap(text, "  ", 10), lines);
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
