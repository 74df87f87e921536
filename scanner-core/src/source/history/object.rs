//! An object's kind, and why one can't be rebuilt.

use super::ObjectId;

/// Bytes of objects that one thread holds at a time; larger ones are not rebuilt.
pub const MAX_OBJECT_BYTES: u64 = 256 << 20;

/// The type of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A commit.
    Commit,
    /// A folder.
    Tree,
    /// A file's content.
    Blob,
    /// An annotated tag.
    Tag,
}

/// Why an object could not be rebuilt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Its bytes can't be read from the pack.
    #[error("can't be read: {0}")]
    Read(String),
    /// Its bytes are not what they were when the index was made.
    #[error("its checksum is wrong: the pack is damaged")]
    Checksum,
    /// Its bytes can't be inflated, or a delta does not fit.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    /// The object it is based on is missing or broken.
    #[error("it is stored as a change of object {0}, which is missing or can't be rebuilt")]
    Base(ObjectId),
    /// Rebuilding its bytes, of which there are this many, would take more memory than a scan may, or than was asked for.
    #[error("it has {0} bytes, and rebuilding it takes more memory than a scan may")]
    TooLarge(u64),
}
