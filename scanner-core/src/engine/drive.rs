//! Drives a scan: lists, reads and scans files in parallel, and hands findings over in order.

use super::{
    ScanError, Scanner,
    file::{self, Outcome},
    sink::{Progress, Sink},
    target::{Kind, Target},
};
use crate::{
    model::{Cancel, Incident, Statistics},
    source::{self, Entry},
    suppress::{Scope, Session},
};
use rayon::prelude::*;
use std::{io::Read, ops::ControlFlow};

/// Files that are scanned before the findings of the first are handed over.
const BATCH: usize = 4096;
/// With no more than this many files and bytes, other threads would cost more than they save.
const SMALL_FILES: usize = 8;
const SMALL_BYTES: u64 = 256 << 10;

pub(super) fn run(
    scanner: &Scanner,
    target: Target,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Statistics, ScanError> {
    let session = scanner.session();
    let is_whole = target.is_whole();
    let statistics = match target.0 {
        Kind::Reader { name, reader } => stream(scanner, &session, name, reader, sink)?,
        Kind::Paths { base, paths } => {
            let listing = source::list(&paths, &base, &scanner.0.tree, cancel)?;
            progress.total(listing.entries.len() as u64, listing.bytes);
            let mut statistics = Statistics { incidents: listing.incidents, ..Statistics::default() };
            let small = listing.entries.len() <= SMALL_FILES && listing.bytes <= SMALL_BYTES;
            for batch in listing.entries.chunks(BATCH) {
                let scanned = if small {
                    batch.iter().map(|entry| one(scanner, &session, entry, &mut Vec::new(), progress, cancel)).collect()
                } else {
                    scanner.in_pool(|| parallel(scanner, &session, batch, progress, cancel))
                };
                if hand_over(scanned, sink, &mut statistics).is_break() {
                    statistics.cancelled = true;
                    break;
                }
            }
            statistics.cancelled |= cancel.is_cancelled();
            statistics.incidents.sort();
            statistics
        }
    };
    let scope = if is_whole && statistics.is_complete() { Scope::Whole } else { Scope::Part };
    session.notes(scope).into_iter().for_each(|note| sink.note(note));
    Ok(statistics)
}

type Scanned = Result<(Outcome, u64), Incident>;

fn parallel(
    scanner: &Scanner,
    session: &Session<'_>,
    batch: &[Entry],
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Vec<Option<Scanned>> {
    batch
        .par_iter()
        .map_init(Vec::new, |buffer, entry| one(scanner, session, entry, buffer, progress, cancel))
        .collect()
}

/// `None` if the scan was stopped before.
fn one(
    scanner: &Scanner,
    session: &Session<'_>,
    entry: &Entry,
    buffer: &mut Vec<u8>,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Option<Scanned> {
    if cancel.is_cancelled() {
        return None;
    }
    let read = source::read(entry, scanner.0.tree.max_file_size, buffer);
    let suppress = |text: &[u8], findings: &mut [_]| session.apply(&entry.path, text, findings);
    let scanned = read.map(|()| (file::scan(&scanner.0.detector, &entry.path, buffer, suppress), buffer.len() as u64));
    progress.advance(1, entry.size);
    Some(scanned)
}

fn hand_over(batch: Vec<Option<Scanned>>, sink: &mut dyn Sink, statistics: &mut Statistics) -> ControlFlow<()> {
    for scanned in batch.into_iter().flatten() {
        match scanned {
            Ok((outcome, bytes)) => {
                statistics.files += 1;
                statistics.bytes += bytes;
                statistics.binary_files += u64::from(outcome.binary);
                outcome.findings.into_iter().try_for_each(|finding| sink.finding(finding))?;
            }
            Err(incident) => statistics.incidents.push(incident),
        }
    }
    ControlFlow::Continue(())
}

fn stream(
    scanner: &Scanner,
    session: &Session<'_>,
    name: String,
    mut reader: Box<dyn Read + Send>,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let limit = scanner.0.tree.max_file_size;
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| ScanError::Stream { name: name.clone(), error })?;
    let mut statistics = Statistics::default();
    if bytes.len() as u64 > limit {
        statistics.incidents.push(Incident::TooLarge { path: name, bytes: bytes.len() as u64 });
        return Ok(statistics);
    }
    let size = bytes.len() as u64;
    let suppress = |text: &[u8], findings: &mut [_]| session.apply(&name, text, findings);
    let outcome = scanner.in_pool(|| file::scan(&scanner.0.detector, &name, &bytes, suppress));
    statistics.cancelled = hand_over(vec![Some(Ok((outcome, size)))], sink, &mut statistics).is_break();
    Ok(statistics)
}
