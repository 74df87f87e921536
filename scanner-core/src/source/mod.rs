//! Sources of a scan's files: folders and files, as a list that is complete before the first one is read.
//!
//! Nothing is left out silently: what ignore rules exclude but git tracks is listed, and what can't be listed or read is
//! an [`Incident`].

mod base;
mod error;
mod folder;
#[cfg(feature = "git")]
pub mod git;
#[cfg(feature = "git")]
pub mod history;
mod ignore_files;
mod ignored;
mod name;
mod read;
mod tracked;
mod walk;

pub use error::SourceError;
#[cfg(feature = "git")]
pub(crate) use name::reported as reported_path;
pub use read::read;

use crate::model::{Cancel, Incident, LeftOut, PathGlobs};
use base::Base;
use folder::Folder;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Larger files are never read: places in a text are counted in 32 bits, and a text must fit into memory.
const MAX_FILE_BYTES: u64 = 1 << 31;

/// One file to scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As reported: relative to the base, with forward slashes. Bytes that are no UTF-8, and characters that could
    /// break a line or a terminal, are written as `%XX`.
    pub path: String,
    /// The path to open.
    pub file: PathBuf,
    /// Its size when it was listed.
    pub size: u64,
}

/// The options of a listing.
#[derive(Clone, Debug)]
pub struct TreeOptions {
    /// Leaves out what `.gitignore`, `.ignore` and git's own exclude files name, unless git tracks it. Where there is no
    /// repository, only folders are left out by a `.gitignore`.
    pub respect_ignore: bool,
    /// Files of more bytes are not listed but noted.
    pub max_file_size: u64,
    /// The number of threads that walk; 0 for as many as there are cores.
    pub threads: usize,
    /// Files that are left out of walks, and folders that are not entered. Files named explicitly are listed all the same.
    pub exclude: PathGlobs,
    /// Leaves them out if they are named explicitly, too: whoever names them may not have chosen them.
    pub force_exclude: bool,
}

impl Default for TreeOptions {
    fn default() -> Self {
        TreeOptions {
            respect_ignore: true,
            max_file_size: 10 * 1024 * 1024,
            threads: 0,
            exclude: PathGlobs::default(),
            force_exclude: false,
        }
    }
}

/// The files of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path; each file once.
    pub entries: Vec<Entry>,
    /// Files and folders that could not be listed, sorted.
    pub incidents: Vec<Incident>,
    /// The sizes of all entries together.
    pub bytes: u64,
    /// The env files among them that git tracks.
    pub tracked_env_files: Vec<String>,
    /// The files that were named one by one.
    pub named: BTreeSet<String>,
}

/// Lists the files of `paths`, which are taken relative to `base`, as are the paths reported.
///
/// Folders are walked in parallel; hidden files count, `.git` does not, and symbolic links are not followed. A file that
/// is named explicitly is always listed, be it ignored, hidden, excluded or a link; a folder so named is always entered.
/// [`TreeOptions::force_exclude`] takes back what of this concerns exclusions.
///
/// If `cancel` is set while it runs, the listing is what was found until then.
///
/// # Errors
/// A path that does not exist.
pub fn list(paths: &[PathBuf], base: &Path, options: &TreeOptions, cancel: &Cancel) -> Result<Listing, SourceError> {
    let base = Base::new(base);
    let mut listing = Listing::default();
    for path in paths {
        let file = base.file(path);
        if options.force_exclude && is_excluded(&base.report(path), &file, &options.exclude) {
            listing.leave_out(base.report(path), LeftOut::Excluded);
            continue;
        }
        let is_folder = file.is_dir();
        listing.named.extend((!is_folder).then(|| base.report(path)));
        match fs::metadata(&file) {
            Ok(metadata) if metadata.is_dir() => {
                let folder = Folder::new(file, base.report(path));
                walk::walk(&folder, options, cancel, &mut listing);
            }
            Ok(metadata) if metadata.is_file() => {
                listing.add(base.report(path), file, metadata.len(), options.max_file_size);
            }
            Ok(_) => listing.leave_out(base.report(path), LeftOut::Special),
            Err(error) if is_missing(&error) => return Err(SourceError::missing(path, &file)),
            Err(error) => listing.unreadable(base.report(path), error.to_string()),
        }
    }
    listing.finish();
    Ok(listing)
}

fn is_excluded(path: &str, file: &Path, exclude: &PathGlobs) -> bool {
    exclude.matches(path) || (file.is_dir() && exclude.matches_itself(path, true))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

impl Listing {
    fn add(&mut self, path: String, file: PathBuf, size: u64, max_file_size: u64) {
        if size > max_file_size.min(MAX_FILE_BYTES) {
            self.incidents.push(Incident::TooLarge { path, bytes: size });
        } else {
            self.entries.push(Entry { path, file, size });
        }
    }

    fn leave_out(&mut self, path: String, reason: LeftOut) {
        self.incidents.push(Incident::LeftOut { path, reason });
    }

    fn unreadable(&mut self, path: String, reason: impl Into<String>) {
        self.incidents.push(Incident::Unreadable { path, reason: reason.into() });
    }

    fn append(&mut self, other: &mut Listing) {
        self.entries.append(&mut other.entries);
        self.incidents.append(&mut other.incidents);
        self.tracked_env_files.append(&mut other.tracked_env_files);
    }

    /// The stable sort makes use of parts that are sorted already.
    fn sort(&mut self) {
        self.entries.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn finish(&mut self) {
        self.sort();
        self.entries.dedup_by(|next, kept| next.path == kept.path && is_same_file(&next.file, &kept.file));
        self.incidents.sort();
        self.incidents.dedup();
        self.bytes = self.entries.iter().map(|entry| entry.size).sum();
    }
}

/// Whether two ways to one reported path lead to one file; with links on the way, or names that are no UTF-8, they need not.
fn is_same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests;
