//! Receivers of findings and progress.

use crate::model::{Credentials, Finding, Report, Survey};
use std::ops::ControlFlow;

/// Receiver of findings, in their final order. Closures implement it.
pub trait Sink {
    /// Receives a finding; `Break` ends the scan.
    fn finding(&mut self, finding: Finding) -> ControlFlow<()>;

    /// Receives a note for the user, such as an unused suppression, after all findings.
    fn note(&mut self, _note: String) {}

    /// Receives every credential that the scan met, after all findings: what must not be shown beside them.
    fn credentials(&mut self, _credentials: Credentials) {}

    /// Receives what the files show beside findings, if the scanner was asked for it.
    fn survey(&mut self, _survey: Survey) {}
}

impl<F: FnMut(Finding) -> ControlFlow<()>> Sink for F {
    fn finding(&mut self, finding: Finding) -> ControlFlow<()> {
        self(finding)
    }
}

impl Sink for Report {
    fn finding(&mut self, finding: Finding) -> ControlFlow<()> {
        self.findings.push(finding);
        ControlFlow::Continue(())
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn credentials(&mut self, credentials: Credentials) {
        self.credentials.merge(credentials);
    }

    fn survey(&mut self, survey: Survey) {
        self.survey.get_or_insert_default().merge(survey);
    }
}

/// Receiver of progress, called from many threads.
pub trait Progress: Sync {
    /// Adds to the total amount to scan.
    fn total(&self, _files: u64, _bytes: u64) {}

    /// Adds the amount scanned since the last call.
    fn advance(&self, _files: u64, _bytes: u64) {}
}

/// A receiver that ignores progress.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
