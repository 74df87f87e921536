//! What is known across the files of a scan before the first one is searched.

use super::Inner;
use crate::{
    context::{Override, Project, ProjectBuilder},
    detect::{ConfigDetector, Files, Relations, RelationsBuilder},
    document,
    source::{self, Entry, Listing},
};

/// Files that are read for it are at most so large.
const LARGEST: u64 = 1 << 20;
/// So much is kept of them all together; what comes later by path is not known.
const MOST: u64 = 64 << 20;

/// What is known across files; nothing for a file that is scanned alone.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) project: Project,
    pub(super) relations: Relations,
}

/// Files to learn from.
pub(super) trait FileSet {
    /// Their paths and sizes, where these are known before they are read; sorted by path.
    fn list(&self) -> impl Iterator<Item = (&str, u64)>;

    /// The text of a file by its place in the list; `None` if it is longer than the limit, or can't be read, which is noted
    /// when it is scanned.
    fn read(&self, at: usize, limit: u64) -> Option<Vec<u8>>;
}

impl Surroundings {
    /// Of a file that is scanned alone, only what the user says is known.
    pub(super) fn none(overrides: &[Override]) -> Self {
        Surroundings { project: Project::new(overrides.to_vec()), relations: Relations::default() }
    }

    /// Reads the few files of a listing that tell of others.
    pub(super) fn of(listing: &Listing, scanner: &Inner) -> Self {
        Surroundings::learn(&scanner.overrides, &listing.entries[..], &listing.tracked_env_files)
    }

    /// Reads the few files of a set that tell of others. `tracked` are the env files in git.
    pub(super) fn learn(overrides: &[Override], set: &(impl FileSet + ?Sized), tracked: &[String]) -> Self {
        let mut files = Files::new(set.list().map(|(path, _)| path.to_owned()));
        let mut kept = 0;
        for (at, (path, size)) in set.list().enumerate() {
            if size <= LARGEST && kept + size <= MOST && is_telling(path) {
                let text = set.read(at, LARGEST);
                kept += text.as_ref().map_or(0, |text| text.len() as u64);
                text.into_iter().for_each(|text| files.keep(path, text));
            }
        }
        Surroundings::judge(overrides, files, tracked)
    }

    fn judge(overrides: &[Override], files: Files, tracked: &[String]) -> Self {
        let mut builder = ProjectBuilder::new(overrides.to_vec(), files.paths());
        for (path, text) in files.texts().filter(|(path, _)| ProjectBuilder::wants(path)) {
            builder.add(path, text);
        }
        let project = builder.build();
        let mut builder = RelationsBuilder::new(tracked.iter().cloned());
        for (path, text) in files.texts().filter(|(path, _)| RelationsBuilder::wants(path)) {
            builder.add(path, project.context(path, text), text, &document::settings(path, text).list);
        }
        Surroundings { relations: builder.build(files), project }
    }
}

/// Whether what is said of a file can depend on others.
#[cfg(feature = "git")]
pub(super) fn depends_on_others(path: &str) -> bool {
    is_telling(path) || ConfigDetector::looks_at_all_of(path) || document::Format::of(path).is_some()
}

fn is_telling(path: &str) -> bool {
    ProjectBuilder::wants(path) || RelationsBuilder::wants(path) || ConfigDetector::looks_up(path)
}

impl FileSet for [Entry] {
    fn list(&self) -> impl Iterator<Item = (&str, u64)> {
        self.iter().map(|entry| (entry.path.as_str(), entry.size))
    }

    fn read(&self, at: usize, limit: u64) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        source::read(&self[at], limit, &mut text).ok().map(|()| text)
    }
}

/// Files whose text is at hand.
impl FileSet for [(String, String)] {
    fn list(&self) -> impl Iterator<Item = (&str, u64)> {
        self.iter().map(|(path, text)| (path.as_str(), text.len() as u64))
    }

    fn read(&self, at: usize, _: u64) -> Option<Vec<u8>> {
        Some(self[at].1.as_bytes().to_vec())
    }
}
