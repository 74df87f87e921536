//! The content of commits and tags: the objects they lead to, who wrote them, and their message.

use super::{
    id::ObjectId,
    objects::{Failure, ObjectKind, Store},
};
use crate::model::Timestamp;

/// Tags of tags are followed this far. Hardly any are even of one.
const MAX_TAG_DEPTH: usize = 64;

/// A commit, without author and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitNode {
    /// Its id.
    pub id: ObjectId,
    /// Its files.
    pub tree: ObjectId,
    /// The commits it was made on.
    pub parents: Vec<ObjectId>,
    /// The time of the commit, in seconds since 1970.
    pub time: i64,
}

impl CommitNode {
    /// Reads a commit object. `None` if it is invalid.
    pub fn parse(id: ObjectId, bytes: &[u8]) -> Option<Self> {
        let mut lines = headers(bytes).split(|byte| *byte == b'\n');
        let tree = ObjectId::from_hex(lines.next()?.strip_prefix(b"tree ")?)?;
        let mut node = CommitNode { id, tree, parents: Vec::new(), time: 0 };
        for line in lines {
            if let Some(parent) = line.strip_prefix(b"parent ") {
                node.parents.push(ObjectId::from_hex(parent)?);
            } else if let Some(committer) = line.strip_prefix(b"committer ") {
                node.time = Person::parse(committer).map_or(0, |person| person.date.seconds);
                break;
            }
        }
        Some(node)
    }
}

impl Store {
    /// Reads a commit.
    pub(crate) fn commit(&self, id: &ObjectId) -> Result<CommitNode, Failure> {
        let bytes = self.read_kind(id, ObjectKind::Commit)?;
        CommitNode::parse(*id, &bytes).ok_or(Failure::not_a(ObjectKind::Commit))
    }

    /// The tree of a commit.
    pub(crate) fn tree_of(&self, commit: &ObjectId) -> Option<ObjectId> {
        Some(self.commit(commit).ok()?.tree)
    }

    /// Follows annotated tags to the object they are for. Hands over each tag on the way.
    pub(crate) fn peel(
        &self,
        mut id: ObjectId,
        mut tag: impl FnMut(ObjectId),
    ) -> Result<(ObjectId, ObjectKind), Failure> {
        // Tags can lead around in a circle where an index is damaged.
        for _ in 0..MAX_TAG_DEPTH {
            let (kind, bytes) = self.read(&id)?;
            if kind != ObjectKind::Tag {
                return Ok((id, kind));
            }
            tag(id);
            id = tag_target(&bytes).ok_or(Failure::not_a(ObjectKind::Tag))?;
        }
        Err(Failure::Damaged("it is a tag of too many tags"))
    }
}

/// The object that an annotated tag is for.
pub fn tag_target(bytes: &[u8]) -> Option<ObjectId> {
    ObjectId::from_hex(bytes.strip_prefix(b"object ")?.split(|byte| *byte == b'\n').next()?)
}

/// The lines before the message.
fn headers(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memmem::find(bytes, b"\n\n").unwrap_or(bytes.len())]
}

/// The names and addresses of who wrote and committed a commit, or made a tag, each once.
pub fn people(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let keys: [&[u8]; 3] = [b"author ", b"committer ", b"tagger "];
    let person = move |line: &'_ [u8]| {
        let key = keys.iter().find(|key| line.starts_with(key))?;
        Some(key.len()..memchr::memrchr(b'>', line).unwrap_or(line.len()).max(key.len()))
    };
    let lines = headers(bytes).split(|byte| *byte == b'\n');
    let mut known = None;
    lines.filter_map(move |line| {
        let person = &line[person(line)?];
        (known.replace(person) != Some(person)).then_some(person)
    })
}

/// The message of a commit or tag.
pub fn message(bytes: &[u8]) -> &[u8] {
    let start = memchr::memmem::find(bytes, b"\n\n").map_or(bytes.len(), |at| at + 2);
    &bytes[start..]
}

