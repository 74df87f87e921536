//! A scan target.

#[cfg(feature = "git")]
use crate::source::git::{GitError, Range, StagedOptions};
use crate::{model::Incident, source::SourceError, suppress::Scope};
use std::{
    fmt,
    io::Read,
    path::{Path, PathBuf},
};

/// A scan target.
pub struct Target(pub(super) Kind);

pub(super) enum Kind {
    /// Folders to walk and files to read; paths are reported relative to `base`.
    Paths { base: PathBuf, paths: Vec<PathBuf> },
    /// Every version of every file of a repository.
    #[cfg(feature = "git")]
    History { repository: PathBuf, options: HistoryOptions },
    /// A stream, scanned as one file.
    Reader { name: String, reader: Box<dyn Read + Send> },
    /// The changes staged in the repository around a folder.
    #[cfg(feature = "git")]
    Staged { repository: PathBuf, options: StagedOptions },
    /// The changes made by commits of the repository around a folder.
    #[cfg(feature = "git")]
    Range { repository: PathBuf, range: Range },
}

/// Options of a history scan, beyond the objects reachable from branches, remote branches, tags, notes, stashes and the
/// `HEAD` of each work tree.
#[cfg(feature = "git")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryOptions {
    /// Include all objects in the database, even unreachable ones.
    pub all_objects: bool,
    /// Include commits that only the reflogs name.
    pub reflogs: bool,
    /// Include the histories of submodules that are present.
    pub submodules: bool,
    /// A cache folder for the ids of searched blobs, so that the next scan reads only new ones. It stores no values and
    /// no paths, and is created if missing.
    pub cache: Option<PathBuf>,
}

impl Target {
    /// The whole history of the repository around `path`: all versions of all files, and the messages of commits and
    /// tags. Paths are reported relative to the root of the repository.
    #[cfg(feature = "git")]
    pub fn history(path: impl AsRef<Path>, options: HistoryOptions) -> Self {
        Target(Kind::History { repository: path.as_ref().to_owned(), options })
    }

    /// A folder or a file. Paths are reported relative to it.
    pub fn tree(root: impl AsRef<Path>) -> Self {
        let root = root.as_ref();
        let file = root.is_file();
        let base = if file { root.parent().unwrap_or(root) } else { root };
        Target::paths(
            base,
            vec![if file { root.file_name().map_or_else(PathBuf::new, PathBuf::from) } else { PathBuf::from(".") }],
        )
    }

    /// Folders and files, relative to `base`, which reported paths are also relative to.
    pub fn paths(base: impl AsRef<Path>, paths: Vec<PathBuf>) -> Self {
        Target(Kind::Paths { base: base.as_ref().to_owned(), paths })
    }

    /// A stream, reported as a file with this name.
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Target(Kind::Reader { name: name.into(), reader: Box::new(reader) })
    }

    /// The staged changes of the repository at or around a folder. Paths are reported relative to its root.
    #[cfg(feature = "git")]
    pub fn staged(repository: impl AsRef<Path>, options: StagedOptions) -> Self {
        Target(Kind::Staged { repository: repository.as_ref().to_owned(), options })
    }

    /// The changes and messages of the commits in a range, in the repository at or around a folder. Paths are reported
    /// relative to its root.
    #[cfg(feature = "git")]
    pub fn range(repository: impl AsRef<Path>, range: Range) -> Self {
        Target(Kind::Range { repository: repository.as_ref().to_owned(), range })
    }

    /// The scope for reporting unused suppressions. `None` for past versions, which can no longer be changed.
    pub(super) fn scope(&self) -> Option<Scope> {
        match &self.0 {
            Kind::Paths { base, paths } if paths.iter().any(|path| path == Path::new(".") || path == base) => {
                Some(Scope::Whole)
            }
            Kind::Paths { .. } | Kind::Reader { .. } => Some(Scope::Part),
            #[cfg(feature = "git")]
            Kind::Staged { .. } => Some(Scope::Part),
            #[cfg(feature = "git")]
            Kind::Range { .. } | Kind::History { .. } => None,
        }
    }

    /// The name of the target in reports.
    pub(super) fn name(&self) -> String {
        match &self.0 {
            Kind::Paths { base, paths } if paths.iter().all(|path| path == Path::new(".")) => {
                base.display().to_string()
            }
            Kind::Paths { paths, .. } => {
                paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
            }
            #[cfg(feature = "git")]
            Kind::History { repository, .. } => repository.display().to_string(),
            Kind::Reader { name, .. } => name.clone(),
            #[cfg(feature = "git")]
            Kind::Staged { repository, .. } => format!("{} (staged)", repository.display()),
            #[cfg(feature = "git")]
            Kind::Range { repository, range } => format!("{} ({range})", repository.display()),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.name()).finish()
    }
}

/// The error for a scan that could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// A path does not exist.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A repository cannot be scanned as requested.
    #[cfg(feature = "git")]
    #[error(transparent)]
    Git(#[from] GitError),
    /// A file cannot be read, or is not a file.
    #[error("`{path}` can't be read{}", reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}")))]
    Unread {
        /// The file.
        path: String,
        /// The error, if known.
        reason: Option<String>,
    },
    /// The stream failed.
    #[error("{name} can't be read: {error}")]
    Stream {
        /// The name of the stream.
        name: String,
        /// The error.
        error: std::io::Error,
    },
}

impl ScanError {
    pub(super) fn unread(path: &Path, incident: Option<&Incident>) -> Self {
        ScanError::Unread { path: path.display().to_string(), reason: incident.map(ToString::to_string) }
    }
}
