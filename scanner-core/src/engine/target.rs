//! What is scanned.

#[cfg(feature = "git")]
use crate::source::git::{GitError, Range, StagedOptions};
use crate::{model::Incident, source::SourceError, suppress::Scope};
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
    /// Every version of every file of a repository.
    #[cfg(feature = "git")]
    History { repository: PathBuf, options: HistoryOptions },
    /// A stream, in full, as one file.
    Reader { name: String, reader: Box<dyn Read + Send> },
    /// What the index of the repository around a folder holds and HEAD has not.
    #[cfg(feature = "git")]
    Staged { repository: PathBuf, options: StagedOptions },
    /// What commits of the repository around a folder brought.
    #[cfg(feature = "git")]
    Range { repository: PathBuf, range: Range },
}

/// What counts as the history of a repository, beside what branches, remote branches, tags, notes, stashes and the `HEAD`
/// of each work tree lead to.
#[cfg(feature = "git")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryOptions {
    /// Also what nothing leads to: whatever is in the object database.
    pub all_objects: bool,
    /// Also what branches led to before, by the reflogs.
    pub reflogs: bool,
    /// Also the histories of submodules, as far as they are here.
    pub submodules: bool,
    /// A folder where scans remember which blobs they searched, so that the next one reads only new ones. No value and no
    /// path is kept there. Made if it is missing.
    pub cache: Option<PathBuf>,
}

impl Target {
    /// The whole history of the repository that `path` is in: all versions of all files, and the messages of commits and
    /// tags. Paths are reported relative to the root of the repository.
    #[cfg(feature = "git")]
    pub fn history(path: impl AsRef<Path>, options: HistoryOptions) -> Self {
        Target(Kind::History { repository: path.as_ref().to_owned(), options })
    }

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

    /// What is staged in the repository that a folder is in, or is. Paths are reported from the repository's top.
    #[cfg(feature = "git")]
    pub fn staged(repository: impl AsRef<Path>, options: StagedOptions) -> Self {
        Target(Kind::Staged { repository: repository.as_ref().to_owned(), options })
    }

    /// What the commits of a range brought, and their messages, in the repository that a folder is in, or is. Paths are
    /// reported from the repository's top.
    #[cfg(feature = "git")]
    pub fn range(repository: impl AsRef<Path>, range: Range) -> Self {
        Target(Kind::Range { repository: repository.as_ref().to_owned(), range })
    }

    /// How much of what suppressions are written for it is. `None` for what was there once: whoever reads a note can't
    /// change it any more.
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

    /// How the target is called in reports.
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

/// The scan could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// A path that does not exist.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A repository that can't serve what is asked of it.
    #[cfg(feature = "git")]
    #[error(transparent)]
    Git(#[from] GitError),
    /// A file that can't be read, or is none.
    #[error("`{path}` can't be read{}", reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}")))]
    Unread {
        /// The file.
        path: String,
        /// What went wrong, if that is known.
        reason: Option<String>,
    },
    /// The stream failed.
    #[error("{name} can't be read: {error}")]
    Stream {
        /// What it was called.
        name: String,
        /// What went wrong.
        error: std::io::Error,
    },
}

impl ScanError {
    pub(super) fn unread(path: &Path, incident: Option<&Incident>) -> Self {
        ScanError::Unread { path: path.display().to_string(), reason: incident.map(ToString::to_string) }
    }
}
