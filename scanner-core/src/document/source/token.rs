//! The tokens of a source file.

use super::family::Family;
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A string.
    Text,
    Open,
    Close,
    /// An operator or another sign.
    Mark,
}

/// A token. Comments are none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Of a string, what stands between its quotes.
    pub(super) inner: (usize, usize),
    /// Whether it is the first of its line.
    pub(super) fresh: bool,
    /// Whether backslashes in a string stand for themselves.
    pub(super) raw: bool,
    /// Of a bracket, the index of the one it belongs to.
    pub(super) pair: usize,
}

/// A file as tokens. Indexes beyond the end are of no token.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) family: Family,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Source<'a> {
    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text of a token that is no string; nothing for a string.
    pub(super) fn sign(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind != Kind::Text => &self.text[token.start..token.end],
            _ => "",
        }
    }

    /// The text of a word; nothing for anything else.
    pub(super) fn word(&self, at: usize) -> &'a str {
        if self.kind(at) == Some(Kind::Word) { self.sign(at) } else { "" }
    }

    pub(super) fn is_text(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Text)
    }

    /// What stands between the quotes of a string.
    pub(super) fn inner(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(0..0, |token| token.inner.0..token.inner.1)
    }

    pub(super) fn inner_text(&self, at: usize) -> &'a str {
        if self.is_text(at) { &self.text[self.inner(at)] } else { "" }
    }

    /// Whether a string of Python has expressions inside.
    pub(super) fn is_formatted(&self, at: usize) -> bool {
        let start = self.span(at).start;
        self.is_text(at) && self.text[start..self.inner(at).start].contains(['f', 'F'])
    }

    pub(super) fn span(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(0..0, |token| token.start..token.end)
    }

    pub(super) fn is_fresh(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.fresh)
    }

    /// Behind the bracket that belongs to the one at `at`.
    pub(super) fn behind(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(at, |token| token.pair.max(at)) + 1
    }

    /// The sign before a token.
    pub(super) fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.sign(before))
    }

    /// How far the line of a token is indented, in bytes.
    pub(super) fn indent(&self, at: usize) -> usize {
        let start = self.span(at).start;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..start]).map_or(0, |newline| newline + 1);
        let text = &self.text[line..start];
        text.len() - text.trim_start().len()
    }
}
