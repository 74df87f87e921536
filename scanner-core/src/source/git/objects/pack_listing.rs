//! All entries of a pack, for a visit of all objects.

use super::{
    forest::Forest,
    pack_entry::{Entry, EntryHeader, MAX_HEADER_BYTES, Packed, Stored},
    pack_index::{PackIndex, Row},
    read_at::read_range,
};
use crate::source::git::id::ObjectId;
use rayon::prelude::*;
use std::{fs::File, ops::Range};

/// Bytes read at once where headers are read one after the other.
const READ_BYTES: u64 = 64 << 10;

/// The entries of a pack, in the order of the file, and what is based on what.
#[derive(Debug)]
pub(super) struct Listing {
    /// By the rows of the index.
    ids: Vec<ObjectId>,
    /// By the rows of the index, the number of the entry.
    numbers: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) forest: Forest,
}

impl Listing {
    /// Reads an index, and the headers of all entries in a pack, which end at `end`.
    ///
    /// # Errors
    /// An index that can't be read or contradicts itself, in words.
    pub(super) fn new(index: &PackIndex, pack: &File, end: u64) -> Result<Self, String> {
        let unreadable = |error: std::io::Error| error.to_string();
        let ids = index.ids().map_err(unreadable)?;
        let mut entries: Vec<Entry> = Vec::with_capacity(ids.len());
        let blank = Entry { offset: 0, end: 0, row: 0, crc: None, stored: Stored::Broken, size: 0 };
        let add =
            |row: Row| entries.push(Entry { offset: row.offset, row: entries.len() as u32, crc: row.crc, ..blank });
        index.rows(add).map_err(unreadable)?;
        entries.par_sort_unstable_by_key(|entry| (entry.offset, entry.row));
        if entries.windows(2).any(|pair| pair[0].offset == pair[1].offset) {
            return Err("it names one place for two objects".to_owned());
        }
        let mut numbers = vec![0; entries.len()];
        entries.iter().zip(0..).for_each(|(entry, number)| numbers[entry.row as usize] = number);
        let offsets: Vec<u64> = entries.iter().map(|entry| entry.offset).collect();
        let mut listing = Listing { ids, numbers, entries: Vec::new(), forest: Forest::default() };
        let read = |(number, entry, bytes): (usize, &mut Entry, &[u8])| {
            entry.end = offsets.get(number + 1).copied().unwrap_or(end);
            listing.read_header(index, entry, bytes, &offsets);
        };
        read_headers(pack, end, &mut entries, read);
        listing.forest = Forest::new(&entries);
        listing.entries = entries;
        Ok(listing)
    }

    fn read_header(&self, index: &PackIndex, entry: &mut Entry, bytes: &[u8], offsets: &[u64]) {
        let Some(header) = EntryHeader::parse(bytes) else { return };
        entry.size = header.size;
        entry.stored = match header.content {
            Packed::Object(kind) => Stored::Whole(kind),
            Packed::OffsetDelta(distance) => {
                let base = entry.offset.checked_sub(distance).filter(|base| *base < entry.offset);
                let number = base.and_then(|base| offsets.binary_search(&base).ok());
                number.map_or(Stored::Broken, |number| Stored::On(number as u32))
            }
            Packed::RefDelta(id) => self.find(index.rows_near(&id), &id).map_or(Stored::Outside(id), Stored::On),
        };
    }

    /// The id of an entry's object.
    pub(super) fn id(&self, entry: u32) -> ObjectId {
        self.ids[self.entries[entry as usize].row as usize]
    }

    /// The number of an object's entry, whose id is in one of these rows.
    pub(super) fn find(&self, near: Range<u32>, id: &ObjectId) -> Option<u32> {
        let found = self.ids[near.start as usize..near.end as usize].binary_search(id).ok()?;
        Some(self.numbers[near.start as usize + found])
    }
}

/// Hands over each entry with its number and the bytes it starts with. Headers are near each other, so one read of the pack
/// serves many.
fn read_headers(pack: &File, end: u64, entries: &mut [Entry], read: impl Fn((usize, &mut Entry, &[u8])) + Sync) {
    /// Entries that one thread reads in a row.
    const PART_ENTRIES: usize = 4096;
    entries.par_chunks_mut(PART_ENTRIES).enumerate().for_each_init(Vec::new, |buffer, (part, entries)| {
        // What it holds is of another part, and need not begin where the pack does.
        buffer.clear();
        let mut start = 0;
        for (number, entry) in (part * PART_ENTRIES..).zip(entries) {
            let inside = entry.offset.checked_sub(start).and_then(|at| usize::try_from(at).ok());
            let at = inside.filter(|at| at + MAX_HEADER_BYTES <= buffer.len()).unwrap_or_else(|| {
                start = entry.offset;
                read_range(pack, start..end.min(start.saturating_add(READ_BYTES)), buffer);
                0
            });
            read((number, entry, &buffer[at..]));
        }
    });
}
