//! The reason why a repository can't be scanned.

use std::{fmt::Display, path::Path};

/// Advice on how to get the rest of a shallow clone.
pub(super) const DEEPEN: &str = "the clone is shallow: `git fetch --unshallow` brings the rest, as does `fetch-depth: 0` \
                                 for actions/checkout in GitHub's workflows";

/// A fault of a repository, or of a request to it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    message: String,
    advice: String,
}

impl GitError {
    pub(crate) fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        GitError { message: message.into(), advice: advice.into() }
    }

    /// Something that would not fail in a sound repository; `fault` is such as "the index can't be read".
    pub(crate) fn broken(fault: impl Display, reason: impl Display) -> Self {
        let advice = "`git fsck` tells what is broken, `git fetch` may bring what is missing";
        GitError::new(format!("{fault}: {reason}"), advice)
    }

    /// A file of a repository because of which it can't be opened.
    pub(super) fn refused(file: &Path, reason: impl Display) -> Self {
        let message = format!("the repository can't be opened because of `{}`: {reason}", file.display());
        GitError::new(message, "`gonogo scan PATH` reads the files without git")
    }

    pub(super) fn no_repository(path: &Path) -> Self {
        let message = format!("`{}` is in no git repository", path.display());
        GitError::new(message, "name a folder of a repository; `gonogo scan PATH` reads files without git")
    }

    /// A way out.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

/// The message of libgit2, as the rest of a sentence.
pub(crate) fn reason(error: &git2::Error) -> String {
    error.message().trim_end_matches('.').to_owned()
}
