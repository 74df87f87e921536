//! A folder to walk, and its enclosing repository.

use super::name;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, with the path to open and the path to report.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// The path to open.
    pub(super) file: PathBuf,
    /// The path to report.
    pub(super) path: String,
    /// The enclosing repository.
    pub(super) repository: Option<Enclosing>,
}

/// The nearest folder with a `.git`, searched upward.
#[derive(Clone, Debug)]
pub(super) struct Enclosing {
    /// The canonical path of the work tree.
    pub(super) work_tree: PathBuf,
    /// The path from there to the folder.
    pub(super) inside: PathBuf,
}

impl Folder {
    pub(super) fn new(file: PathBuf, path: String) -> Self {
        let repository = Enclosing::find(&file);
        Folder { file, path, repository }
    }

    /// The reported path of an entry found below the folder.
    pub(super) fn report(&self, found: &Path) -> String {
        let full = found.as_os_str().as_encoded_bytes();
        let mut rest = full.get(self.file.as_os_str().len()..).unwrap_or_default();
        while let [b'/', more @ ..] = rest {
            rest = more;
        }
        if cfg!(windows) {
            rest = rest.strip_prefix(b"\\").unwrap_or(rest);
        }
        name::join(&self.path, rest)
    }
}

impl Enclosing {
    fn find(folder: &Path) -> Option<Self> {
        let folder = fs::canonicalize(folder).ok()?;
        let work_tree = folder.ancestors().find(|ancestor| fs::symlink_metadata(ancestor.join(".git")).is_ok())?;
        let inside = folder.strip_prefix(work_tree).ok()?.to_owned();
        Some(Enclosing { work_tree: work_tree.to_owned(), inside })
    }
}
