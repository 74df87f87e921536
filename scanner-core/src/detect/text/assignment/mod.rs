//! Reads `name = value` as people write it in any language.
//!
//! There is no parser of a language here: from a place inside a name the name is widened, whatever closes it is passed
//! over, an operator is read, and then a value, quoted or not. What can't be read so is no assignment.

mod cursor;
mod element;
#[cfg(test)]
mod tests;
mod value;

use cursor::{Cursor, Operator};
use element::{element, named_element};
use std::ops::Range;
use value::{sibling_value, variable_default};

/// The notation of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Between quotes.
    Quoted,
    /// Without.
    Bare,
    /// Without, as the word behind a command line flag.
    Flag,
    /// Between an opening and a closing tag.
    Element,
}

/// A name, and the value it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The name, with the words of a phrase (`x token`).
    pub(crate) name: Range<usize>,
    /// The value without its quotes.
    pub(crate) value: Range<usize>,
    /// Its notation.
    pub(crate) style: Style,
}

/// A name has at most this many bytes on each side of the keyword.
const MAX_NAME_BYTES: usize = 80;
/// Blanks before a name are passed over this far.
const MAX_GAP_BYTES: usize = 60;

/// The assignment whose name holds the keyword at `hit`. `phrase` allows words between the keyword and the operator.
pub(crate) fn parse(text: &[u8], hit: Range<usize>, phrase: bool) -> Option<Assignment> {
    let start = name_start(text, hit.start);
    let end = name_end(text, hit.end);
    let name = start..end;
    let mut cursor = Cursor { text, at: end };
    if let Some(open) = value::expression_before(text, start) {
        return value::expansion_default(text, open, name);
    }
    if let Some(assignment) = named_element(text, &name) {
        return Some(assignment);
    }
    let dashed = text[start..end].starts_with(b"-");
    let tag = start > 0 && text[start - 1] == b'<';
    let closed = cursor.skip_closers();
    let argument = closed && is_first_argument(text, start);
    cursor.skip_blanks();
    let in_list = text[end..cursor.at].iter().any(|byte| b"]})".contains(byte));
    if !in_list && let Some(assignment) = sibling_value(&mut cursor.clone(), &name) {
        return Some(assignment);
    }
    if let Some(assignment) = variable_default(&cursor, &name) {
        return Some(assignment);
    }
    if cursor.ends_line(cursor.at)
        && let Some(assignment) = cursor.clone().assigned_below(&name)
    {
        return Some(assignment);
    }
    let before_phrase = cursor.at;
    match cursor.operator(argument, closed) {
        Some(Operator::Typed) => cursor.skip_type(),
        Some(Operator::Plain) => {}
        // What is no literal in a call is an expression, and in a sentence a remark.
        Some(Operator::Call) => return cursor.value(name).filter(|found| found.style == Style::Quoted),
        Some(Operator::Tag) if tag => return element(text, name, cursor.at),
        _ if dashed && cursor.at > end => return cursor.flag_value(name),
        _ if phrase => {
            cursor.at = before_phrase;
            let name = start..cursor.phrase()?;
            cursor.skip_closers();
            cursor.skip_blanks();
            cursor.operator(false, false).filter(|operator| *operator != Operator::Tag)?;
            return cursor.value(name);
        }
        _ if cursor.at > end && !closed && cursor.at_quote() && cursor.peek() != b'`' && is_clause(text, &name) => {}
        _ => return None,
    }
    cursor.value(name)
}

/// Whether the quoted text that starts at `start` is the first argument of a call.
fn is_first_argument(text: &[u8], start: usize) -> bool {
    let Some(quote) = start.checked_sub(1) else { return false };
    let blanks = text[..quote].len() - text[..quote].trim_ascii_end().len();
    // A bracket with no name before it holds a tuple or a list of columns.
    let Some(open) = (quote - blanks.min(MAX_GAP_BYTES)).checked_sub(1).filter(|at| text[*at] == b'(') else {
        return false;
    };
    matches!(text[quote], b'"' | b'\'' | b'`')
        && text[..open].last().is_some_and(|byte| is_name(*byte) || b">!?".contains(byte))
}

/// Whether a name can be followed by its value without an operator, as in `PASSWORD 'x'` of SQL and `password "x"` of
/// configuration files: not in the middle of a sentence.
fn is_clause(text: &[u8], name: &Range<usize>) -> bool {
    let before = before(text, name.start);
    let upper = !text[name.clone()].iter().any(u8::is_ascii_lowercase);
    let continues = |byte: u8| byte.is_ascii_alphanumeric() || byte == b',';
    upper || text[..name.start].ends_with(b"\n") || before.is_none_or(|byte| !continues(byte))
}

/// The last byte before a place that is no blank, if it is near.
fn before(text: &[u8], at: usize) -> Option<u8> {
    text[at.saturating_sub(MAX_GAP_BYTES)..at].trim_ascii_end().last().copied()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}

fn name_start(text: &[u8], mut at: usize) -> usize {
    let limit = at.saturating_sub(MAX_NAME_BYTES);
    while at > limit && (is_name(text[at - 1]) || text[at - 1] == b'.') {
        at -= 1;
    }
    at
}

fn name_end(text: &[u8], mut at: usize) -> usize {
    let limit = (at + MAX_NAME_BYTES).min(text.len());
    while at < limit && (is_name(text[at]) || text[at] == b'.' && text.get(at + 1).is_some_and(|&next| is_name(next))) {
        at += 1;
    }
    if at > 1 && text[at - 1] == b'-' && text.get(at) == Some(&b'>') { at - 1 } else { at }
}
