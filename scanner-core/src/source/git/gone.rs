//! Files that a commit, or the index, no longer has where they were: a file that was only moved brings nothing new.

use super::{
    id::{IdMap, ObjectId},
    objects::Store,
    tree::Blob,
};
use std::{cmp::Reverse, ops::ControlFlow};

/// The most files that are listed of those that are gone. A file that was moved counts as new beyond that.
const MAX_GONE_FILES: usize = 100_000;
/// The most files that a changed file is compared with to see whether it was one of them before.
const MAX_MOVED_FROM: usize = 16;

/// Content that is no longer where it was.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    /// What is now where each of it was: nothing, or other content.
    places: IdMap<Vec<Option<ObjectId>>>,
    /// Files at whose paths nothing is now.
    files: Vec<Blob>,
}

impl Gone {
    /// What the trees `before` have and `tree` has not.
    pub(super) fn between(store: &Store, before: &[ObjectId], tree: &ObjectId) -> Self {
        let mut gone = Gone::default();
        for other in before {
            let found = |blob: Blob| {
                match store.file_at(tree, &blob.path) {
                    Some(now) => gone.replaced(blob.id, now),
                    None => gone.removed(blob),
                }
                gone.goes_on()
            };
            let _ = store.added(Vec::new(), other, &[*tree], |_, _| {}, found);
        }
        gone
    }

    /// Adds content that has made room for other content.
    pub(super) fn replaced(&mut self, id: ObjectId, now: ObjectId) {
        self.places.entry(id).or_default().push(Some(now));
    }

    /// Adds a file that is not there any more.
    pub(super) fn removed(&mut self, file: Blob) {
        self.places.entry(file.id).or_default().push(None);
        self.files.push(file);
    }

    /// Adds all files below a folder that is not there any more; `path` ends with a slash.
    pub(super) fn removed_folder(&mut self, store: &Store, path: Vec<u8>, tree: &ObjectId) {
        let found = |file: Blob| {
            self.removed(file);
            self.goes_on()
        };
        let _ = store.added(path, tree, &[], |_, _| {}, found);
    }

    fn goes_on(&self) -> ControlFlow<()> {
        if self.places.len() < MAX_GONE_FILES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    /// Whether content was at a path where nothing is now.
    pub(crate) fn has(&self, id: &ObjectId) -> bool {
        self.places.get(id).is_some_and(|places| places.contains(&None))
    }

    /// What is now where content was.
    pub(crate) fn replaced_by(&self, id: &ObjectId) -> Vec<ObjectId> {
        self.places.get(id).into_iter().flatten().copied().flatten().collect()
    }

    /// The files that may be at this path now, with changes: those of its name first, then those of its extension.
    pub(crate) fn moved_to(&self, path: &[u8]) -> Vec<ObjectId> {
        let likeness = |file: &&Blob| {
            let (a, b) = (name(&file.path), name(path));
            Reverse((a == b, extension(a) == extension(b)))
        };
        let mut files: Vec<&Blob> = self.files.iter().collect();
        files.sort_by_key(likeness);
        files.into_iter().take(MAX_MOVED_FROM).map(|file| file.id).collect()
    }
}

fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

fn extension(name: &[u8]) -> Option<&[u8]> {
    memchr::memrchr(b'.', name).map(|dot| &name[dot..])
}
