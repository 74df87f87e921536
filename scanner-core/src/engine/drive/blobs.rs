//! Files as git's objects hold them.

use super::{Scanned, Work, batch};
use crate::{
    model::{Incident, Statistics},
    source::git::{Blob, Objects},
};
use std::ops::ControlFlow;

/// Something that has a blob, and the blob's size.
pub(super) type Admitted<'a, T> = (&'a T, u64);

/// Leaves out what is excluded, too large or missing.
pub(super) fn admit<'a, T: AsRef<Blob> + Sync>(
    work: &Work<'_>,
    objects: &Objects<'_>,
    items: &'a [T],
    statistics: &mut Statistics,
) -> Vec<Admitted<'a, T>> {
    let options = &work.scanner.0.tree;
    let mut admitted = Vec::new();
    let one = |item: &'a T, _: &mut Vec<u8>| {
        let path = item.as_ref().reported();
        if options.exclude.matches(&path) {
            return None;
        }
        Some(objects.size(item.as_ref().id).and_then(|bytes| match bytes > options.max_file_size {
            true => Err(Incident::TooLarge { path, bytes }),
            false => Ok((item, bytes)),
        }))
    };
    let take = |size: Option<Result<_, _>>| {
        match size {
            Some(Ok(item)) => admitted.push(item),
            Some(Err(incident)) => statistics.incidents.push(incident),
            None => {}
        }
        ControlFlow::Continue(())
    };
    let _ = batch::run(work, items, 0, one, take);
    admitted
}

/// How many bytes there are.
pub(super) fn total<T>(admitted: &[Admitted<'_, T>]) -> u64 {
    admitted.iter().map(|(_, size)| size).sum()
}

/// Scans a blob. `part` says which of its bytes are the file's.
pub(super) fn scan(work: &Work<'_>, objects: &Objects<'_>, blob: &Blob, part: impl Fn(&[u8]) -> &[u8]) -> Scanned {
    let read = objects.read(blob.id);
    let scanned = read.map(|object| {
        let content = part(object.data());
        (work.scan(&blob.reported(), content, &work.alone), content.len() as u64)
    });
    work.progress.advance(1, scanned.as_ref().map_or(0, |(_, size)| *size));
    scanned
}
