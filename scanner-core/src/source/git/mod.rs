//! Where git keeps content that is in no file: the index, and the commits.
//!
//! libgit2 opens repositories and finds objects. Nothing that a repository's configuration could have run is run, so it
//! does not matter whose the repository is.

mod authors;
mod error;
mod index;
mod lines;
mod objects;
mod partial;
mod range;
mod repository;
mod revision;
mod staged;
mod trees;
mod walk;

pub use error::GitError;
pub use revision::Range;
pub use staged::StagedOptions;

pub(crate) use authors::Authors;
pub(crate) use git2::{OdbObject, Oid};
pub(crate) use lines::added_lines;
pub(crate) use objects::{Blob, Objects, message};
pub(crate) use range::{Listing, Portion, Version};
pub(crate) use repository::Repository;
pub(crate) use staged::{Change, staged};
pub(crate) use walk::Step;

#[cfg(test)]
pub(crate) mod tests;
