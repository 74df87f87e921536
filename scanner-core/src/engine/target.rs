//! What is scanned.

use crate::source::SourceError;
use std::{
    fmt,
    io::Read,
    path::{Path, PathBuf},
};

/// What is scanned.
pub struct Target(pub(super) Kind);

pub(super) enum Kind {
    /// Folders are walked, files are taken; paths are reported relative to `base`.
    Paths { base: PathBuf, paths: Vec<PathBuf> },
    /// A stream, in full, as one file.
    Reader { name: String, reader: Box<dyn Read + Send> },
}

impl Target {
    /// All of a folder, or one file. Paths are reported relative to it.
    pub fn tree(root: impl AsRef<Path>) -> Self {
        let root = root.as_ref();
        let file = root.is_file();
        let base = if file { root.parent().unwrap_or(root) } else { root };
        Target::paths(
            base,
            vec![if file { root.file_name().map_or_else(PathBuf::new, PathBuf::from) } else { PathBuf::from(".") }],
        )
    }

    /// Folders and files, relative to `base`, as they are reported.
    pub fn paths(base: impl AsRef<Path>, paths: Vec<PathBuf>) -> Self {
        Target(Kind::Paths { base: base.as_ref().to_owned(), paths })
    }

    /// A stream, reported as a file of this name.
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Target(Kind::Reader { name: name.into(), reader: Box::new(reader) })
    }

    /// Whether it is all that its base holds.
    pub(super) fn is_whole(&self) -> bool {
        match &self.0 {
            Kind::Paths { base, paths } => paths.iter().any(|path| path == Path::new(".") || path == base),
            Kind::Reader { .. } => false,
        }
    }

    /// How the target is called in reports.
    pub(super) fn name(&self) -> String {
        match &self.0 {
            Kind::Paths { base, paths } if paths.iter().all(|path| path == Path::new(".")) => {
                base.display().to_string()
            }
            Kind::Paths { paths, .. } => {
                paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
            }
            Kind::Reader { name, .. } => name.clone(),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.name()).finish()
    }
}

/// The scan could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// A path that does not exist.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The stream failed.
    #[error("{name} can't be read: {error}")]
    Stream {
        /// What it was called.
        name: String,
        /// What went wrong.
        error: std::io::Error,
    },
}
