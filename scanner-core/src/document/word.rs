//! A word of a command or a directive.

use std::{fmt, ops::Range};

/// One word, without its quotes.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// As the program reads it.
    pub text: String,
    /// Where it stands, with its quotes.
    pub span: Range<usize>,
}

/// Shows no text: it may be a secret.
impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "word@{:?}", self.span)
    }
}
