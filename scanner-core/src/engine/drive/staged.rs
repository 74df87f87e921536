//! What is staged, as it would be committed.

use super::{Scanned, Work, batch, blobs, count};
use crate::{
    decode::decode,
    engine::{ScanError, sink::Sink},
    model::{Finding, Statistics},
    source::git::{self, Change, Objects, Repository, StagedOptions},
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
    let objects = repository.objects()?;
    let mut statistics = Statistics { incidents: staged.incidents, ..Statistics::default() };
    let changes = blobs::admit(work, &objects, &staged.changes, &mut statistics);
    let bytes = blobs::total(&changes);
    work.progress.total(changes.len() as u64, bytes);

    let known = blobs::surroundings(work, &objects, &staged.files, staged.changes.iter().map(|change| &change.blob));
    let mut findings = Vec::new();
    let one = |(change, _): &blobs::Admitted<'_, Change>, _: &mut Vec<u8>| {
        let scanned = blobs::scan(work, &objects, &change.blob, &known, |content| content);
        if options.changed_lines { only_added(&objects, change, scanned) } else { scanned }
    };
    let take = |scanned| {
        findings.append(&mut count(scanned, &mut statistics));
        ControlFlow::Continue(())
    };
    let _ = batch::run(work, &changes, bytes, one, take);
    // In a conflict one path has two contents.
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(statistics)
}

/// Leaves out findings whose lines HEAD's version of the file has. If that can't be read, all lines are new.
fn only_added(objects: &Objects<'_>, change: &Change, scanned: Scanned) -> Scanned {
    let (mut outcome, size) = scanned?;
    if let (Some(before), [_, ..]) = (change.before, &outcome.findings[..]) {
        let text = |object: &git::OdbObject<'_>| decode(object.data()).into_bytes().into_owned();
        let (before, after) = (objects.read(before), objects.read(change.blob.id));
        if let (Ok(before), Ok(after)) = (before, after)
            && let Ok(added) = git::added_lines(&text(&before), &text(&after))
        {
            outcome.findings.retain(|Finding { location, .. }| {
                let lines = location.region.line..=location.region.end_line;
                added.range(lines).next().is_some()
            });
        }
    }
    Ok((outcome, size))
}
