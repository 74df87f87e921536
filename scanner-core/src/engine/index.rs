//! Knowledge across the files of a scan, from before the first one is searched.

use super::Inner;
use crate::{
    context::{Override, Project, ProjectBuilder},
    detect::{ConfigDetector, Files, RelatedFiles, RelatedFilesBuilder},
    source::{self, Entry, Listing},
};

/// A longer file is not read ahead: what it says about others is not worth the time.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// The text of all files together that is kept; later files, by path, are not known.
const MAX_KEPT_BYTES: u64 = 64 << 20;

/// The index across files; empty for a file that is scanned alone.
#[derive(Debug, Default)]
pub(super) struct ProjectIndex {
    pub(super) project: Project,
    pub(super) relations: RelatedFiles,
}

/// Files to learn from.
pub(super) trait FileSet {
    /// Their paths and sizes, where these are known before they are read; sorted by path.
    fn list(&self) -> impl Iterator<Item = (&str, u64)>;

    /// The text of a file by its place in the list; `None` if it is longer than the limit, or can't be read, which is noted
    /// when it is scanned.
    fn read(&self, at: usize, limit: u64) -> Option<Vec<u8>>;
}

impl ProjectIndex {
    /// Of a file that is scanned alone, only what the user says is known.
    pub(super) fn none(overrides: &[Override]) -> Self {
        ProjectIndex { project: Project::new(overrides.to_vec()), relations: RelatedFiles::default() }
    }

    /// Reads the few files of a listing that describe others.
    pub(super) fn from_listing(listing: &Listing, scanner: &Inner) -> Self {
        ProjectIndex::learn(&scanner.overrides, &listing.entries[..], &listing.tracked_env_files)
    }

    /// Reads the few files of a set that describe others. `tracked` are the env files in git.
    pub(super) fn learn(overrides: &[Override], set: &(impl FileSet + ?Sized), tracked: &[String]) -> Self {
        let files = Files::new(set.list().map(|(path, _)| path.to_owned()));
        let mut index = Reading { set, files, kept_bytes: 0 };
        index.keep(provides_context);
        let named = ConfigDetector::named_by(&index.files);
        index.keep(|path| named.contains(path) && !provides_context(path));
        ProjectIndex::from_files(overrides, index.files, tracked)
    }

    fn from_files(overrides: &[Override], mut files: Files, tracked: &[String]) -> Self {
        let mut builder = ProjectBuilder::new(overrides.to_vec(), files.paths());
        for (path, text) in files.texts().filter(|(path, _)| ProjectBuilder::wants(path)) {
            builder.add(path, text);
        }
        let project = builder.build();
        files.set_loaders(|path| project.loader(path));
        let mut builder = RelatedFilesBuilder::new(tracked.iter().cloned());
        for file in files.kept().filter(|file| RelatedFilesBuilder::wants(file.path())) {
            builder.add(file, project.context(file.path(), file.bytes()));
        }
        ProjectIndex { relations: builder.build(files), project }
    }
}

/// The files of a set while they are read ahead.
struct Reading<'s, S: ?Sized> {
    set: &'s S,
    files: Files,
    kept_bytes: u64,
}

impl<S: FileSet + ?Sized> Reading<'_, S> {
    /// Keeps those that are wanted, as far as there is room.
    fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        for (at, (path, size)) in self.set.list().enumerate() {
            if size <= MAX_FILE_BYTES && self.kept_bytes + size <= MAX_KEPT_BYTES && wanted(path) {
                let text = self.set.read(at, MAX_FILE_BYTES);
                self.kept_bytes += text.as_ref().map_or(0, |text| text.len() as u64);
                text.into_iter().for_each(|text| self.files.keep(path, text));
            }
        }
    }
}

/// Whether the findings in a file can depend on others.
#[cfg(feature = "git")]
pub(super) fn depends_on_others(path: &str) -> bool {
    provides_context(path) || ConfigDetector::looks_at_all_of(path) || crate::document::Format::for_path(path).is_some()
}

fn provides_context(path: &str) -> bool {
    ProjectBuilder::wants(path) || RelatedFilesBuilder::wants(path) || ConfigDetector::looks_up(path)
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
