//! The numbers of findings, as the machine formats have them.

use crate::model::{Report, Severity};
use serde::Serialize;

/// Active findings by severity, then all others: `hidden` ones are below the severity that was asked for, `old` ones were there
/// before what was scanned.
#[derive(Serialize)]
pub(super) struct Counts {
    blocker: usize,
    high: usize,
    medium: usize,
    low: usize,
    suppressed: usize,
    hidden: usize,
    old: u64,
}

impl Counts {
    pub(super) fn new(report: &Report) -> Self {
        Counts {
            blocker: report.count(Severity::Blocker),
            high: report.count(Severity::High),
            medium: report.count(Severity::Medium),
            low: report.count(Severity::Low),
            suppressed: report.findings.len() - report.active().count(),
            hidden: report.hidden,
            old: report.statistics.old,
        }
    }
}
