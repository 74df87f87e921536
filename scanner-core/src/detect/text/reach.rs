//! The reach of a rule around a keyword: text farther away never changes its result.

use std::ops::Range;

/// Before a keyword of an assignment: a name, blanks, and what declares it.
const ASSIGNMENT_LOOKBACK_BYTES: usize = 256;
/// Behind one, however the lines are.
const MIN_ASSIGNMENT_BYTES: usize = 640;
/// Ends of lines behind one: those before a value, in it, and behind it.
const MAX_ASSIGNMENT_LINES: usize = 12;
/// Bytes behind one, in the longest lines.
const MAX_ASSIGNMENT_BYTES: usize = 6 << 10;

/// Bytes on both sides of a keyword that decide what its rules say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) before: usize,
    /// Behind the keyword's end.
    pub(super) after: usize,
    /// Whether an assignment is read, which reaches as far as its lines do.
    pub(super) assignment: bool,
}

impl Reach {
    /// An assignment whose name holds the keyword.
    pub(super) const fn assignment() -> Self {
        Reach { before: ASSIGNMENT_LOOKBACK_BYTES, after: MIN_ASSIGNMENT_BYTES, assignment: true }
    }

    /// A number of bytes on each side.
    pub(super) const fn bytes(before: usize, after: usize) -> Self {
        Reach { before, after, assignment: false }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Reach {
            before: self.before.max(other.before),
            after: self.after.max(other.after),
            assignment: self.assignment || other.assignment,
        }
    }
}

/// The places in a stretch of text from which an assignment is read without leaving it: all before the one returned.
pub(super) fn last_assignment(text: &[u8], stretch: Range<usize>) -> usize {
    let near = stretch.end.saturating_sub(MAX_ASSIGNMENT_BYTES).max(stretch.start);
    let line = memchr::memrchr_iter(b'\n', &text[near..stretch.end]).nth(MAX_ASSIGNMENT_LINES - 1);
    line.map_or(stretch.end.saturating_sub(MAX_ASSIGNMENT_BYTES), |at| near + at)
        .min(stretch.end.saturating_sub(MIN_ASSIGNMENT_BYTES))
}
