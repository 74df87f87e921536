//! Authors of commits and tags, as findings report them.

use super::{
    commit::{Person, message},
    id::ObjectId,
    objects::Store,
};
use crate::{
    model::{Commit, Timestamp},
    source::name,
};
use git2::{Mailmap, Signature, Time};

/// Describes commits and annotated tags, by the names that a `.mailmap` gives their authors.
pub(crate) struct Authors<'a> {
    store: &'a Store,
    mailmap: Option<Mailmap>,
}

impl<'a> Authors<'a> {
    /// By the `.mailmap` of a tree. It is read from the store: libgit2 loops forever on a truncated loose object.
    pub(crate) fn new(store: &'a Store, tree: Option<&ObjectId>) -> Self {
        let file = tree.and_then(|tree| store.read(&store.file_at(tree, b".mailmap")?).ok());
        let mailmap = file.and_then(|(_, bytes)| Mailmap::from_buffer(&String::from_utf8_lossy(&bytes)).ok());
        Authors { store, mailmap }
    }

    /// The description of a commit or a tag; only its id if it can't be read.
    pub(crate) fn commit(&self, id: &ObjectId) -> Commit {
        let Ok((kind, bytes)) = self.store.read(id) else { return Commit { id: id.to_string(), ..Commit::default() } };
        let lines = message(&bytes).split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let summary = harmless(lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default());
        let unsigned = Commit { id: id.to_string(), summary, ..Commit::default() };
        let Some(person) = Person::author_of(kind, &bytes) else { return unsigned };
        let mapped = self.mapped(&person);
        let (name, email) =
            mapped.as_ref().map_or((person.name, person.email), |mapped| (mapped.name_bytes(), mapped.email_bytes()));
        Commit { author: harmless(name), email: harmless(email), date: person.date, ..unsigned }
    }

    fn mapped(&self, person: &Person<'_>) -> Option<Signature<'static>> {
        let (name, email) = (str::from_utf8(person.name).ok()?, str::from_utf8(person.email).ok()?);
        let Timestamp { seconds, offset_minutes } = person.date;
        let written = Signature::new(name, email, &Time::new(seconds, offset_minutes)).ok()?;
        self.mailmap.as_ref()?.resolve_signature(&written).ok()
    }
}

/// One line of text that does nothing to a terminal.
fn harmless(text: &[u8]) -> String {
    let replaced = |c| if name::is_harmful(c) { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(text).chars().map(replaced).collect()
}
