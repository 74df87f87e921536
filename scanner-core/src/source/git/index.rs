//! git's index, read from its file.
//!
//! libgit2 reads it too, but checks its checksum first, which takes longer than all else a hook does, does not show which
//! folders are unchanged since the last commit, and refuses the index of a sparse checkout.

use super::{
    bytes::{highest_first, number},
    error::GitError,
    id::{ObjectFormat, ObjectId},
    split_index::Link,
    tree::Mode,
};
use crate::regular_file::{self, MAX_TABLE_BYTES};
use std::{
    collections::{BTreeSet, HashMap},
    io,
    ops::Range,
    path::Path,
};

const HEADER_BYTES: usize = 12;
/// Bytes before an entry's id: times, numbers and sizes of the file, with the mode among them.
const STAT_BYTES: usize = 40;
const MODE: Range<usize> = 24..28;
const EXTENDED: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;

/// All entries, by path and stage, and what git noted about folders.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// In the order of their paths' bytes.
    pub(crate) entries: Vec<Entry>,
    paths: Vec<u8>,
    /// Ids of the trees that folders would become, by path with a slash behind, as far as they are known.
    folders: HashMap<Vec<u8>, ObjectId>,
    /// Where the rest of it is, if it is split.
    link: Option<Link>,
}

/// One path at one stage.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    path: Range<usize>,
    pub(super) id: ObjectId,
    pub(crate) mode: Mode,
    /// 0, or in a conflict 1 for the base, 2 for ours, 3 for theirs.
    pub(super) stage: u8,
    /// Named by `git add --intent-to-add`, without content.
    pub(super) is_intent: bool,
}

impl Index {
    /// Reads a file. One that does not exist is an empty index: nothing was ever added.
    pub(super) fn read(file: &Path, format: ObjectFormat) -> Result<Self, GitError> {
        let folder = file.parent().unwrap_or(Path::new(""));
        match regular_file::read(file, MAX_TABLE_BYTES) {
            Ok(data) => Index::parse(&data, folder, format).map_err(|reason| unreadable(file, &reason)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Index::default()),
            Err(error) => Err(unreadable(file, &error.to_string())),
        }
    }

    /// Reads the bytes of an index, and the file in `git_dir` that it shares with others if it is split.
    ///
    /// # Errors
    /// In words, why they can't be read.
    pub(crate) fn parse(data: &[u8], git_dir: &Path, format: ObjectFormat) -> Result<Self, String> {
        Index::parse_with(data, format, |name| regular_file::read(&git_dir.join(name), MAX_TABLE_BYTES))
    }

    /// Reads the bytes of an index, and if it is split those of the file with the rest, by its name.
    fn parse_with(
        data: &[u8],
        format: ObjectFormat,
        shared: impl FnOnce(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Self, String> {
        let index = Parser { data, at: HEADER_BYTES, format }.index()?;
        let Some(link) = index.link.as_ref().filter(|link| !link.id.is_zero()) else { return Ok(index) };
        let name = format!("sharedindex.{}", link.id);
        let shared = shared(&name).map_err(|error| format!("the other half of it, `{name}`: {error}"))?;
        let shared = Parser { data: &shared, at: HEADER_BYTES, format }.index()?;
        Ok(index.join(shared).ok_or(DAMAGED)?)
    }

    /// The whole of an index that says how it differs from a shared one. `None` if it does not fit it.
    fn join(self, shared: Index) -> Option<Self> {
        let link = self.link.as_ref()?;
        let deleted: BTreeSet<usize> = link.deleted.places().collect();
        let mut whole = Index { folders: self.folders.clone(), ..Index::default() };
        let mut own = self.entries.iter();
        let mut replaced = BTreeSet::new();
        for place in link.replaced.places() {
            let (entry, name) = (own.next()?, shared.path(shared.entries.get(place)?));
            replaced.insert(place);
            if !deleted.contains(&place) {
                whole.add(entry, name);
            }
        }
        own.for_each(|entry| whole.add(entry, self.path(entry)));
        let added: BTreeSet<(Vec<u8>, u8)> =
            whole.entries.iter().map(|entry| (whole.path(entry).to_vec(), entry.stage)).collect();
        for (place, entry) in shared.entries.iter().enumerate() {
            let is_kept = !deleted.contains(&place) && !replaced.contains(&place);
            if is_kept && !added.contains(&(shared.path(entry).to_vec(), entry.stage)) {
                whole.add(entry, shared.path(entry));
            }
        }
        let Index { entries, paths, .. } = &mut whole;
        entries.sort_by(|a, b| (&paths[a.path.clone()], a.stage).cmp(&(&paths[b.path.clone()], b.stage)));
        Some(whole)
    }

    fn add(&mut self, entry: &Entry, path: &[u8]) {
        let from = self.paths.len();
        self.paths.extend_from_slice(path);
        self.entries.push(Entry { path: from..self.paths.len(), ..entry.clone() });
    }

    pub(crate) fn path(&self, entry: &Entry) -> &[u8] {
        &self.paths[entry.path.clone()]
    }

    /// The tree that a folder would become; its path ends with a slash, but for the root's.
    pub(super) fn folder(&self, path: &[u8]) -> Option<ObjectId> {
        self.folders.get(path).copied()
    }

    /// The end of the entries from `start` on that are below a folder.
    pub(super) fn end_of(&self, folder: &[u8], within: Range<usize>) -> usize {
        let below = |entry: &Entry| self.path(entry).starts_with(folder);
        within.start + self.entries[within].partition_point(below)
    }
}

/// The paths in the bytes of an index, whose other half has these bytes if it is split.
///
/// # Errors
/// In words, why they can't be read.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub fn index_paths(data: &[u8], shared: &[u8], format: ObjectFormat) -> Result<Vec<Vec<u8>>, String> {
    let index = Index::parse_with(data, format, |_| Ok(shared.to_vec()))?;
    Ok(index.entries.iter().map(|entry| index.path(entry).to_vec()).collect())
}

fn unreadable(file: &Path, reason: &str) -> GitError {
    let message = format!("the index `{}` can't be read: {reason}", file.display());
    GitError::new(message, advice(reason))
}

const DAMAGED: &str = "it is damaged";

fn advice(reason: &str) -> &'static str {
    match reason {
        DAMAGED => "delete it, and `git reset` makes a new one",
        _ => "check that it is readable, and that git itself reads it: `git status`",
    }
}

