//! A pack's index: the ids of its objects in order, and where each is (gitformat-pack(5), "pack-*.idx files").
//!
//! It is read with positioned reads and never mapped: one that is cut meanwhile is an error, not a signal. An index may lie:
//! it is refused if its tables don't fit the file, and every number in it is checked where it is used.

use super::{ids::Ids, read_at::read_exact_at};
use crate::{
    regular_file,
    source::git::{
        bytes::number,
        id::{ObjectFormat, ObjectId},
    },
};
use std::{fs::File, io, ops::Range, path::Path};

const MAGIC: &[u8] = b"\xfftOc";
const FANOUT_BYTES: usize = 256 * 4;
/// Ids that are read at once when so few are left to be searched.
const SEARCH_ROWS: u32 = 128;
/// Rows of a table that are read at once, so that no second copy of it is held.
const READ_ROWS: u32 = 1 << 14;
/// Marks an offset of version 2 as a row of the table of 64-bit offsets.
const IS_LARGE: u32 = 1 << 31;

/// An open index.
#[derive(Debug)]
pub(super) struct PackIndex {
    file: File,
    format: ObjectFormat,
    /// For each first byte of an id, how many ids start with it or a lower one.
    fanout: Box<[u32; 256]>,
    ids: Column,
    offsets: Column,
    /// Version 1 has none.
    crcs: Option<Column>,
    /// Offsets over 31 bits, of which version 1 has none.
    large: Column,
    large_rows: u64,
    /// The pack's checksum, as the index has it.
    pub(super) pack_checksum: Vec<u8>,
}

/// A row of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The start of the entry in the pack.
    pub(super) offset: u64,
    /// Checksum of the entry as it is stored.
    pub(super) crc: Option<u32>,
}

/// A field that each row of a table has.
#[derive(Clone, Copy, Debug)]
struct Column {
    start: u64,
    /// From one row to the next.
    stride: u64,
    width: usize,
}

