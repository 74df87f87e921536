//! Scans of folders and files: listed first, then read and scanned.

use super::{Work, batch, hand_over};
use crate::{
    engine::{ScanError, index::ProjectIndex, sink::Sink},
    model::{Incident, Statistics},
    source::{self, Entry},
};
use std::path::{Path, PathBuf};

pub(super) fn scan(
    work: &Work<'_>,
    base: &Path,
    paths: &[PathBuf],
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let options = &work.scanner.0.tree;
    let listing = source::list(paths, base, options, work.cancel)?;
    work.progress.total(listing.entries.len() as u64, listing.bytes);
    let known = ProjectIndex::from_listing(&listing, &work.scanner.0);
    let names = work.names(listing.entries.iter().map(|entry| entry.path.as_str()));
    let mut statistics = Statistics { incidents: listing.incidents.clone(), ..Statistics::default() };
    let one = |entry: &Entry, buffer: &mut Vec<u8>| {
        let read = source::read(entry, options.max_file_size, buffer);
        let scanned = read.map(|()| {
            let mut outcome = work.scan(&entry.path, buffer, &known);
            work.add_names(&names, &entry.path, &mut outcome);
            (outcome, buffer.len() as u64)
        });
        work.progress.advance(1, entry.size);
        scanned
    };
    let take = |scanned| hand_over(scanned, sink, &mut statistics);
    if batch::run(work, &listing.entries, listing.bytes, one, take).is_break() {
        statistics.cancelled = true;
    }
    let is_named = |incident: &&Incident| incident.path().is_some_and(|path| listing.named.contains(path));
    let missing = statistics.incidents.iter().filter(|incident| incident.is_gap()).filter(is_named);
    statistics.named_unread = missing.count() as u64;
    Ok(statistics)
}
