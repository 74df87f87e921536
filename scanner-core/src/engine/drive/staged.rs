//! Scans of staged files, as they would be committed.

use super::{Scanned, Work, batch, blobs, count};
use crate::{
    decode::decode,
    engine::{ScanError, sink::Sink},
    model::{Finding, Statistics},
    source::git::{self, Change, Repository, StagedOptions, Store},
};
use std::{ops::ControlFlow, path::Path};

pub(super) fn scan(
    work: &Work<'_>,
    path: &Path,
    options: &StagedOptions,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let staged = git::staged(&repository, options)?;
    let store = repository.store();
    let mut statistics = Statistics { incidents: staged.incidents, ..Statistics::default() };
    let changes = blobs::admit(work, store, &staged.changes, &mut statistics);
    let bytes = blobs::total(&changes);
    work.progress.total(changes.len() as u64, bytes);

    let known = blobs::index_of(work, store, &staged.files, staged.changes.iter().map(|change| &change.blob));
    let paths: Vec<String> = staged.changes.iter().map(|change| change.blob.reported()).collect();
    let names = work.names(paths.iter().map(String::as_str));
    let mut findings = Vec::new();
    let one = |(change, _): &blobs::Admitted<'_, Change>, _: &mut Vec<u8>| {
        let mut scanned = blobs::scan(work, store, &change.blob, &known, |content| content);
        if let Ok((outcome, _)) = &mut scanned {
            work.add_names(&names, &change.blob.reported(), outcome);
        }
        if options.changed_lines { only_added(store, change, scanned) } else { scanned }
    };
    let take = |scanned| {
        findings.append(&mut count(scanned, &mut statistics));
        ControlFlow::Continue(())
    };
    let _ = batch::run(work, &changes, bytes, one, take);
    // In a merge conflict, one path has two contents.
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(statistics)
}

/// Removes findings on lines that HEAD's version of the file also has. If that version cannot be read, all lines count
/// as new.
fn only_added(store: &Store, change: &Change, scanned: Scanned) -> Scanned {
    let (mut outcome, size) = scanned?;
    if let (Some(before), [_, ..]) = (change.before, &outcome.findings[..]) {
        let (before, after) = (store.read(&before), store.read(&change.blob.id));
        if let (Ok((_, before)), Ok((_, after))) = (before, after)
            && let Ok(added) = git::added_lines(&decode(&before).into_bytes(), &decode(&after).into_bytes())
        {
            outcome.findings.retain(|Finding { location, .. }| {
                let lines = location.region.line..=location.region.end_line;
                added.range(lines).next().is_some()
            });
        }
    }
    Ok((outcome, size))
}
