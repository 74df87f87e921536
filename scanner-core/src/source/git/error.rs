//! Why a repository can't serve what is asked.

use crate::model::Incident;
use git2::{ErrorCode, Oid};
use std::path::Path;

/// What is wrong with a repository or with what is asked of it, and what to do.
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

    /// Something that a sound repository would not make fail; `deed` is such as "the index can't be read".
    pub(crate) fn broken(deed: impl std::fmt::Display, error: &git2::Error) -> Self {
        let advice = "`git fsck` tells what is broken, `git fetch` may bring what is missing";
        GitError::new(format!("{deed}: {}", reason(error)), advice)
    }

    pub(super) fn no_repository(path: &Path) -> Self {
        let message = format!("`{}` is in no git repository", path.display());
        GitError::new(message, "name a folder of a repository; `gonogo scan PATH` reads files without git")
    }

    /// What to do about it.
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

/// What libgit2 said, as the rest of a sentence.
pub(crate) fn reason(error: &git2::Error) -> String {
    error.message().trim_end_matches('.').to_owned()
}

/// An object that is needed and can't be read.
pub(crate) fn absent(id: Oid, error: &git2::Error) -> Incident {
    let reason = match error.code() {
        ErrorCode::NotFound => "missing; in a partial clone `git show` with this id fetches it".to_owned(),
        _ => reason(error),
    };
    Incident::Object { id: id.to_string(), reason }
}
