//! The tokens of a source file.

use super::dialect::Dialect;
use std::{borrow::Cow, ops::Range};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    /// A string.
    Text,
    /// A regular expression.
    Pattern,
    Open,
    Close,
    /// An operator or another sign.
    Mark,
}

/// A token; comments are not tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The place between the quotes of a string.
    pub(crate) inner: (usize, usize),
    /// Whether it is the first one in its line.
    pub(crate) fresh: bool,
    /// Whether backslashes in a string stand for themselves.
    pub(crate) raw: bool,
    /// The index of the bracket that belongs to this one.
    pub(crate) pair: usize,
}

/// Source code as tokens. An index beyond the last one has no text.
pub(crate) struct Code<'a> {
    pub(crate) text: &'a str,
    pub(crate) dialect: &'static Dialect,
    pub(crate) tokens: Cow<'a, [Token]>,
}

impl<'a> Code<'a> {
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text of a token that is no string; nothing for a string.
    pub(crate) fn sign(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind != Kind::Text => &self.text[token.start..token.end],
            _ => "",
        }
    }

    /// The text of a word; nothing for anything else.
    pub(crate) fn word(&self, at: usize) -> &'a str {
        if self.kind(at) == Some(Kind::Word) { self.sign(at) } else { "" }
    }

    pub(crate) fn is_text(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Text)
    }

    /// The text between the quotes of a string.
    pub(crate) fn inner(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(0..0, |token| token.inner.0..token.inner.1)
    }

    pub(crate) fn inner_text(&self, at: usize) -> &'a str {
        if self.is_text(at) { &self.text[self.inner(at)] } else { "" }
    }

    /// The name that a token has: a word, or the text of a string; nothing for anything else.
    pub(crate) fn name(&self, at: usize) -> &'a str {
        if self.is_text(at) { self.inner_text(at) } else { self.word(at) }
    }

    /// The place of a token without the quotes of a string.
    pub(crate) fn name_span(&self, at: usize) -> Range<usize> {
        if self.is_text(at) { self.inner(at) } else { self.span(at) }
    }

    /// Whether a string of Python has expressions inside.
    pub(crate) fn is_formatted(&self, at: usize) -> bool {
        let start = self.span(at).start;
        self.is_text(at) && self.text[start..self.inner(at).start].contains(['f', 'F'])
    }

    pub(crate) fn span(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(0..0, |token| token.start..token.end)
    }

    pub(crate) fn is_fresh(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.fresh)
    }

    /// Behind the bracket that belongs to the one at `at`.
    pub(crate) fn behind(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(at, |token| token.pair.max(at)) + 1
    }

    /// The sign before a token.
    pub(crate) fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.sign(before))
    }

    /// The indent of a token's line, in bytes.
    pub(crate) fn indent(&self, at: usize) -> usize {
        let start = self.span(at).start;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..start]).map_or(0, |newline| newline + 1);
        let text = &self.text[line..start];
        text.len() - text.trim_start().len()
    }
}

/// Whether a sign links a name to the one before it.
pub(crate) fn is_link(sign: &str) -> bool {
    matches!(sign, "." | "?." | "->" | "?->" | "::")
}
