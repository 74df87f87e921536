//! The driver of a scan: reads the target, scans it in parallel, and passes on findings in order.

#[cfg(feature = "git")]
mod attribute;
mod batch;
#[cfg(feature = "git")]
mod blobs;
#[cfg(feature = "git")]
mod history;
mod paths;
#[cfg(feature = "git")]
mod range;
#[cfg(feature = "git")]
mod staged;
mod stream;

use super::{
    ScanError, Scanner,
    file::{self, Outcome, Search},
    index::ProjectIndex,
    sink::{Progress, Sink},
    target::{Kind, Target},
};
use crate::{
    model::{Cancel, Credentials, Finding, Incident, Secret, Statistics},
    suppress::{Scope, Session},
};
use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

/// The outcome and size of one file, or the reason why it was not read.
type Scanned = Result<(Outcome, u64), Incident>;

/// A scan in progress: its scanner, its observers and its suppressions.
struct Work<'a> {
    scanner: &'a Scanner,
    session: Session<'a>,
    progress: &'a dyn Progress,
    cancel: &'a Cancel,
    /// The project index of a file that is scanned alone.
    alone: ProjectIndex,
    /// What the scan has met so far.
    credentials: Mutex<Credentials>,
}

pub(super) fn run(
    scanner: &Scanner,
    target: Target,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Statistics, ScanError> {
    let alone = ProjectIndex::none(&scanner.0.overrides);
    let work = Work { scanner, session: scanner.session(), progress, cancel, alone, credentials: Mutex::default() };
    let scope = target.scope();
    let mut statistics = match target.0 {
        Kind::Reader { name, reader } => stream::scan(&work, name, reader, sink)?,
        Kind::Paths { base, paths } => paths::scan(&work, &base, &paths, sink)?,
        #[cfg(feature = "git")]
        Kind::History { repository, options } => history::scan(&work, &repository, &options, sink)?,
        #[cfg(feature = "git")]
        Kind::Staged { repository, options } => staged::scan(&work, &repository, &options, sink)?,
        #[cfg(feature = "git")]
        Kind::Range { repository, range } => range::scan(&work, &repository, &range, sink)?,
    };
    statistics.cancelled |= cancel.is_cancelled();
    statistics.incidents.sort();
    if let Some(scope) = scope {
        let scope = if statistics.is_complete() { scope } else { Scope::Part };
        work.session.notes(scope).into_iter().for_each(|note| sink.note(note));
    }
    sink.credentials(work.credentials.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(statistics)
}

impl Work<'_> {
    /// Scans content, and applies suppressions.
    fn scan(&self, path: &str, bytes: &[u8], known: &ProjectIndex) -> Outcome {
        self.search(&self.scanner.0.search(known), path, bytes)
    }

    /// Scans content with the rules for histories.
    #[cfg(feature = "git")]
    fn scan_for_leaks(&self, path: &str, bytes: &[u8]) -> Outcome {
        let search = Search { detector: self.scanner.0.leaks(), config: None, known: &self.alone };
        self.search(&search, path, bytes)
    }

    fn search(&self, search: &Search<'_>, path: &str, bytes: &[u8]) -> Outcome {
        let suppress = |text: &[u8], findings: &mut [_]| self.session.apply(path, text, findings);
        let outcome = file::scan(search, path, bytes, suppress);
        self.remember(&outcome);
        outcome
    }

    /// Notes the credentials of a file, whatever becomes of its findings.
    fn remember(&self, outcome: &Outcome) {
        let found = outcome.findings.iter().filter(|finding| !finding.value_class.is_shown());
        let values: Vec<&Secret> = found.map(|finding| &finding.secret).chain(&outcome.hidden).collect();
        if !values.is_empty() {
            let mut known = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
            values.into_iter().for_each(|value| known.add(value.reveal()));
        }
    }
}

/// Adds a file to the statistics, and returns its findings.
fn count(scanned: Scanned, statistics: &mut Statistics) -> Vec<Finding> {
    match scanned {
        Ok((outcome, bytes)) => {
            statistics.files += 1;
            statistics.bytes += bytes;
            statistics.binary_files += u64::from(outcome.binary);
            statistics.incidents.extend(outcome.unparsed);
            outcome.findings
        }
        Err(incident) => {
            statistics.incidents.push(incident);
            Vec::new()
        }
    }
}

/// Adds a file to the statistics, and passes its findings to the sink.
fn hand_over(scanned: Scanned, sink: &mut dyn Sink, statistics: &mut Statistics) -> ControlFlow<()> {
    count(scanned, statistics).into_iter().try_for_each(|finding| sink.finding(finding))
}
