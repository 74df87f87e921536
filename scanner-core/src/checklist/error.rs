//! Errors in a checklist, with their places.

use crate::rule::{hint, nearest};
use std::ops::Range;

/// A checklist that can't be used: what is wrong, where, and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ChecklistError {
    message: String,
    help: String,
    origin: String,
    text: String,
    span: Option<Range<usize>>,
}

impl ChecklistError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        let (origin, text) = (String::new(), String::new());
        ChecklistError { message: message.into(), help: help.into(), origin, text, span: None }
    }

    /// A name that nothing has, with the known one that was probably meant.
    pub(super) fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>) -> Self {
        let message = format!("there is no {what} `{name}`{}", hint(nearest(name, known)));
        ChecklistError::new(message, "docs/verdict.md describes every key of a checklist")
    }

    pub(super) fn unknown_checklist(name: &str) -> Self {
        let names: Vec<&str> = super::Checklist::builtin_names().collect();
        let mut error = ChecklistError::unknown("checklist", name, names.iter().copied());
        error.help = format!("built-in checklists are {}; a file is named by its path", names.join(", "));
        error
    }

    #[must_use]
    pub(super) fn at(mut self, origin: &str, text: &str, span: Range<usize>) -> Self {
        (self.origin, self.text, self.span) = (origin.to_owned(), text.to_owned(), Some(span));
        self
    }

    /// Advice on how to correct it.
    pub fn advice(&self) -> &str {
        &self.help
    }

    /// The file, its text, and the wrong bytes of it, if the error is in a file.
    pub fn place(&self) -> Option<(&str, &str, Range<usize>)> {
        Some((&self.origin, &self.text, self.span.clone()?))
    }
}
