//! What is known across the files of a scan before the first one is searched.

use super::Inner;
use crate::{
    context::{Override, Project, ProjectBuilder},
    detect::{Relations, RelationsBuilder},
    document,
    source::{self, Entry, Listing},
};

/// Files that are read for it are at most so large.
const LARGEST: u64 = 1 << 20;

/// What is known across files; nothing for a file that is scanned alone.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) project: Project,
    pub(super) relations: Relations,
}

impl Surroundings {
    /// Of a file that is scanned alone, only what the user says is known.
    pub(super) fn none(overrides: &[Override]) -> Self {
        Surroundings { project: Project::new(overrides.to_vec()), relations: Relations::default() }
    }

    /// Reads the few files of a listing that tell of others. What can't be read is noted when it is scanned.
    pub(super) fn of(listing: &Listing, scanner: &Inner) -> Self {
        let sizes = listing.entries.iter().filter(|entry| entry.size <= LARGEST);
        let read = |entry: &Entry, buffer: &mut Vec<u8>| source::read(entry, LARGEST, buffer).is_ok();
        Surroundings::collect(&scanner.overrides, sizes, |entry| &entry.path, &listing.tracked_env_files, read)
    }

    /// Of files whose text is at hand, some of which git tracks.
    pub(super) fn of_texts(texts: &[(String, String)], tracked: &[String]) -> Self {
        let read = |file: &(String, String), buffer: &mut Vec<u8>| {
            buffer.clear();
            buffer.extend_from_slice(file.1.as_bytes());
            true
        };
        Surroundings::collect(&[], texts.iter(), |file| &file.0, tracked, read)
    }

    fn collect<'a, F: 'a>(
        overrides: &[Override],
        files: impl Iterator<Item = &'a F> + Clone,
        path: impl Fn(&'a F) -> &'a String,
        tracked: &[String],
        read: impl Fn(&F, &mut Vec<u8>) -> bool,
    ) -> Self {
        let mut buffer = Vec::new();
        let mut builder = ProjectBuilder::new(overrides.to_vec(), files.clone().map(|file| path(file).as_str()));
        for file in files.clone().filter(|file| ProjectBuilder::wants(path(file))) {
            if read(file, &mut buffer) {
                builder.add(path(file), &buffer);
            }
        }
        let project = builder.build();
        let mut builder = RelationsBuilder::new(tracked.iter().cloned());
        for file in files.filter(|file| RelationsBuilder::wants(path(file))) {
            if read(file, &mut buffer) {
                let context = project.context(path(file), &buffer);
                builder.add(path(file), context, &buffer, &document::settings(path(file), &buffer).list);
            }
        }
        Surroundings { project, relations: builder.build() }
    }
}
