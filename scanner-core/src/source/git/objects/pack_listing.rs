//! All entries of a pack, for a visit of all objects.

use super::{
    forest::Forest,
    ids::Ids,
    pack_entry::{Entry, EntryHeader, MAX_HEADER_BYTES, Packed, Stored},
    pack_index::{PackIndex, Row},
    read_at::read_range,
};
use crate::source::git::id::{ObjectFormat, ObjectId};
use rayon::prelude::*;
use std::{
    fs::File,
    ops::Range,
    sync::{Mutex, PoisonError},
};

/// Bytes read at once where headers are read one after the other.
const READ_BYTES: u64 = 64 << 10;

/// The entries of a pack, in the order of the file, and what is based on what.
#[derive(Debug)]
pub(super) struct Listing {
    /// By the rows of the index.
    ids: Ids,
    /// By the rows of the index, the number of the entry.
    numbers: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    /// Bases that the pack does not have.
    outside: Vec<ObjectId>,
    pub(super) forest: Forest,
}

impl Listing {
    /// Reads an index, and the headers of all entries in a pack, which end at `end`.
    ///
    /// # Errors
    /// An index that can't be read or contradicts itself, in words.
    pub(super) fn new(index: &PackIndex, pack: &File, end: u64, format: ObjectFormat) -> Result<Self, String> {
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
        let outside = Mutex::default();
        let mut listing = Listing { ids, numbers, entries: Vec::new(), outside: Vec::new(), forest: Forest::default() };
        let read = |(number, entry, bytes): (usize, &mut Entry, &[u8])| {
            entry.end = offsets.get(number + 1).copied().unwrap_or(end);
            if let Some(header) = EntryHeader::parse(bytes, format) {
                listing.read_header(index, entry, &header, &offsets, &outside);
            }
        };
        read_headers(pack, end, &mut entries, read);
        listing.forest = Forest::new(&entries);
        listing.entries = entries;
        listing.outside = outside.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(listing)
    }

    fn read_header(
        &self,
        index: &PackIndex,
        entry: &mut Entry,
        header: &EntryHeader,
        offsets: &[u64],
        outside: &Mutex<Vec<ObjectId>>,
    ) {
        entry.size = header.size;
        entry.stored = match header.content {
            Packed::Object(kind) => Stored::Whole(kind),
            Packed::OffsetDelta(distance) => {
                let base = entry.offset.checked_sub(distance).filter(|base| *base < entry.offset);
                let number = base.and_then(|base| offsets.binary_search(&base).ok());
                number.map_or(Stored::Broken, |number| Stored::On(number as u32))
            }
            Packed::RefDelta(id) => self.find(index.rows_near(&id), &id).map_or_else(
                || {
                    let mut outside = outside.lock().unwrap_or_else(PoisonError::into_inner);
                    outside.push(id);
                    Stored::Outside(outside.len() as u32 - 1)
                },
                Stored::On,
            ),
        };
    }

    /// The id of an entry's object.
    pub(super) fn id(&self, entry: u32) -> ObjectId {
        self.ids.get(self.entries[entry as usize].row as usize)
    }

    /// A base that the pack does not have, by its number.
    pub(super) fn outside(&self, number: u32) -> ObjectId {
        self.outside[number as usize]
    }

    /// The number of an object's entry, whose id is in one of these rows.
    pub(super) fn find(&self, near: Range<u32>, id: &ObjectId) -> Option<u32> {
        let row = self.ids.find(near.start as usize..near.end as usize, id)?;
        Some(self.numbers[row])
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
