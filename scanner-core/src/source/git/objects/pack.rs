//! One pack: which objects it holds, where, and on what they are based (gitformat-pack(5)).
//!
//! It is read with positioned reads and never mapped: the memory of a scan does not grow with the pack, and a pack that is
//! cut meanwhile is an error, not a signal.

use super::{
    inflate::{Inflate, believable, inflate_start},
    object::{Failure, MAX_OBJECT_BYTES},
    pack_entry::{Entry, EntryHeader, INVALID_HEADER, MAX_HEADER_BYTES},
    pack_index::PackIndex,
    pack_listing::Listing,
    read_at::{read_exact_at, read_range},
};
use crate::{
    regular_file,
    source::git::{
        bytes::number,
        id::{ObjectFormat, ObjectId},
    },
};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Bytes of a deflated delta that its two sizes can't go beyond.
const DELTA_START_BYTES: usize = 256;

/// An open pack.
pub(super) struct Pack {
    path: PathBuf,
    file: File,
    format: ObjectFormat,
    index: PackIndex,
    /// The end of the entries.
    end: u64,
    /// The damage of the pack as a whole.
    pub(super) problem: Option<String>,
    listing: OnceLock<Result<Listing, String>>,
}

impl Pack {
    /// Opens the pack whose index is at `path`.
    ///
    /// # Errors
    /// A pack or index that can't be opened, in words.
    pub(super) fn open(path: &Path, format: ObjectFormat) -> Result<Self, String> {
        let index = PackIndex::open(path, format).map_err(damaged_index)?;
        let path = path.with_extension("pack");
        let file = regular_file::open(&path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let end = length.saturating_sub(format.bytes() as u64);
        let problem = check(&file, &index, end);
        Ok(Pack { path, file, format, index, end, problem, listing: OnceLock::new() })
    }

    /// All entries, read when first asked for.
    ///
    /// # Errors
    /// An index that is damaged, in words.
    pub(super) fn listing(&self) -> Result<&Listing, &str> {
        self.listing
            .get_or_init(|| Listing::new(&self.index, &self.file, self.end, self.format).map_err(damaged_index))
            .as_ref()
            .map_err(|error| &error[..])
    }

    /// The name of its file.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The number of objects.
    pub(super) fn len(&self) -> usize {
        self.index.len() as usize
    }

    /// Whether the pack holds an object.
    pub(super) fn has(&self, id: &ObjectId) -> bool {
        match self.listing.get() {
            Some(Ok(listing)) => listing.find(self.index.rows_near(id), id).is_some(),
            Some(Err(_)) => false,
            None => self.index.find(id).is_ok_and(|row| row.is_some()),
        }
    }

    /// The start of an object's entry.
    pub(super) fn find(&self, id: &ObjectId) -> Option<u64> {
        match self.listing.get() {
            Some(Ok(listing)) => {
                let number = listing.find(self.index.rows_near(id), id)?;
                Some(listing.entries[number as usize].offset)
            }
            Some(Err(_)) => None,
            None => self.index.offset_of(self.index.find(id).ok()??).ok(),
        }
    }

    /// The header of the entry that starts at an offset.
    pub(super) fn header(&self, offset: u64) -> Result<EntryHeader, Failure> {
        EntryHeader::parse(&self.read_start(offset, MAX_HEADER_BYTES as u64), self.format).ok_or(INVALID_HEADER)
    }

    /// The bytes that follow an offset, at most this many.
    fn read_start(&self, offset: u64, length: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        read_range(&self.file, offset..self.end.min(offset.saturating_add(length)), &mut bytes);
        bytes
    }

    /// The inflated size of an entry in bytes, if it is valid.
    pub(super) fn size(&self, entry: &Entry) -> Result<u64, Failure> {
        believable(entry.size, entry.end.saturating_sub(entry.offset))?;
        Ok(entry.size)
    }

    /// Reads and inflates what an entry holds: an object, or a delta.
    pub(super) fn inflate(&self, entry: &Entry, inflate: &mut Inflate, out: &mut Vec<u8>) -> Result<(), Failure> {
        let size = inflated_size(self.size(entry)?)?;
        let length = entry.end.checked_sub(entry.offset).filter(|length| *length > 0);
        let length = length.ok_or_else(|| Failure::from_io(&io::ErrorKind::UnexpectedEof.into()))?;
        // One that is far longer than what it holds is not read.
        let length = Some(length).filter(|length| *length <= most_room(entry.size));
        let length = length.ok_or(Failure::Damaged("it takes more room than its content"))?;
        let raw = inflate.input(length as usize);
        read_exact_at(&self.file, raw, entry.offset).map_err(|error| Failure::from_io(&error))?;
        if entry.crc.is_some_and(|crc| crc != crc32fast::hash(raw)) {
            return Err(Failure::Checksum);
        }
        let header = EntryHeader::parse(raw, self.format).ok_or(INVALID_HEADER)?;
        inflate.inflate(usize::from(header.length), size, out)
    }

    /// As [`Pack::inflate`], for an entry of which only the header is known, and not where it ends. So its checksum is not
    /// compared; deflate has one of its own.
    pub(super) fn inflate_at(
        &self,
        offset: u64,
        header: &EntryHeader,
        inflate: &mut Inflate,
    ) -> Result<Vec<u8>, Failure> {
        let left = self.end.saturating_sub(offset);
        believable(header.size, left)?;
        let (size, mut out) = (inflated_size(header.size)?, Vec::new());
        let mut failure = Failure::from_io(&io::ErrorKind::UnexpectedEof.into());
        for room in [usual_room(header.size), most_room(header.size)] {
            let raw = inflate.input(room.min(left) as usize);
            read_exact_at(&self.file, raw, offset).map_err(|error| Failure::from_io(&error))?;
            match inflate.inflate(usize::from(header.length), size, &mut out) {
                Ok(()) => return Ok(out),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The start of a delta, enough to read its sizes.
    pub(super) fn delta_start(&self, offset: u64, header: &EntryHeader) -> Vec<u8> {
        let mut start = vec![0; DELTA_START_BYTES.min(header.size as usize)];
        let raw = self.read_start(offset, (MAX_HEADER_BYTES + DELTA_START_BYTES) as u64);
        let length = inflate_start(raw.get(usize::from(header.length)..).unwrap_or_default(), &mut start);
        start.truncate(length);
        start
    }
}

fn damaged_index(reason: String) -> String {
    format!("its index is damaged: {reason}; `git index-pack` makes another")
}

fn inflated_size(size: u64) -> Result<usize, Failure> {
    usize::try_from(size).ok().filter(|_| size <= MAX_OBJECT_BYTES).ok_or(Failure::TooLarge(size))
}

/// Bytes that this many take at most when zlib deflates them, with the header.
fn usual_room(size: u64) -> u64 {
    size.saturating_add(size / 8).saturating_add(128)
}

/// Bytes that this many take at most when anything deflates them that is not out to take room.
pub(super) fn most_room(size: u64) -> u64 {
    size.saturating_add(size / 8).saturating_add(1 << 16)
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("path", &self.path).field("objects", &self.index.len()).finish_non_exhaustive()
    }
}

/// The damage of a pack as a whole, whose entries end here, in words.
fn check(file: &File, index: &PackIndex, end: u64) -> Option<String> {
    let mut header = [0; 12];
    let mut trailer = vec![0; index.pack_checksum.len()];
    let read = read_exact_at(file, &mut header, 0).and_then(|()| read_exact_at(file, &mut trailer, end));
    if read.is_err() {
        return Some("the pack is cut".to_owned());
    }
    let (version, objects) = (number(&header[4..8]), number(&header[8..]));
    if !header.starts_with(b"PACK") || !matches!(version, 2 | 3) {
        return Some("this is no pack of version 2 or 3".to_owned());
    }
    if objects != index.len() {
        return Some(format!("the pack says it has {objects} objects, its index {}", index.len()));
    }
    let same = index.pack_checksum == trailer;
    (!same).then(|| "the pack ends otherwise than its index says: it is cut or damaged".to_owned())
}
