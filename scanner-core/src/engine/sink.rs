//! Where findings and progress go.

use crate::model::{Finding, Report};
use std::ops::ControlFlow;

/// Takes findings as they come, in their final order. A closure that takes a finding is one.
pub trait Sink {
    /// One finding; `Break` ends the scan.
    fn finding(&mut self, finding: Finding) -> ControlFlow<()>;

    /// What the user should know beside the findings, such as a suppression that suppresses nothing. Comes last.
    fn note(&mut self, _note: String) {}
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
}

/// Is told how far a scan is. Called from many threads.
pub trait Progress: Sync {
    /// So much there is to scan.
    fn total(&self, _files: u64, _bytes: u64) {}

    /// So much was scanned since the last call.
    fn advance(&self, _files: u64, _bytes: u64) {}
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
