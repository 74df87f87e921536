//! One pack: which objects it holds, where, and on what they are based (gitformat-pack(5)).
//!
//! `gix-pack` reads the index and the header of each entry. Content is read with positioned reads instead of a memory
//! map: what a scan takes does not grow with the pack, and a pack that is cut meanwhile is an error, not a signal.

use super::{
    ObjectId,
    inflate::{Inflate, believable},
    rebuild::MEMORY,
};
use gix_pack::{data, index};
use rayon::prelude::*;
use std::{
    fs::File,
    io,
    ops::Range,
    path::{Path, PathBuf},
};

/// Bytes read at once where headers are read one after the other.
const HEADERS: usize = 64 << 10;
/// More than any header has: 10 bytes of size, and the name of a base.
const HEADER: usize = 32;
/// Bytes of the checksum at the end.
const TRAILER: u64 = 20;

/// What an object is.
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

/// How an object is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// In full.
    Whole(ObjectKind),
    /// As a delta on the entry of this number.
    On(u32),
    /// As a delta on an object that is not in this pack.
    Outside(ObjectId),
    /// Its header can't be read.
    Broken,
}

/// An object in a pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    offset: u64,
    /// Its place in the index.
    position: u32,
    pub(super) stored: Stored,
    header: u8,
    /// Bytes when inflated; of a delta, those of the delta.
    pub(super) size: u64,
}

/// A pack, with its entries in the order of the file.
pub(super) struct Pack {
    pub(super) path: PathBuf,
    file: File,
    index: index::File,
    pub(super) entries: Vec<Entry>,
    end: u64,
    /// What is wrong with the pack as a whole.
    pub(super) problem: Option<String>,
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
    /// It has so many bytes, and rebuilding it would take more memory than a scan may, or than whoever asked wants.
    #[error("it has {0} bytes, and rebuilding it takes more memory than a scan may")]
    TooLarge(u64),
}

