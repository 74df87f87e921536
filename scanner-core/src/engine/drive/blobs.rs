//! Scans of files stored as git objects.

use super::{Scanned, Work, batch};
use crate::{
    context::is_env_file,
    engine::index::{FileSet, ProjectIndex, depends_on_others},
    model::{Incident, Statistics},
    source::git::{Blob, Store},
};
use std::{ops::ControlFlow, sync::Arc};

/// An item with a blob, and the size of the blob.
pub(super) type Admitted<'a, T> = (&'a T, u64);

/// Filters out blobs that are excluded, too large or missing.
pub(super) fn admit<'a, T: AsRef<Blob> + Sync>(
    work: &Work<'_>,
    store: &Store,
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
        let id = &item.as_ref().id;
        let size = store.size(id).map_err(|failure| failure.incident(id));
        Some(size.and_then(|bytes| match bytes > options.max_file_size {
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

/// The index across all files of an index or a tree, all of which git tracks. They are not read where nothing that has
/// `changed` depends on them: a hook has little time.
pub(super) fn index_of<'a>(
    work: &Work<'_>,
    store: &Store,
    files: &[Blob],
    mut changed: impl Iterator<Item = &'a Blob>,
) -> ProjectIndex {
    if !changed.any(|blob| depends_on_others(&blob.reported())) {
        return ProjectIndex::none(&work.scanner.0.overrides);
    }
    let paths: Vec<String> = files.iter().map(Blob::reported).collect();
    let tracked: Vec<String> = paths.iter().filter(|path| is_env_file(path)).cloned().collect();
    ProjectIndex::learn(&work.scanner.0.overrides, &Held { store, files, paths }, &tracked)
}

/// The files of an index or a tree.
struct Held<'a> {
    store: &'a Store,
    files: &'a [Blob],
    paths: Vec<String>,
}

impl FileSet for Held<'_> {
    /// Their sizes are unknown until they are read.
    fn list(&self) -> impl Iterator<Item = (&str, u64)> {
        self.paths.iter().map(|path| (path.as_str(), 0))
    }

    fn read(&self, at: usize, limit: u64) -> Option<Vec<u8>> {
        let (_, bytes) = self.store.read_within(&self.files[at].id, limit).ok()?;
        Some(Arc::unwrap_or_clone(bytes))
    }
}

/// The total size in bytes.
pub(super) fn total<T>(admitted: &[Admitted<'_, T>]) -> u64 {
    admitted.iter().map(|(_, size)| size).sum()
}

/// Scans a blob in the context of its project. `part` selects the bytes that belong to the file.
pub(super) fn scan(
    work: &Work<'_>,
    store: &Store,
    blob: &Blob,
    known: &ProjectIndex,
    part: impl Fn(&[u8]) -> &[u8],
) -> Scanned {
    let read = store.read(&blob.id).map_err(|failure| failure.incident(&blob.id));
    let scanned = read.map(|(_, bytes)| {
        let content = part(&bytes);
        (work.scan(&blob.reported(), content, known), content.len() as u64)
    });
    work.progress.advance(1, scanned.as_ref().map_or(0, |(_, size)| *size));
    scanned
}
