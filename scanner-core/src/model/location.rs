//! Locations of findings.

use super::LineIndex;
use serde::Serialize;
use std::{fmt, ops::Range};

/// A region of a text: lines and columns from 1, in code points, with an exclusive end column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Region {
    /// First line.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

impl Region {
    /// The region of a byte span in the indexed text.
    pub fn from_span(index: &LineIndex, text: &[u8], span: &Range<usize>) -> Self {
        let start = index.line_column(text, span.start);
        let end = index.line_column(text, span.end.max(span.start));
        Region { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// A location: a file, and a region of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// Path relative to the scanned root, with forward slashes. Invalid UTF-8 bytes are written as `%XX`.
    pub path: String,
    /// Region as lines and columns.
    pub region: Region,
    /// Byte span in the text decoded to UTF-8.
    pub span: Range<usize>,
}

/// The place where the location starts: `path:12`.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.region.line)
    }
}