impl Pack {
    /// Opens the pack whose index is at `path`.
    ///
    /// # Errors
    /// A pack or index that can't be opened, in words.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let damaged = |error| format!("its index is damaged: {error}; `git index-pack` makes another");
        let index = index::File::at(path, gix_hash::Kind::Sha1).map_err(damaged)?;
        let path = path.with_extension("pack");
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let end = length.saturating_sub(TRAILER);
        let problem = check(&file, &index, length);
        let mut pack = Pack { path, file, index, entries: Vec::new(), end, problem };
        pack.entries = pack.list()?;
        Ok(pack)
    }

    /// The name of an entry's object.
    pub(super) fn id(&self, entry: u32) -> ObjectId {
        let position = self.entries[entry as usize].position;
        self.id_at(position)
    }

    fn id_at(&self, position: u32) -> ObjectId {
        #[expect(clippy::unwrap_used, reason = "the index was opened as one of names of 20 bytes")]
        ObjectId::from_bytes(self.index.oid_at_index(position).as_bytes()).unwrap()
    }

    /// Whether the pack holds an object.
    pub(super) fn has(&self, id: &ObjectId) -> bool {
        self.position(id).is_some()
    }

    /// The number of an object's entry.
    pub(super) fn find(&self, id: &ObjectId) -> Option<u32> {
        let offset = self.index.pack_offset_at_index(self.position(id)?);
        self.entries.binary_search_by_key(&offset, |entry| entry.offset).ok().map(|at| at as u32)
    }

    fn position(&self, id: &ObjectId) -> Option<u32> {
        self.index.lookup(gix_hash::oid::from_bytes_unchecked(id.as_bytes()))
    }

    /// All entries, sorted by offset, with their headers.
    fn list(&self) -> Result<Vec<Entry>, String> {
        let blank = |position| Entry {
            offset: self.index.pack_offset_at_index(position),
            position,
            stored: Stored::Broken,
            header: 0,
            size: 0,
        };
        let mut entries: Vec<Entry> = (0..self.index.num_objects()).map(blank).collect();
        entries.par_sort_unstable_by_key(|entry| (entry.offset, entry.position));
        if entries.windows(2).any(|pair| pair[0].offset == pair[1].offset) {
            return Err("its index names one place for two objects".to_owned());
        }
        let offsets: Vec<u64> = entries.iter().map(|entry| entry.offset).collect();
        entries.par_chunks_mut(4096).for_each_init(Vec::new, |buffer, entries| {
            let mut start = 0;
            for entry in entries {
                let inside = entry.offset.checked_sub(start).and_then(|at| usize::try_from(at).ok());
                let at = match inside.filter(|at| at + HEADER <= buffer.len()) {
                    Some(at) => at,
                    None => {
                        start = entry.offset;
                        self.fill(start, buffer);
                        0
                    }
                };
                self.read_header(entry, &buffer[at.min(buffer.len())..], &offsets);
            }
        });
        Ok(entries)
    }

    /// Fills the buffer with what follows an offset, as far as there is something.
    fn fill(&self, offset: u64, buffer: &mut Vec<u8>) {
        let length = self.end.saturating_sub(offset).min(HEADERS as u64) as usize;
        buffer.resize(length, 0);
        if read_at(&self.file, buffer, offset).is_err() {
            buffer.clear();
        }
    }

    fn read_header(&self, entry: &mut Entry, bytes: &[u8], offsets: &[u64]) {
        let at_offset = |offset: u64| offsets.binary_search(&offset).ok().map(|at| at as u32);
        let Ok(header) = data::Entry::from_bytes(bytes, entry.offset, gix_hash::Kind::Sha1) else { return };
        entry.size = header.decompressed_size;
        entry.header = header.header_size().try_into().unwrap_or(u8::MAX);
        entry.stored = match header.header {
            data::entry::Header::Commit => Stored::Whole(ObjectKind::Commit),
            data::entry::Header::Tree => Stored::Whole(ObjectKind::Tree),
            data::entry::Header::Blob => Stored::Whole(ObjectKind::Blob),
            data::entry::Header::Tag => Stored::Whole(ObjectKind::Tag),
            data::entry::Header::OfsDelta { base_distance } => {
                let base = entry.offset.checked_sub(base_distance).filter(|base| *base < entry.offset);
                base.and_then(at_offset).map_or(Stored::Broken, Stored::On)
            }
            data::entry::Header::RefDelta { base_id } => {
                let Some(id) = ObjectId::from_bytes(base_id.as_bytes()) else { return };
                let position = self.position(&id);
                let base = position.and_then(|position| at_offset(self.index.pack_offset_at_index(position)));
                base.map_or(Stored::Outside(id), Stored::On)
            }
        };
    }

    fn end(&self, number: u32) -> u64 {
        self.entries.get(number as usize + 1).map_or(self.end, |next| next.offset)
    }

    /// How many bytes an entry has when it is inflated, if that can be.
    pub(super) fn size(&self, number: u32) -> Result<u64, Failure> {
        let entry = &self.entries[number as usize];
        believable(entry.size, self.end(number).saturating_sub(entry.offset))?;
        Ok(entry.size)
    }

    /// Reads and inflates what an entry holds: an object, or a delta.
    pub(super) fn inflate(&self, number: u32, inflate: &mut Inflate, out: &mut Vec<u8>) -> Result<(), Failure> {
        let entry = &self.entries[number as usize];
        let end = self.end(number);
        self.size(number)?;
        let size = usize::try_from(entry.size).ok().filter(|_| entry.size <= MEMORY);
        let size = size.ok_or(Failure::TooLarge(entry.size))?;
        let raw = inflate.input(self.length(entry.offset..end, entry.size)?);
        read_at(&self.file, raw, entry.offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Failure::Read("the pack ends before it".to_owned()),
            _ => Failure::Read(error.to_string()),
        })?;
        let crc = self.index.crc32_at_index(entry.position);
        if crc.is_some_and(|crc| crc != crc32fast::hash(raw)) {
            return Err(Failure::Checksum);
        }
        inflate.inflate(usize::from(entry.header), size, out)
    }

    /// How long an entry is; one that is far longer than what it holds is not read.
    fn length(&self, entry: Range<u64>, size: u64) -> Result<usize, Failure> {
        let length = entry.end.checked_sub(entry.start).filter(|length| *length > 0);
        let length = length.ok_or_else(|| Failure::Read("the pack ends before it".to_owned()))?;
        let length = if length <= most_room(size) { usize::try_from(length).ok() } else { None };
        length.ok_or(Failure::Damaged("it takes more room than its content"))
    }
}

/// What so many bytes take at most when they are deflated, headers included.
pub(super) fn most_room(size: u64) -> u64 {
    size.saturating_add(size / 8).saturating_add(1 << 16)
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("path", &self.path).field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// What is wrong with a pack as a whole.
fn check(file: &File, index: &index::File, length: u64) -> Option<String> {
    let mut header = [0; 12];
    let mut trailer = [0; TRAILER as usize];
    let read = read_at(file, &mut header, 0).and_then(|()| read_at(file, &mut trailer, length.saturating_sub(TRAILER)));
    if read.is_err() {
        return Some("the pack is cut".to_owned());
    }
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if !header.starts_with(b"PACK") || !matches!(number(4), 2 | 3) {
        return Some("this is no pack of version 2 or 3".to_owned());
    }
    if number(8) != index.num_objects() {
        return Some(format!("the pack says it has {} objects, its index {}", number(8), index.num_objects()));
    }
    let same = index.pack_checksum().as_bytes() == trailer;
    (!same).then(|| "the pack ends otherwise than its index says: it is cut or damaged".to_owned())
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[count..];
        offset += count as u64;
    }
    Ok(())
}