impl PackIndex {
    /// Opens an index of version 1 or 2.
    pub(super) fn open(path: &Path, format: ObjectFormat) -> Result<Self, String> {
        let file = regular_file::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        PackIndex::read(file, length, format).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => "it is cut".to_owned(),
            _ => error.to_string(),
        })
    }

    fn read(file: File, length: u64, format: ObjectFormat) -> io::Result<Self> {
        let mut head = [0; 8 + FANOUT_BYTES];
        read_exact_at(&file, &mut head, 0)?;
        let version = if head.starts_with(MAGIC) { number(&head[4..8]) } else { 1 };
        let fanout_start = match version {
            1 => 0,
            2 => 8,
            _ => return Err(damaged(format!("its version {version} is not known"))),
        };
        let mut fanout = Box::new([0; 256]);
        for (count, bytes) in fanout.iter_mut().zip(head[fanout_start..].chunks_exact(4)) {
            *count = number(bytes);
        }
        if !fanout.is_sorted() {
            return Err(damaged("its counts don't rise"));
        }
        let width = format.bytes();
        let rows = u64::from(fanout[255]);
        let tables = (fanout_start + FANOUT_BYTES) as u64;
        let column = |start: u64, stride: u64, width: usize| Column { start, stride, width };
        let (ids, offsets, crcs, large) = match version {
            1 => {
                let stride = 4 + width as u64;
                (column(tables + 4, stride, width), column(tables, stride, 4), None, tables + rows * stride)
            }
            _ => {
                let crcs = tables + rows * width as u64;
                let ids = column(tables, width as u64, width);
                (ids, column(crcs + rows * 4, 4, 4), Some(column(crcs, 4, 4)), crcs + rows * 8)
            }
        };
        let checksums = length.checked_sub(2 * width as u64).filter(|start| *start >= large);
        let checksums = checksums.ok_or(io::ErrorKind::UnexpectedEof)?;
        let large_rows = (checksums - large) / 8;
        if (checksums - large) % 8 != 0 || large_rows > if version == 1 { 0 } else { rows } {
            return Err(damaged("its tables don't fit its length"));
        }
        let mut pack_checksum = vec![0; width];
        read_exact_at(&file, &mut pack_checksum, checksums)?;
        Ok(PackIndex {
            file,
            format,
            fanout,
            ids,
            offsets,
            crcs,
            large: column(large, 8, 8),
            large_rows,
            pack_checksum,
        })
    }

    /// The number of objects.
    pub(super) fn len(&self) -> u32 {
        self.fanout[255]
    }

    /// The rows whose ids start with the same byte as this one.
    pub(super) fn rows_near(&self, id: &ObjectId) -> Range<u32> {
        let first = usize::from(id.as_bytes()[0]);
        first.checked_sub(1).map_or(0, |before| self.fanout[before])..self.fanout[first]
    }

    /// The row of an id, found without reading the whole table.
    pub(super) fn find(&self, id: &ObjectId) -> io::Result<Option<u32>> {
        let mut rows = self.rows_near(id);
        while rows.end - rows.start > SEARCH_ROWS {
            let middle = rows.start + (rows.end - rows.start) / 2;
            if self.ids.read(&self.file, middle..middle + 1)?[..] <= id.as_bytes()[..] {
                rows.start = middle;
            } else {
                rows.end = middle;
            }
        }
        let ids = self.ids.read(&self.file, rows.clone())?;
        let found = ids.chunks_exact(self.format.bytes()).position(|other| other == id.as_bytes());
        Ok(found.map(|at| rows.start + at as u32))
    }

    /// The start of a row's entry in the pack.
    pub(super) fn offset_of(&self, row: u32) -> io::Result<u64> {
        let bytes = self.offsets.read(&self.file, row..row + 1)?;
        self.offset(number(&bytes))
    }

    /// All ids, in order.
    pub(super) fn ids(&self) -> io::Result<Ids> {
        let mut ids = Ids::with_capacity(self.format, self.len() as usize);
        for rows in pieces(self.len()) {
            ids.extend(&self.ids.read(&self.file, rows)?);
        }
        Ok(ids)
    }

    /// Hands over all rows, in order of their ids.
    pub(super) fn rows(&self, mut row: impl FnMut(Row)) -> io::Result<()> {
        for rows in pieces(self.len()) {
            let offsets = self.offsets.read(&self.file, rows.clone())?;
            let crcs = self.crcs.map(|crcs| crcs.read(&self.file, rows)).transpose()?;
            let mut crcs = crcs.as_deref().unwrap_or_default().chunks_exact(4).map(number);
            for offset in offsets.chunks_exact(4).map(number) {
                row(Row { offset: self.offset(offset)?, crc: crcs.next() });
            }
        }
        Ok(())
    }

    /// The offset that a 32-bit offset stands for.
    fn offset(&self, offset: u32) -> io::Result<u64> {
        if self.crcs.is_none() || offset & IS_LARGE == 0 {
            return Ok(u64::from(offset));
        }
        let row = offset & !IS_LARGE;
        if u64::from(row) >= self.large_rows {
            return Err(damaged("it names an offset that it does not have"));
        }
        let bytes = self.large.read(&self.file, row..row + 1)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

impl Column {
    /// The fields of these rows, one behind the other.
    fn read(&self, file: &File, rows: Range<u32>) -> io::Result<Vec<u8>> {
        let count = u64::from(rows.end - rows.start);
        let length = (count * self.stride).saturating_sub(self.stride - self.width as u64);
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| io::ErrorKind::OutOfMemory)?];
        read_exact_at(file, &mut bytes, self.start + u64::from(rows.start) * self.stride)?;
        if self.stride > self.width as u64 {
            bytes = bytes.chunks(self.stride as usize).flat_map(|row| &row[..self.width]).copied().collect();
        }
        Ok(bytes)
    }
}

/// All rows, some at a time.
fn pieces(rows: u32) -> impl Iterator<Item = Range<u32>> {
    (0..rows).step_by(READ_ROWS as usize).map(move |start| start..rows.min(start.saturating_add(READ_ROWS)))
}

fn damaged(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}

#[cfg(test)]
mod tests;
