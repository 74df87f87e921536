//! Objects by their id, from any thread.

use super::{
    Repository,
    error::{GitError, absent},
};
use crate::{model::Incident, source::name};
use git2::{Odb, OdbObject, Oid};

/// Content at a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Blob {
    /// From the top of the repository, as git has it.
    pub(crate) path: Vec<u8>,
    pub(crate) id: Oid,
}

impl Blob {
    /// The path as it is reported.
    pub(crate) fn reported(&self) -> String {
        name::join("", &self.path)
    }
}

/// All objects of a repository.
pub(crate) struct Objects<'a>(Odb<'a>);

impl Repository {
    /// The repository's objects.
    pub(crate) fn objects(&self) -> Result<Objects<'_>, GitError> {
        let objects = self.git().odb();
        objects.map(Objects).map_err(|error| GitError::broken("the repository's objects can't be opened", &error))
    }
}

impl Objects<'_> {
    /// How many bytes an object has.
    pub(crate) fn size(&self, id: Oid) -> Result<u64, Incident> {
        self.0.read_header(id).map(|(size, _)| size as u64).map_err(|error| absent(id, &error))
    }

    /// An object's bytes.
    pub(crate) fn read(&self, id: Oid) -> Result<OdbObject<'_>, Incident> {
        self.0.read(id).map_err(|error| absent(id, &error))
    }
}

/// The message in the bytes of a commit or a tag: what is behind its headers.
pub(crate) fn message(object: &[u8]) -> &[u8] {
    memchr::memmem::find(object, b"\n\n").map_or(b"", |at| &object[at + 2..])
}
