//! The variables of an env file, parsed as loaders parse them.
//!
//! Loaders skip lines that they cannot parse. Here each such line is reported, without its text: a variable that was
//! not compared must not look like one that was.

use crate::{
    decode::{Decoded, decode},
    model::Secret,
    value::{ValueKind, classify},
};

/// A parsed env file.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EnvFile {
    /// Variables in the order of the file; one that is set twice is listed twice.
    pub variables: Vec<Variable>,
    /// Lines that could not be parsed.
    pub unread: Vec<InvalidLine>,
}

/// A variable and its value. `Debug` does not show the value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The line, from 1.
    pub line: u32,
    /// The value that programs see.
    pub(super) value: Secret,
    /// The value as written, which loaders without support for escapes and comments use.
    pub(super) written: Secret,
    /// Whether `$NAME` in the value is replaced by another variable.
    pub(super) expands: bool,
}

/// A line that could not be parsed. Its text is left out: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidLine {
    /// The line, from 1.
    pub line: u32,
    /// The error, as a predicate: `has an unclosed quote`.
    pub reason: &'static str,
}

const NOT_AN_ASSIGNMENT: &str = "is not `NAME=value`";
const UNCLOSED_QUOTE: &str = "has an unclosed quote";
const TEXT_AFTER_QUOTE: &str = "has text after the closing quote";

impl EnvFile {
    /// Parses a file: `NAME=value`, `export NAME="value" # comment`, quoted values of several lines, private keys
    /// pasted without quotes. Accepts UTF-16, a byte order mark and any line ending.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = match decode(bytes) {
            Decoded::Text(text) => with_newlines(&text),
            Decoded::Binary(bytes) => with_newlines(bytes),
        };
        let mut cursor = Cursor { text: &text, at: 0, line: 1 };
        let mut file = EnvFile::default();
        while cursor.at < text.len() {
            let mut ahead = cursor;
            match ahead.assignment() {
                Ok(variable) => {
                    file.variables.extend(variable);
                    cursor = ahead;
                }
                Err(reason) => file.unread.push(InvalidLine { line: cursor.line, reason }),
            }
            cursor.skip_line();
        }
        file
    }
}

/// The text without a byte order mark and with every line ending as LF.
fn with_newlines(text: &[u8]) -> Vec<u8> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut out = Vec::with_capacity(text.len());
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'\r' if text.get(at + 1) == Some(&b'\n') => {}
            b'\r' => out.push(b'\n'),
            _ => out.push(byte),
        }
    }
    out
}

/// A position in the file.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl<'t> Cursor<'t> {
    /// The variable that the line sets; `None` if the line is blank or a comment.
    fn assignment(&mut self) -> Result<Option<Variable>, &'static str> {
        self.skip_blanks();
        if self.rest_of_line().is_empty() || self.peek() == Some(b'#') {
            return Ok(None);
        }
        let line = self.line;
        for word in [&b"export"[..], b"set"] {
            let behind = self.rest_of_line().strip_prefix(word);
            if behind.is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_whitespace)) {
                self.at += word.len();
                self.skip_blanks();
            }
        }
        let name = self.name().ok_or(NOT_AN_ASSIGNMENT)?;
        self.skip_blanks();
        if self.peek() != Some(b'=') && !self.rest_of_line().starts_with(b": ") {
            return Err(NOT_AN_ASSIGNMENT);
        }
        self.at += 1;
        self.skip_blanks();
        let (value, written, expands) = match self.peek() {
            Some(quote @ (b'"' | b'\'' | b'`')) => self.quoted(quote)?,
            _ => self.bare(),
        };
        Ok(Some(Variable { name, line, value: Secret::new(value), written: Secret::new(written), expands }))
    }

    /// The name. Random characters are rejected: a line of a pasted key can look like an assignment, and names are
    /// shown.
    fn name(&mut self) -> Option<String> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let rest = self.rest_of_line();
        let name = &rest[..rest.iter().take_while(|byte| is_name(byte)).count()];
        let starts = name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_');
        self.at += name.len();
        let name =
            std::str::from_utf8(name).ok().filter(|name| starts && classify(name.as_bytes()) != ValueKind::Random)?;
        Some(name.to_owned())
    }

    /// The value up to the closing quote, which may be on a later line; the value as written; whether variables in it
    /// are expanded.
    fn quoted(&mut self, quote: u8) -> Result<(Vec<u8>, &'t [u8], bool), &'static str> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.text.get(end).ok_or(UNCLOSED_QUOTE)? {
                b'\\' if quote == b'"' => end += 1,
                byte if *byte == quote => break,
                _ => {}
            }
            end += 1;
        }
        let written = &self.text[start..end];
        self.line += memchr::memchr_iter(b'\n', written).count() as u32;
        self.at = end + 1;
        self.skip_blanks();
        if !matches!(self.peek(), None | Some(b'\n' | b'#')) {
            return Err(TEXT_AFTER_QUOTE);
        }
        let value = if quote == b'"' { unescaped(written) } else { written.to_owned() };
        Ok((value, written, quote == b'"'))
    }

    /// The value up to the end of the line or a comment, or a whole private key.
    fn bare(&mut self) -> (Vec<u8>, &'t [u8], bool) {
        let line = self.rest_of_line();
        if let Some(length) = key_length(&self.text[self.at..]).filter(|length| *length > line.len()) {
            let written = &self.text[self.at..self.at + length];
            self.line += memchr::memchr_iter(b'\n', written).count() as u32;
            self.at += length;
            return (written.to_owned(), written, false);
        }
        let written = line.trim_ascii_end();
        let is_comment = |at: &usize| written[*at] == b'#' && (*at == 0 || written[at - 1].is_ascii_whitespace());
        let end = (0..written.len()).find(is_comment).unwrap_or(written.len());
        (written[..end].trim_ascii_end().to_owned(), written, true)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The rest of the line, without its end.
    fn rest_of_line(&self) -> &'t [u8] {
        let rest = &self.text[self.at.min(self.text.len())..];
        &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest_of_line().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn skip_line(&mut self) {
        self.at += self.rest_of_line().len() + 1;
        self.line += 1;
    }
}

