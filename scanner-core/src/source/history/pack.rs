//! One pack: which objects it holds, where, and on what they are based (gitformat-pack(5)).
//!
//! Its content is read with positioned reads and never mapped: the memory of a scan does not grow with the pack, and a pack
//! that is cut meanwhile is an error, not a signal.

use super::{
    ObjectId,
    inflate::{Inflate, believable},
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack_entry::{Content, EntryHeader, MAX_HEADER_BYTES},
    pack_index::{PackIndex, Row},
    read_at::read_exact_at,
};
use rayon::prelude::*;
use std::{
    fs::File,
    io,
    ops::Range,
    path::{Path, PathBuf},
};

/// Bytes read at once where headers are read one after the other.
const READ_BYTES: usize = 64 << 10;
/// Bytes of the checksum at the end.
const TRAILER: u64 = ObjectId::BYTES as u64;

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
    /// Its row in the index.
    row: u32,
    /// Checksum of what is stored, if the index has one.
    crc: Option<u32>,
    pub(super) stored: Stored,
    header: u8,
    /// Bytes when inflated; of a delta, those of the delta.
    pub(super) size: u64,
}

/// A pack, with its entries in the order of the file.
pub(super) struct Pack {
    pub(super) path: PathBuf,
    file: File,
    index: PackIndex,
    /// By the rows of the index.
    ids: Vec<ObjectId>,
    /// By the rows of the index, the number of the entry.
    numbers: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    end: u64,
    /// What is wrong with the pack as a whole.
    pub(super) problem: Option<String>,
}

impl Pack {
    /// Opens the pack whose index is at `path`.
    ///
    /// # Errors
    /// A pack or index that can't be opened, in words.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let damaged = |error: String| format!("its index is damaged: {error}; `git index-pack` makes another");
        let index = PackIndex::open(path).map_err(damaged)?;
        let path = path.with_extension("pack");
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let end = length.saturating_sub(TRAILER);
        let problem = check(&file, &index, length);
        let ids = index.ids().map_err(|error| damaged(error.to_string()))?;
        let mut pack = Pack { path, file, index, ids, numbers: Vec::new(), entries: Vec::new(), end, problem };
        pack.list().map_err(damaged)?;
        Ok(pack)
    }

    /// The id of an entry's object.
    pub(super) fn id(&self, entry: u32) -> ObjectId {
        self.ids[self.entries[entry as usize].row as usize]
    }

    /// Whether the pack holds an object.
    pub(super) fn has(&self, id: &ObjectId) -> bool {
        self.row(id).is_some()
    }

    /// The number of an object's entry.
    pub(super) fn find(&self, id: &ObjectId) -> Option<u32> {
        Some(self.numbers[self.row(id)? as usize])
    }

    fn row(&self, id: &ObjectId) -> Option<u32> {
        let near = self.index.rows_near(id);
        let found = self.ids[near.start as usize..near.end as usize].binary_search(id).ok()?;
        Some(near.start + found as u32)
    }

    /// Lists all entries, sorted by offset, and reads their headers.
    fn list(&mut self) -> Result<(), String> {
        let mut entries: Vec<Entry> = Vec::with_capacity(self.ids.len());
        let blank = Entry { offset: 0, row: 0, crc: None, stored: Stored::Broken, header: 0, size: 0 };
        let add =
            |row: Row| entries.push(Entry { offset: row.offset, row: entries.len() as u32, crc: row.crc, ..blank });
        self.index.rows(add).map_err(|error| error.to_string())?;
        entries.par_sort_unstable_by_key(|entry| (entry.offset, entry.row));
        if entries.windows(2).any(|pair| pair[0].offset == pair[1].offset) {
            return Err("it names one place for two objects".to_owned());
        }
        self.numbers = vec![0; entries.len()];
        entries.iter().zip(0..).for_each(|(entry, number)| self.numbers[entry.row as usize] = number);
        let offsets: Vec<u64> = entries.iter().map(|entry| entry.offset).collect();
        entries.par_chunks_mut(4096).for_each_init(Vec::new, |buffer, entries| {
            let mut start = 0;
            for entry in entries {
                let inside = entry.offset.checked_sub(start).and_then(|at| usize::try_from(at).ok());
                let at = match inside.filter(|at| at + MAX_HEADER_BYTES <= buffer.len()) {
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
        self.entries = entries;
        Ok(())
    }

    /// Fills the buffer with what follows an offset, as far as there is something.
    fn fill(&self, offset: u64, buffer: &mut Vec<u8>) {
        let length = self.end.saturating_sub(offset).min(READ_BYTES as u64) as usize;
        buffer.resize(length, 0);
        if read_exact_at(&self.file, buffer, offset).is_err() {
            buffer.clear();
        }
    }

    fn read_header(&self, entry: &mut Entry, bytes: &[u8], offsets: &[u64]) {
        let Some(header) = EntryHeader::parse(bytes) else { return };
        (entry.size, entry.header) = (header.size, header.length);
        entry.stored = match header.content {
            Content::Object(kind) => Stored::Whole(kind),
            Content::OffsetDelta(distance) => {
                let base = entry.offset.checked_sub(distance).filter(|base| *base < entry.offset);
                let number = base.and_then(|base| offsets.binary_search(&base).ok());
                number.map_or(Stored::Broken, |number| Stored::On(number as u32))
            }
            Content::RefDelta(id) => self.find(&id).map_or(Stored::Outside(id), Stored::On),
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
        let size = usize::try_from(entry.size).ok().filter(|_| entry.size <= MAX_OBJECT_BYTES);
        let size = size.ok_or(Failure::TooLarge(entry.size))?;
        let raw = inflate.input(self.length(entry.offset..end, entry.size)?);
        read_exact_at(&self.file, raw, entry.offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Failure::Read("the pack ends before it".to_owned()),
            _ => Failure::Read(error.to_string()),
        })?;
        if entry.crc.is_some_and(|crc| crc != crc32fast::hash(raw)) {
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
fn check(file: &File, index: &PackIndex, length: u64) -> Option<String> {
    let mut header = [0; 12];
    let mut trailer = [0; TRAILER as usize];
    let read = read_exact_at(file, &mut header, 0)
        .and_then(|()| read_exact_at(file, &mut trailer, length.saturating_sub(TRAILER)));
    if read.is_err() {
        return Some("the pack is cut".to_owned());
    }
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if !header.starts_with(b"PACK") || !matches!(number(4), 2 | 3) {
        return Some("this is no pack of version 2 or 3".to_owned());
    }
    if number(8) != index.len() {
        return Some(format!("the pack says it has {} objects, its index {}", number(8), index.len()));
    }
    let same = index.pack_checksum == trailer;
    (!same).then(|| "the pack ends otherwise than its index says: it is cut or damaged".to_owned())
}
