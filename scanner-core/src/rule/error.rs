//! Errors in a pack, with their places.

use std::ops::Range;

/// A pack that can't be used: what is wrong, where, and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PackError {
    message: String,
    help: Option<String>,
    origin: String,
    source_text: String,
    span: Option<Range<usize>>,
}

impl PackError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        PackError { message: message.into(), help: None, origin: String::new(), source_text: String::new(), span: None }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn at(mut self, origin: &str, source: &str, span: Option<Range<usize>>) -> Self {
        self.origin = origin.to_owned();
        self.source_text = source.to_owned();
        self.span = span;
        self
    }

    /// Advice on how to correct it.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file, or how else the pack was named.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The whole text of the pack; empty if it could not be read.
    pub fn source_text(&self) -> &str {
        &self.source_text
    }

    /// The wrong bytes of the text, if they are known.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }
}