/// The length of an armoured key, from `-----BEGIN` to the end of its last line.
fn key_length(text: &[u8]) -> Option<usize> {
    const END: &[u8] = b"-----END ";
    let end = text.starts_with(b"-----BEGIN ").then(|| memchr::memmem::find(text, END))?? + END.len();
    let last = memchr::memmem::find(&text[end..], b"-----")?;
    Some(end + last + b"-----".len())
}

fn unescaped(written: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(written.len());
    let mut bytes = written.iter();
    while let Some(&byte) = bytes.next() {
        match (byte, bytes.as_slice().first()) {
            (b'\\', Some(escaped)) if b"nrt\"\\$`".contains(escaped) => {
                bytes.next();
                out.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
            }
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<(String, u32, String)> {
        let text = |secret: &Secret| String::from_utf8_lossy(secret.reveal()).into_owned();
        let variables = EnvFile::parse(bytes).variables;
        variables.iter().map(|variable| (variable.name.clone(), variable.line, text(&variable.value))).collect()
    }

    #[test]
    fn assignments() {
        for (text, value) in [
            ("A=b", "b"),
            ("  A = b  ", "b"),
            ("export A=b", "b"),
            ("A: b", "b"),
            ("A=", ""),
            ("A=b # c", "b"),
            ("A=b#c", "b#c"),
            ("A=# c", ""),
            ("A='b # c' # d", "b # c"),
            ("A=\"b \\\"c\\\"\\n$x\"", "b \"c\"\n$x"),
            ("A='b\\n\"'", "b\\n\""),
            ("A=`b'\"`", "b'\""),
            ("A=it's", "it's"),
            ("A=b=c==", "b=c=="),
            ("A=\"b\nc\"", "b\nc"),
            ("A=-----BEGIN X KEY-----\nb\n-----END X KEY-----\n", "-----BEGIN X KEY-----\nb\n-----END X KEY-----"),
            ("A=b\\c", "b\\c"),
            ("\u{feff}A=b\r\n", "b"),
            ("A='b\r\nc'\r\n", "b\nc"),
        ] {
            assert_eq!(read(text.as_bytes()), [("A".to_owned(), 1, value.to_owned())], "{text}");
        }
        let wide: Vec<u8> = "\u{feff}A=ü\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide), [("A".to_owned(), 1, "ü".to_owned())]);
        assert_eq!(read(b"A=\xff\xfe!"), [("A".to_owned(), 1, "\u{fffd}\u{fffd}!".to_owned())]);
    }

    #[test]
    fn lines_are_counted_and_invalid_ones_reported() {
        let text = "# first\n\nA='1\n2'\nnothing here\nB=3\nC=\"open\nD=4\nE='5'6\n\
            q7W9e2R5t8Y1u4I6o3P0==\nMULTI_LINE\nF=7";
        let file = EnvFile::parse(text.as_bytes());
        let lines: Vec<_> = file.variables.iter().map(|variable| (variable.name.as_str(), variable.line)).collect();
        assert_eq!(lines, [("A", 3), ("B", 6), ("D", 8), ("F", 12)]);
        let unread: Vec<_> = file.unread.iter().map(|unread| (unread.line, unread.reason)).collect();
        let wrong = [
            (5, NOT_AN_ASSIGNMENT),
            (7, UNCLOSED_QUOTE),
            (9, TEXT_AFTER_QUOTE),
            (10, NOT_AN_ASSIGNMENT),
            (11, NOT_AN_ASSIGNMENT),
        ];
        assert_eq!(unread, wrong);
    }

    proptest! {
        #[test]
        fn any_bytes_are_accepted_and_none_are_shown(value in "[G-Z]{6,20}", noise in "[a-f='\"`\\\\#$ \r\n-]{0,40}") {
            let file = EnvFile::parse(format!("{noise}\nA={value}\n{noise}").as_bytes());
            let debug = format!("{file:?}");
            prop_assert!(!debug.contains(&value), "{}", debug);
            let lines = file.variables.iter().map(|variable| variable.line).chain(file.unread.iter().map(|invalid| invalid.line));
            prop_assert!(lines.max().unwrap_or(1) as usize <= noise.matches(['\n', '\r']).count() * 2 + 3);
        }

        #[test]
        fn single_quotes_keep_every_byte(value in "([^'\\p{Cc}\u{feff}]|\n){0,40}") {
            let read = read(format!("A='{value}'").as_bytes());
            prop_assert_eq!(read, [("A".to_owned(), 1, value)]);
        }
    }
}
