//! Folders and files: listed first, then read and scanned in parallel, a batch at a time.

use super::{Scanned, Work, hand_over};
use crate::{
    engine::{ScanError, sink::Sink},
    model::Statistics,
    source::{self, Entry},
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Files that are scanned before the findings of the first are handed over.
const BATCH: usize = 4096;
/// With no more than this many files and bytes, other threads would cost more than they save.
const SMALL_FILES: usize = 8;
const SMALL_BYTES: u64 = 256 << 10;

pub(super) fn scan(
    work: &Work<'_>,
    base: &Path,
    paths: &[PathBuf],
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let listing = source::list(paths, base, &work.scanner.0.tree, work.cancel)?;
    work.progress.total(listing.entries.len() as u64, listing.bytes);
    let mut statistics = Statistics { incidents: listing.incidents, ..Statistics::default() };
    let small = listing.entries.len() <= SMALL_FILES && listing.bytes <= SMALL_BYTES;
    for batch in listing.entries.chunks(BATCH) {
        let scanned = if small {
            batch.iter().map(|entry| one(work, entry, &mut Vec::new())).collect()
        } else {
            work.scanner.in_pool(|| parallel(work, batch))
        };
        if hand_over(scanned.into_iter().flatten(), sink, &mut statistics).is_break() {
            statistics.cancelled = true;
            break;
        }
    }
    Ok(statistics)
}

fn parallel(work: &Work<'_>, batch: &[Entry]) -> Vec<Option<Scanned>> {
    batch.par_iter().map_init(Vec::new, |buffer, entry| one(work, entry, buffer)).collect()
}

/// `None` if the scan was stopped before.
fn one(work: &Work<'_>, entry: &Entry, buffer: &mut Vec<u8>) -> Option<Scanned> {
    if work.cancel.is_cancelled() {
        return None;
    }
    let read = source::read(entry, work.scanner.0.tree.max_file_size, buffer);
    let scanned = read.map(|()| (work.scan(&entry.path, buffer), buffer.len() as u64));
    work.progress.advance(1, entry.size);
    Some(scanned)
}
