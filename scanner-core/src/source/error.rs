//! Errors that end a listing.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A path that was named for scanning and is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` {}", path.display(), if *dangling { "is a symbolic link to nothing" } else { "does not exist" })]
pub struct SourceError {
    path: PathBuf,
    dangling: bool,
}

impl SourceError {
    pub(super) fn missing(path: &Path, file: &Path) -> Self {
        // `.` would not name the missing folder.
        let named = if path == Path::new(".") { file } else { path };
        SourceError { path: named.to_owned(), dangling: fs::symlink_metadata(file).is_ok() }
    }

    /// The path as it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
