//! Commits and tags as findings name them.

use super::ObjectId;
use crate::{
    model::{Commit, Timestamp},
    source::git::Repository,
};
use git2::{Mailmap, Signature};

/// Looks up who made commits and tags.
pub(crate) struct Authors<'a> {
    repository: &'a git2::Repository,
    mailmap: Option<Mailmap>,
}

impl<'a> Authors<'a> {
    /// `.mailmap` is taken from the work tree, or from HEAD if there is none.
    pub(crate) fn of(repository: &'a Repository) -> Self {
        Authors { repository: repository.git(), mailmap: repository.git().mailmap().ok() }
    }

    /// A commit, or an annotated tag.
    pub(crate) fn commit(&self, id: &ObjectId) -> Commit {
        let name = Commit { id: id.to_string(), ..Commit::default() };
        let Some(git) = id.git() else { return name };
        if let Ok(commit) = self.repository.find_commit(git) {
            let author = match &self.mailmap {
                Some(mailmap) => commit.author_with_mailmap(mailmap).unwrap_or_else(|_| commit.author().to_owned()),
                None => commit.author().to_owned(),
            };
            let date = time(commit.author().when());
            let summary = first_line(commit.message_raw_bytes());
            return Commit { summary, date, ..signed(name, &author) };
        }
        match self.repository.find_tag(git) {
            Ok(tag) => {
                let summary = first_line(tag.message_bytes().unwrap_or_default());
                match tag.tagger() {
                    Some(tagger) => Commit { summary, date: time(tagger.when()), ..signed(name, &tagger) },
                    None => Commit { summary, ..name },
                }
            }
            Err(_) => name,
        }
    }
}

fn signed(commit: Commit, person: &Signature<'_>) -> Commit {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Commit { author: text(person.name_bytes()), email: text(person.email_bytes()), ..commit }
}

fn time(time: git2::Time) -> Timestamp {
    Timestamp { seconds: time.seconds(), offset_minutes: time.offset_minutes() }
}

fn first_line(message: &[u8]) -> String {
    let line = message.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    String::from_utf8_lossy(line.unwrap_or_default()).into_owned()
}
