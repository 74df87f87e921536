//! The trees of a whole history, and a cache of the results for its files.

mod cache;
mod marked_trees;
mod trees;

pub use cache::Cache;
pub use marked_trees::{Change, MarkedTree, MarkedTrees};
pub use trees::Trees;