struct Parser<'a> {
    data: &'a [u8],
    at: usize,
    format: ObjectFormat,
}

impl<'a> Parser<'a> {
    fn index(mut self) -> Result<Index, &'static str> {
        let is_index = self.data.starts_with(b"DIRC") && self.data.len() >= HEADER_BYTES + self.format.bytes();
        if !is_index {
            return Err(DAMAGED);
        }
        let version = number(&self.data[4..8]);
        if !(2..=4).contains(&version) {
            return Err("its version is not known");
        }
        let mut index = Index::default();
        for _ in 0..number(&self.data[8..HEADER_BYTES]) {
            let entry = self.entry(version, &mut index).ok_or(DAMAGED)?;
            index.entries.push(entry);
        }
        self.extensions(&mut index)?;
        let order = |entry: &Entry| (index.path(entry), entry.stage);
        // Entries without a name have that of the entry of the shared index that they replace.
        let named = index.entries.iter().position(|entry| !entry.path.is_empty()).unwrap_or(index.entries.len());
        let named = if index.link.is_some() { &index.entries[named..] } else { &index.entries[..] };
        let is_sorted = named.is_sorted_by(|a, b| order(a) < order(b));
        if is_sorted { Ok(index) } else { Err(DAMAGED) }
    }

    fn entry(&mut self, version: u32, index: &mut Index) -> Option<Entry> {
        let start = self.at;
        let mode = Mode::new(number(&self.take(STAT_BYTES)?[MODE]));
        let id = self.id()?;
        let flags = self.short()?;
        let more = if flags & EXTENDED == 0 { 0 } else { self.short()? };
        let from = index.paths.len();
        if version == 4 {
            let last = index.entries.last().map_or(from..from, |last| last.path.clone());
            let kept = last.len().checked_sub(self.dropped()?)?;
            index.paths.extend_from_within(last.start..last.start + kept);
            index.paths.extend_from_slice(self.until(0)?);
        } else {
            index.paths.extend_from_slice(self.until(0)?);
            self.at = start + (self.at - start).next_multiple_of(8);
        }
        let stage = (flags >> 12 & 3) as u8;
        Some(Entry { path: from..index.paths.len(), id, mode, stage, is_intent: more & INTENT_TO_ADD != 0 })
    }

    /// Extensions with a lower-case letter in front can't be left out.
    fn extensions(&mut self, index: &mut Index) -> Result<(), &'static str> {
        while self.at + 8 <= self.data.len().saturating_sub(self.format.bytes()) {
            let name = self.take(4).ok_or(DAMAGED)?;
            let size = number(self.take(4).ok_or(DAMAGED)?);
            let content = self.take(size as usize).ok_or(DAMAGED)?;
            match name {
                b"TREE" => {
                    index.folders = Parser { data: content, at: 0, format: self.format }.folders().unwrap_or_default()
                }
                b"link" => index.link = Some(Link::parse(content, self.format).ok_or(DAMAGED)?),
                // A sparse checkout: some entries are folders.
                b"sdir" => {}
                [b'A'..=b'Z', ..] => {}
                _ => return Err("it has an extension that is not known"),
            }
        }
        Ok(())
    }

    /// Folders, each before those in it: name, number of entries or -1 if it changed since, number of folders in it, and
    /// unless it changed, the id of its tree.
    fn folders(mut self) -> Option<HashMap<Vec<u8>, ObjectId>> {
        let mut folders = HashMap::new();
        // The length of each open folder's path, and how many folders are still to come in it.
        let mut open: Vec<(usize, u32)> = Vec::new();
        let mut path = Vec::new();
        while self.at < self.data.len() {
            path.extend_from_slice(self.until(0)?);
            if !path.is_empty() {
                path.push(b'/');
            }
            let is_current = !self.until(b' ')?.starts_with(b"-");
            let inside = str::from_utf8(self.until(b'\n')?).ok()?.parse().ok()?;
            if is_current {
                folders.insert(path.clone(), self.id()?);
            }
            open.push((path.len(), inside));
            while open.pop_if(|(_, left)| *left == 0).is_some() {}
            if let Some((length, left)) = open.last_mut() {
                *left -= 1;
                path.truncate(*length);
            }
        }
        Some(folders)
    }

    fn id(&mut self) -> Option<ObjectId> {
        ObjectId::from_bytes(self.take(self.format.bytes())?)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.data.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    /// The bytes before the next byte of this value, which is passed.
    fn until(&mut self, end: u8) -> Option<&'a [u8]> {
        let rest = self.data.get(self.at..)?;
        let length = memchr::memchr(end, rest)?;
        self.at += length + 1;
        Some(&rest[..length])
    }

    /// The number of bytes that a path drops of the one before it.
    fn dropped(&mut self) -> Option<usize> {
        let mut rest = self.data.get(self.at..)?;
        let dropped = highest_first(&mut rest)?;
        self.at = self.data.len() - rest.len();
        usize::try_from(dropped).ok()
    }

    fn short(&mut self) -> Option<u16> {
        u16::try_from(number(self.take(2)?)).ok()
    }
}
