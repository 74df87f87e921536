//! How far around a keyword a rule looks: what is farther away never changes what it says.

use super::{live, pattern::NEAR_BYTES};
use crate::rule::{Matcher, Rule, Text};
use std::ops::Range;

/// Before a keyword of an assignment: a name, blanks, and what declares it.
const ASSIGNMENT_BEFORE: usize = 256;
/// Behind one, however the lines are.
const ASSIGNMENT_AFTER: usize = 640;
/// Ends of lines behind one: those before a value, in it, and behind it.
const ASSIGNMENT_LINES: usize = 12;
/// Bytes behind one, in the longest lines.
const ASSIGNMENT_LIMIT: usize = 6 << 10;

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
    pub(super) fn of(rule: &Rule) -> Self {
        let reach = Reach::of_matcher(rule);
        if rule.meta.category == super::SECRET {
            return reach;
        }
        // Whether what was found is carried out is told by what stands before it.
        Reach { before: reach.before + live::BEFORE, after: reach.after + live::MOST_BLANKS, ..reach }
    }

    fn of_matcher(rule: &Rule) -> Self {
        match &rule.matcher {
            Matcher::Text(text) => Reach::of_pattern(text),
            Matcher::Assigned(_) => Reach::assignment(),
            Matcher::Setting(_) | Matcher::Document(_) => Reach::default(),
            Matcher::Code(code) => super::code::reach(&code.detector),
        }
    }

    /// An assignment whose name holds the keyword.
    pub(super) const fn assignment() -> Self {
        Reach { before: ASSIGNMENT_BEFORE, after: ASSIGNMENT_AFTER, assignment: true }
    }

    /// So many bytes on each side.
    pub(super) const fn bytes(before: usize, after: usize) -> Self {
        Reach { before, after, assignment: false }
    }

    fn of_pattern(text: &Text) -> Self {
        let window = text.pattern.window();
        // Beyond the window, one byte says whether a word goes on and whether a match was cut.
        let near = if text.near.is_some() { NEAR_BYTES } else { 0 } + 2;
        Reach::bytes(window.before + near, window.after + near)
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
    let near = stretch.end.saturating_sub(ASSIGNMENT_LIMIT).max(stretch.start);
    let line = memchr::memrchr_iter(b'\n', &text[near..stretch.end]).nth(ASSIGNMENT_LINES - 1);
    line.map_or(stretch.end.saturating_sub(ASSIGNMENT_LIMIT), |at| near + at)
        .min(stretch.end.saturating_sub(ASSIGNMENT_AFTER))
}
