//! A repository that is open, or the reason why it can't be read.

use super::{
    config::Config,
    discover,
    error::{GitError, reason},
    id::{ObjectFormat, ObjectId},
    objects::{ObjectKind, Store},
    opened_files,
    partial::View,
};
use crate::regular_file::{self, MAX_TEXT_BYTES};
use git2::ErrorCode;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Files can be scanned whatever their repository looks like.
const SCAN_FILES: &str = "`gonogo scan PATH` reads the files without git";
/// Extensions that ask nothing of a reader but to know that objects may be missing.
const HARMLESS: [&str; 5] = ["noop", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"];

/// A repository as a place of refs and objects.
pub(crate) struct Repository {
    git: git2::Repository,
    /// The folder of `HEAD` and the index; each work tree has its own.
    git_dir: PathBuf,
    /// The folder of objects and branches, shared by all work trees.
    common_dir: PathBuf,
    store: OnceLock<Store>,
    /// The folder that `git` looks at instead, if libgit2 refuses the repository itself.
    _view: Option<View>,
}

impl Repository {
    /// Opens the repository that `path` is in, or is.
    ///
    /// Whoever owns it may be anyone: git refuses others' repositories as their configuration may name commands, and here
    /// none is run.
    ///
    /// # Errors
    /// There is none, or it has a format that can't be read.
    pub(crate) fn open(path: &Path) -> Result<Self, GitError> {
        let git_dir = discover::git_dir(path)?;
        let common_dir = discover::common_dir(&git_dir)?;
        opened_files::check(&git_dir, &common_dir)?;
        match git2::Repository::open_bare(&git_dir) {
            Ok(git) => Ok(Repository { git, git_dir, common_dir, store: OnceLock::new(), _view: None }),
            Err(error) => {
                check_format(&common_dir, &error)?;
                let (git, view) = View::open(&git_dir, &common_dir)?;
                Ok(Repository { git, git_dir, common_dir, store: OnceLock::new(), _view: Some(view) })
            }
        }
    }

    /// As [`open`](Self::open), for reading all reflogs.
    ///
    /// # Errors
    /// One of them is no file.
    pub(crate) fn open_with_logs(path: &Path) -> Result<Self, GitError> {
        let repository = Repository::open(path)?;
        opened_files::check_logs(&repository.git_dir, &repository.common_dir)?;
        Ok(repository)
    }

    /// libgit2's handle, for refs, names of commits and configuration. It is opened as if the repository were bare.
    pub(crate) fn git(&self) -> &git2::Repository {
        &self.git
    }

    /// The hash that names its objects.
    pub(crate) fn format(&self) -> ObjectFormat {
        ObjectFormat::from_git2(self.git.object_format())
    }

    /// The folder of `HEAD` and the index.
    pub(crate) fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The folder of objects and branches.
    pub(crate) fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// All objects, its alternates' included.
    pub(crate) fn store(&self) -> &Store {
        self.store.get_or_init(|| Store::open(&self.common_dir.join("objects"), self.format()))
    }

    /// The id of HEAD's commit, if there is one and HEAD can be read.
    fn head_commit(&self) -> Option<String> {
        ObjectId::from_git2(self.git.head().ok()?.target()?).map(|id| id.to_string())
    }

    /// HEAD's tree; none before the first commit.
    pub(crate) fn head_tree(&self) -> Result<Option<ObjectId>, GitError> {
        const BROKEN: &str = "HEAD can't be read";
        let head = match self.git.head() {
            Ok(head) => head,
            Err(error) if error.code() == ErrorCode::UnbornBranch => return Ok(None),
            Err(error) => return Err(GitError::broken(BROKEN, reason(&error))),
        };
        let id = head.target().and_then(ObjectId::from_git2);
        let id = id.ok_or_else(|| GitError::broken(BROKEN, "it names no object"))?;
        let tree = match self.store().peel(id, drop) {
            Ok((id, ObjectKind::Commit)) => self.store().commit(&id).map(|commit| commit.tree),
            Ok((id, _)) => Ok(id),
            Err(failure) => Err(failure),
        };
        tree.map(Some).map_err(|failure| GitError::broken(BROKEN, failure))
    }

    /// Whether its configuration says that it has no work tree.
    pub(crate) fn is_bare(&self) -> bool {
        let is_linked = self.git_dir != self.common_dir;
        !is_linked && self.git.config().and_then(|config| config.get_bool("core.bare")).unwrap_or(false)
    }

    /// Whether objects may be missing because they were left on the server.
    pub(crate) fn is_partial(&self) -> bool {
        let packs = fs::read_dir(self.common_dir.join("objects/pack")).into_iter().flatten();
        let mut names = packs.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.any(|name| name.ends_with(".promisor"))
    }

    /// The commits whose parents were left out when it was cloned; empty if it is whole.
    pub(crate) fn shallow(&self) -> BTreeSet<ObjectId> {
        let text = regular_file::read_text(&self.common_dir().join("shallow"), MAX_TEXT_BYTES).unwrap_or_default();
        text.lines().filter_map(|line| ObjectId::from_hex(line.trim().as_bytes())).collect()
    }
}

/// The id of the commit at HEAD of the repository around a folder, in hexadecimal; `None` if there is no repository, no commit or
/// no HEAD that can be read.
pub fn head_commit(path: &Path) -> Option<String> {
    Repository::open(path).ok()?.head_commit()
}

/// The hash that names the objects of the repository with this folder.
///
/// # Errors
/// A file that can't be read.
pub(crate) fn object_format(git_dir: &Path) -> Result<ObjectFormat, String> {
    let common_dir = discover::common_dir(git_dir).map_err(|error| error.to_string())?;
    let config = Config::read(&common_dir.join("config")).map_err(|error| format!("its configuration: {error}"))?;
    Ok(config.format())
}

/// Finds why libgit2 refused a repository with `error`. Succeeds if the reason does not matter here.
fn check_format(common_dir: &Path, error: &git2::Error) -> Result<(), GitError> {
    let name = common_dir.display();
    let refused = || GitError::new(format!("the repository `{name}` can't be opened: {}", error.message()), SCAN_FILES);
    let config = Config::read(&common_dir.join("config")).map_err(|_| refused())?;
    let version = config.version();
    if version > 1 {
        let message = format!("the repository `{name}` has format version {version}, and only 0 and 1 are known");
        return Err(GitError::new(message, SCAN_FILES));
    }
    let extensions: Vec<(String, String)> = config.extensions().collect();
    if extensions.is_empty() {
        return Err(refused());
    }
    let unsupported = extensions.iter().find_map(|(extension, value)| unsupported(extension, value));
    unsupported.map_or(Ok(()), |(what, advice)| Err(GitError::new(format!("the repository `{name}` {what}"), advice)))
}

/// The reason why a repository with this extension can't be read, and what to do.
fn unsupported(extension: &str, value: &str) -> Option<(String, &'static str)> {
    match (extension, value) {
        ("objectformat", "sha1" | "sha256") | ("refstorage", "files" | "reftable") => None,
        ("objectformat", _) => {
            Some((format!("names objects by `{value}`, and only SHA-1 and SHA-256 are supported"), SCAN_FILES))
        }
        ("refstorage", _) => Some((
            format!("keeps its branches in the format `{value}`, and only `files` and `reftable` are supported"),
            SCAN_FILES,
        )),
        _ if HARMLESS.contains(&extension) => None,
        _ => Some((format!("uses the extension `{extension}`, which is not supported"), SCAN_FILES)),
    }
}
