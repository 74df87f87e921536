//! What the trees of a whole history lead to, and what earlier scans learned of its files.

mod cache;
mod marked_trees;
mod trees;

pub use cache::Cache;
pub use marked_trees::{Change, MarkedTree, MarkedTrees};
pub use trees::Trees;
