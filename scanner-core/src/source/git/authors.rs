//! Who wrote a commit or a tag, as findings tell it.

use crate::{
    model::{Commit, Timestamp},
    source::name,
};
use git2::{Mailmap, Oid, Repository, Signature};

/// Tells of commits and annotated tags, by the names that a `.mailmap` gives their authors.
pub(crate) struct Authors<'a> {
    git: &'a Repository,
    mailmap: Option<Mailmap>,
}

impl<'a> Authors<'a> {
    pub(crate) fn new(git: &'a Repository, mailmap: Option<Mailmap>) -> Self {
        Authors { git, mailmap }
    }

    /// What findings say of a commit or a tag; only its id if it can't be read.
    pub(crate) fn commit(&self, id: Oid) -> Commit {
        if let Ok(commit) = self.git.find_commit(id) {
            return self.signed(id, Some(commit.author()), commit.message_raw_bytes());
        }
        match self.git.find_tag(id) {
            Ok(tag) => self.signed(id, tag.tagger(), tag.message_bytes().unwrap_or_default()),
            Err(_) => Commit { id: id.to_string(), ..Commit::default() },
        }
    }

    fn signed(&self, id: Oid, signature: Option<Signature<'_>>, message: &[u8]) -> Commit {
        let lines = message.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        let summary = harmless(lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default());
        let unsigned = Commit { id: id.to_string(), summary, ..Commit::default() };
        let Some(written) = signature else { return unsigned };
        let mapped = self.mailmap.as_ref().and_then(|mailmap| mailmap.resolve_signature(&written).ok());
        let person = mapped.as_ref().unwrap_or(&written);
        let when = written.when();
        Commit {
            author: harmless(person.name_bytes()),
            email: harmless(person.email_bytes()),
            date: Timestamp { seconds: when.seconds(), offset_minutes: when.offset_minutes() },
            ..unsigned
        }
    }
}

/// One line of text that does nothing to a terminal.
fn harmless(text: &[u8]) -> String {
    let replaced = |c| if name::is_harmful(c) { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(text).chars().map(replaced).collect()
}
