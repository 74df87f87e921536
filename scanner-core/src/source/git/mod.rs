//! Content that git keeps outside of files: the index, and the commits.
//!
//! Objects, trees, commits and the index are read here; libgit2 opens repositories and knows refs, names of commits and
//! configuration. Nothing that a repository's configuration could have run is run, so it does not matter whose the
//! repository is.

mod authors;
mod bytes;
mod commit;
mod commit_name;
mod config;
mod discover;
mod error;
mod gone;
mod graph;
mod id;
mod index;
mod objects;
mod opened_files;
mod partial;
mod path_budget;
mod range;
mod refs;
mod reftable;
mod repository;
mod revision;
mod split_index;
mod staged;
mod tree;
mod walk;

pub use commit::{CommitNode, message, people, tag_target};
pub use commit_name::object_named;
pub use error::GitError;
pub use graph::Graph;
pub use id::{IdMap, IdSet, ObjectFormat, ObjectId, ShortIdSet};
#[cfg(feature = "internals")]
#[doc(hidden)]
pub use index::index_paths;
pub use objects::{BadDelta, Base, Delta, Failure, MAX_OBJECT_BYTES, Object, ObjectKind, Store, Visitor};
pub use refs::Ref;
pub use repository::head_commit;
pub use revision::Range;
pub use staged::StagedOptions;

pub(crate) use authors::Authors;
pub(crate) use gone::Gone;
pub(crate) use index::Index;
pub(crate) use path_budget::PathBudget;
pub(crate) use range::{Listing, Portion, Version};
pub(crate) use refs::refs;
pub(crate) use repository::Repository;
pub(crate) use repository::object_format;
pub(crate) use staged::{Change, staged};
pub(crate) use tree::{Blob, Entries, TreeEntry};
pub(crate) use walk::Step;

#[cfg(test)]
pub(crate) mod tests;