/// The author of a commit or tag, with the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) email: &'a [u8],
    pub(crate) date: Timestamp,
}

impl<'a> Person<'a> {
    /// The author of a commit, or the tagger of a tag.
    pub(crate) fn author_of(kind: ObjectKind, object: &'a [u8]) -> Option<Self> {
        let key: &[u8] = if kind == ObjectKind::Tag { b"tagger " } else { b"author " };
        let mut lines = headers(object).split(|byte| *byte == b'\n');
        Person::parse(lines.find_map(|line| line.strip_prefix(key))?)
    }

    /// Reads `Name <address> 1700000000 +0100`. As git does, it leaves out punctuation around a name.
    fn parse(line: &'a [u8]) -> Option<Self> {
        let start = memchr::memrchr(b'<', line)?;
        let end = memchr::memrchr(b'>', line)?;
        let email = trimmed(line.get(start + 1..end)?);
        Some(Person { name: trimmed(&line[..start]), email, date: date(&line[end + 1..]) })
    }
}

fn trimmed(text: &[u8]) -> &[u8] {
    let is_around = |byte: &u8| *byte <= b' ' || b",:;<>\"\\'".contains(byte);
    let start = text.iter().position(|byte| !is_around(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_around(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Seconds, and how far the clock was from UTC: `+0130` is an hour and a half. Invalid fields are zero.
fn date(text: &[u8]) -> Timestamp {
    let mut fields = str::from_utf8(text).unwrap_or_default().split_ascii_whitespace();
    let seconds = fields.next().and_then(|field| field.parse().ok()).unwrap_or_default();
    let offset = fields.next().and_then(|field| field.parse::<i32>().ok()).unwrap_or_default();
    let (hours, minutes) = (offset / 100, offset % 100);
    let is_sound = hours.abs() <= 14 && minutes.abs() <= 59;
    Timestamp { seconds, offset_minutes: if is_sound { hours * 60 + minutes } else { 0 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_commits() {
        let tree = "1".repeat(40);
        let text = format!(
            "tree {tree}\nparent {0}\nparent {0}\nauthor A <a@b> 5 +0000\ncommitter C <c@d> 1700000000 +0100\n\nSubject\n",
            "2".repeat(40)
        );
        let id = |number: u8| ObjectId::from_bytes(&[number; 20]).expect("an id");
        let node = CommitNode::parse(id(7), text.as_bytes()).expect("a commit");
        assert_eq!((node.tree, node.parents, node.time), (id(0x11), vec![id(0x22); 2], 1_700_000_000));
        assert_eq!(message(text.as_bytes()), b"Subject\n");
        assert_eq!(CommitNode::parse(id(7), b"blob"), None);
        let author = Person::author_of(ObjectKind::Commit, text.as_bytes()).expect("an author");
        assert_eq!((author.name, author.email, author.date.seconds), (&b"A"[..], &b"a@b"[..], 5));
    }

    #[test]
    fn people_are_read_as_git_reads_them() {
        let cases: [(&str, &str, &str, i64, i32); 7] = [
            ("A U Thor <a@b> 1700000000 +0100", "A U Thor", "a@b", 1_700_000_000, 60),
            (" \"A, B\": <a@b> 1 -0130", "A, B", "a@b", 1, -90),
            ("A <b <c> 5", "A <b", "c", 5, 0),
            ("<> 5 +0000", "", "", 5, 0),
            ("A <a@b>", "A", "a@b", 0, 0),
            ("A <a@b> x y", "A", "a@b", 0, 0),
            ("A <a@b> 9 +9900", "A", "a@b", 9, 0),
        ];
        for (line, name, email, seconds, offset_minutes) in cases {
            let person = Person::parse(line.as_bytes()).expect(line);
            assert_eq!((person.name, person.email), (name.as_bytes(), email.as_bytes()), "{line}");
            assert_eq!(person.date, Timestamp { seconds, offset_minutes }, "{line}");
        }
        assert_eq!(Person::parse(b"nobody"), None);
    }
}
