//! The whole history of a repository, read where git keeps it.
//!
//! Packs hold most objects as changes of others. They are rebuilt in the order of these changes, each once, and whoever
//! looks at them is told what an object has in common with the one it was made from.

mod cache;
mod delta;
mod forest;
mod graph;
mod holdings;
mod id;
mod inflate;
mod lookup;
mod loose;
mod object;
mod pack;
mod pack_entry;
mod pack_index;
mod read_at;
mod rebuild;
mod store;
mod tips;
mod trees;

pub use cache::Cache;
pub use delta::{BadDelta, Delta};
pub use graph::{CommitNode, Graph, message};
pub use holdings::{Change, Holding, Holdings};
pub use id::{IdMap, IdSet, ObjectId};
pub(crate) use lookup::Lookup;
pub use object::{Failure, MAX_OBJECT_BYTES, ObjectKind};
pub use rebuild::{Base, Object, Visitor};
pub use store::Store;
pub use tips::Tip;
pub(crate) use tips::tips;
pub use trees::Trees;
pub(crate) use trees::{SUBMODULE, entries};
