//! The statements of SQL, as far as what they are.

use std::ops::Range;

/// Words of a statement that are kept.
const MAX_WORDS: usize = 12;

/// A statement: its place, and its first words in capitals.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::evidence) struct Statement {
    pub(in crate::evidence) span: Range<usize>,
    pub(in crate::evidence) words: Vec<String>,
}

impl Statement {
    /// Whether some words follow each other.
    pub(in crate::evidence) fn has(&self, words: &[&str]) -> bool {
        self.words.windows(words.len()).any(|window| window.iter().eq(words))
    }
}

/// The statements of a text. Comments and strings are no words.
pub(in crate::evidence) fn statements(text: &str) -> Vec<Statement> {
    let bytes = text.as_bytes();
    let (mut found, mut words, mut start, mut last, mut at) = (Vec::new(), Vec::new(), 0, 0, 0);
    while at < bytes.len() {
        let from = at;
        match bytes[at] {
            b'-' if bytes[at..].starts_with(b"--") => at = line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => at = behind(bytes, at + 2, b"*/"),
            quote @ (b'\'' | b'"' | b'`') => at = behind(bytes, at + 1, &[quote]),
            b';' => {
                finish(&mut found, &mut words, start..last);
                at += 1;
            }
            byte if is_word(byte) => {
                at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                if words.is_empty() {
                    start = from;
                }
                if words.len() < MAX_WORDS {
                    words.push(text[from..at].to_uppercase());
                }
                last = at;
            }
            _ => at += 1,
        }
    }
    finish(&mut found, &mut words, start..last);
    found
}

fn finish(found: &mut Vec<Statement>, words: &mut Vec<String>, span: Range<usize>) {
    if !words.is_empty() {
        found.push(Statement { span, words: std::mem::take(words) });
    }
}

/// Bytes of longer characters are part of words.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length)
}

fn behind(bytes: &[u8], at: usize, end: &[u8]) -> usize {
    memchr::memmem::find(&bytes[at..], end).map_or(bytes.len(), |length| at + length + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_cut() {
        let text =
            "-- CREATE INDEX a;\ncreate unique index \"x;\" on t (ü);\n/* drop; */ ;\nALTER TABLE t ADD COLUMN 'b;'";
        let found = statements(text);
        let shown: Vec<String> = found.iter().map(|one| one.words.join(" ")).collect();
        assert_eq!(shown, ["CREATE UNIQUE INDEX ON T Ü", "ALTER TABLE T ADD COLUMN"]);
        assert_eq!(&text[found[0].span.clone()], "create unique index \"x;\" on t (ü");
        assert!(found[0].has(&["UNIQUE", "INDEX"]) && !found[0].has(&["CREATE", "INDEX"]));
        assert_eq!(statements("'open ü"), []);
    }
}
