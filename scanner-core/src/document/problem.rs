//! A syntax error and its position.

use std::{fmt, ops::Range};

/// A syntax error in a document. Such a file is still searched as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseProblem {
    /// The error message, on one line.
    pub message: String,
    /// The bytes at which it was detected.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl ParseProblem {
    pub(super) fn new(text: &str, at: usize, message: impl Into<String>) -> Self {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end = text[at..].chars().next().map_or(at, |character| at + character.len_utf8());
        let before = &text[..at];
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before[before.rfind('\n').map_or(0, |newline| newline + 1)..].chars().count() + 1;
        let message = message.into().lines().next().unwrap_or_default().to_owned();
        ParseProblem { message, span: at..end, line: line as u32, column: column as u32 }
    }
}

impl fmt::Display for ParseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseProblem {}
