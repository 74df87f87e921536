//! Where a finding is.

use super::LineIndex;
use serde::Serialize;
use std::ops::Range;

/// A stretch of a text, for people: lines and columns from 1, the end column exclusive, columns in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Region {
    /// First line.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

impl Region {
    /// The region of a byte span in the text that `index` was made from.
    pub fn of(index: &LineIndex, text: &[u8], span: &Range<usize>) -> Self {
        let start = index.line_column(text, span.start);
        let end = index.line_column(text, span.end.max(span.start));
        Region { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// A file, and the stretch of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// Relative to the scanned root, with forward slashes. Bytes that are no UTF-8 are written as `%XX`.
    pub path: String,
    /// Lines and columns.
    pub region: Region,
    /// Bytes, in the text as it was decoded to UTF-8.
    pub span: Range<usize>,
}
