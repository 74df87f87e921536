//! The objects of a repository, read from its packs and loose files.
//!
//! Packs hold most objects as changes of others. One object is read by going down the chain of its bases; all of them are
//! rebuilt in the order of these changes, each once, and a visitor is shown what each has in common with its base.

mod bases;
mod delta;
mod forest;
mod ids;
mod inflate;
mod loose;
mod object;
mod pack;
mod pack_entry;
mod pack_index;
mod pack_listing;
mod read_at;
mod rebuild;
mod store;

pub(in crate::source::git) use inflate::inflate_prefix;

pub use delta::{BadDelta, Delta};
pub use object::{Failure, MAX_OBJECT_BYTES, ObjectKind};
pub use rebuild::{Base, Object, Visitor};
pub use store::Store;
