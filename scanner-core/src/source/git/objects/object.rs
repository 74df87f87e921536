//! An object's type, and why one can't be read.

use super::delta::BadDelta;
use crate::{model::Incident, source::git::id::ObjectId};
use std::io;

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

impl ObjectKind {
    /// As git names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ObjectKind::Commit => "commit",
            ObjectKind::Tree => "tree",
            ObjectKind::Blob => "blob",
            ObjectKind::Tag => "tag",
        }
    }
}

/// The reason why an object can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The repository does not have it.
    #[error("missing; in a partial clone `git show` with this id fetches it")]
    Missing,
    /// Its bytes can't be read from the file.
    #[error("can't be read: {0}")]
    Read(String),
    /// Its bytes are not what they were when the index was made.
    #[error("its checksum is wrong: the pack is damaged")]
    Checksum,
    /// Its bytes can't be inflated, a delta does not fit, or its content makes no sense.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    /// The object it is based on is missing or broken.
    #[error("it is stored as a change of object {0}, which is missing or can't be rebuilt")]
    Base(ObjectId),
    /// Rebuilding its bytes, of which there are this many, would take more memory than a scan may, or than was asked for.
    #[error("it has {0} bytes, and rebuilding it takes more memory than a scan may")]
    TooLarge(u64),
}

impl Failure {
    /// An object that should be of a kind, and whose content is not.
    pub(crate) fn not_a(kind: ObjectKind) -> Self {
        Failure::Damaged(match kind {
            ObjectKind::Commit => "it is not a commit",
            ObjectKind::Tree => "it is not a tree",
            ObjectKind::Blob => "it is not a file",
            ObjectKind::Tag => "it is not a tag",
        })
    }

    /// A pack or loose file that can't be read.
    pub(super) fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Failure::Read("the pack ends before it".to_owned()),
            _ => Failure::Read(error.to_string()),
        }
    }

    /// The incident of the object with this id.
    pub(crate) fn incident(&self, id: &ObjectId) -> Incident {
        Incident::Object { id: id.to_string(), reason: self.to_string() }
    }
}

impl From<BadDelta> for Failure {
    fn from(_: BadDelta) -> Self {
        Failure::Damaged("its delta does not fit the object it is based on")
    }
}
