//! A folder that is walked, and the repository it lies in.

use super::name;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, how it is opened, and how it is reported.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Where to open it.
    pub(super) file: PathBuf,
    /// The path reported for it.
    pub(super) path: String,
    /// The repository around it.
    pub(super) repository: Option<Enclosing>,
}

/// The nearest folder with a `.git`, from a folder upward.
#[derive(Clone, Debug)]
pub(super) struct Enclosing {
    /// Without links.
    pub(super) work_tree: PathBuf,
    /// The way from there to the folder.
    pub(super) inside: PathBuf,
}

impl Folder {
    pub(super) fn new(file: PathBuf, path: String) -> Self {
        let repository = Enclosing::find(&file);
        Folder { file, path, repository }
    }

    /// How something that a walk found below the folder is reported.
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
