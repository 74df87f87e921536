//! Errors: what is wrong, where, and what to do about it.

use gonogo_core::{
    checklist::ChecklistError,
    engine::ScanError,
    redact::Redactor,
    rule::{PackError, SelectError},
    source::git::GitError,
};
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use std::{fmt, io, ops::Range, path::Path};

/// An error on its way to stderr and exit code 2.
#[derive(Debug)]
pub(crate) struct Failure(Box<Parts>);

#[derive(Debug)]
struct Parts {
    message: String,
    advice: Option<String>,
    place: Option<(NamedSource<String>, Range<usize>)>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure(Box::new(Parts { message: message.into(), advice: None, place: None }))
    }

    #[must_use]
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Shows a place in a file, redacted like a report. A span that does not fit the text is cut.
    #[must_use]
    pub(crate) fn at(mut self, file: &str, text: &str, span: Range<usize>) -> Self {
        let (end, redactor) = (span.end.min(text.len()), Redactor::default());
        self.0.message = redactor.message(&self.0.message).into_owned();
        self.0.place = Some((NamedSource::new(file, redactor.blank(text)), span.start.min(end)..end));
        self
    }

    /// A file that an operation fails on; `what` is such as "baseline", `verb` such as "read".
    pub(crate) fn file(verb: &str, what: &str, path: &Path, error: &io::Error) -> Self {
        Failure::new(format!("cannot {verb} the {what} `{}`: {error}", path.display()))
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        let mut failure = Failure::new(error.to_string());
        failure.0.advice = error.advice().map(str::to_owned);
        match error.span() {
            Some(span) => failure.at(error.origin(), error.source_text(), span),
            None if error.origin().is_empty() => failure,
            None => {
                failure.0.message = format!("{}: {}", error.origin(), failure.0.message);
                failure
            }
        }
    }
}

impl From<ChecklistError> for Failure {
    fn from(error: ChecklistError) -> Self {
        let failure = Failure::new(error.to_string()).advice(error.advice());
        match error.place() {
            Some((origin, text, span)) => failure.at(origin, text, span),
            None => failure,
        }
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Git(error) => error.into(),
            other => Failure::new(other.to_string()),
        }
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        Failure::new(error.to_string()).advice(error.advice())
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Failure::new(error.to_string()).advice("`gonogo rules list` lists all rules")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.advice.as_ref().map(|advice| Box::new(advice) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.place.as_ref().map(|(source, _)| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, span) = self.0.place.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::underline(span.clone()))))
    }
}
