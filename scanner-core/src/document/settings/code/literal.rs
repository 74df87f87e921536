//! Literals: what source code says itself, rather than asks for.

use crate::document::{
    code::{Code, Kind},
    text::unescape,
};
use std::ops::Range;

/// A literal in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Without quotes.
    pub(super) span: Range<usize>,
    /// Without escapes.
    pub(super) text: String,
    /// The token behind it.
    pub(super) end: usize,
}

/// The literal that starts at a token, whatever follows it.
pub(super) fn at(source: &Code<'_>, at: usize) -> Option<Literal> {
    let single = |span: Range<usize>, end| Literal { text: source.text[span.clone()].to_owned(), span, end };
    match source.kind(at)? {
        Kind::Text => {
            let span = source.inner(at);
            let raw = source.tokens[at].raw;
            Some(Literal {
                text: if raw { source.text[span.clone()].to_owned() } else { unescape(&source.text[span.clone()]) },
                span,
                end: at + 1,
            })
        }
        Kind::Number => Some(single(source.span(at), at + 1)),
        Kind::Word if is_constant(source.word(at)) => Some(single(source.span(at), at + 1)),
        Kind::Mark if source.sign(at) == "-" && source.kind(at + 1) == Some(Kind::Number) => {
            Some(single(source.span(at).start..source.span(at + 1).end, at + 2))
        }
        // A symbol of Ruby.
        Kind::Mark if source.sign(at) == ":" && !source.word(at + 1).is_empty() => {
            Some(single(source.span(at + 1), at + 2))
        }
        _ => None,
    }
}

fn is_constant(word: &str) -> bool {
    matches!(
        word,
        "true" | "false" | "True" | "False" | "TRUE" | "FALSE" | "null" | "None" | "nil" | "NULL" | "undefined"
    )
}
