//! Words of commands and directives.

use std::{fmt, ops::Range};

/// One word, without its quotes.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// The text as the program reads it.
    pub text: String,
    /// Its span, including quotes.
    pub span: Range<usize>,
}

/// Omits the text, which may be a secret.
impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "word@{:?}", self.span)
    }
}
