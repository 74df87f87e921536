//! Where git keeps content that is in no file: the index, and the commits.
//!
//! libgit2 opens repositories and finds objects. Nothing that a repository's configuration could have run is run, so it
//! does not matter whose the repository is.

#![allow(dead_code, unused_imports, reason = "the sources that read repositories come next")]

mod error;
mod partial;
mod repository;

pub use error::GitError;
pub(crate) use repository::Repository;

#[cfg(test)]
pub(crate) mod tests;
