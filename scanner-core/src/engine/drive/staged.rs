//! Scans of staged files, as they would be committed.

use super::{
    Scanned, Work,
    added::{Comparison, take_old},
    batch, blobs, count,
};
use crate::{
    engine::{ScanError, sink::Sink},
    model::Statistics,
    source::git::{self, Change, Repository, StagedOptions},
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
    let nothing_to_read = !staged.is_tracked;
    let mut statistics = Statistics { incidents: staged.incidents.clone(), nothing_to_read, ..Statistics::default() };
    let changes = blobs::admit(work, store, &staged.changes, &mut statistics);
    let bytes = blobs::total(&changes);
    work.progress.total(changes.len() as u64, bytes);

    let known = blobs::index_of(work, store, &staged.files, staged.changes.iter().map(|change| &change.blob));
    let paths: Vec<String> = staged.changes.iter().map(|change| change.blob.reported()).collect();
    let names = work.names(paths.iter().map(String::as_str));
    let comparison = Comparison { work, store, known: &known };
    let mut findings = Vec::new();
    let one = |(change, _): &blobs::Admitted<'_, Change>, _: &mut Vec<u8>| {
        let scanned = blobs::scan(work, store, &change.blob, &known, |content| content);
        let scanned = match options.all_lines || staged.is_tracked {
            true => scanned,
            false => comparison.mark(&change.blob, scanned, || change.before.clone(), || &staged.gone),
        };
        let before = || if options.all_lines { Vec::new() } else { change.before.clone() };
        comparison.add_names(&names, &change.blob, scanned, before)
    };
    let take = |mut scanned: Scanned| {
        if let Ok((outcome, _)) = &mut scanned {
            statistics.old += take_old(outcome).len() as u64;
        }
        findings.append(&mut count(scanned, &mut statistics));
        ControlFlow::Continue(())
    };
    let _ = batch::run(work, &changes, bytes, one, take);
    // In a merge conflict, one path has two contents.
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    if staged.is_tracked && !staged.changes.is_empty() {
        sink.note("nothing is staged, so all tracked files were scanned".to_owned());
    }
    Ok(statistics)
}
