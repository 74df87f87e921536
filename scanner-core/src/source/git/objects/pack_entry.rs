//! An entry of a pack, and its header (gitformat-pack(5), "pack-*.pack files have the following format").

use super::object::{Failure, ObjectKind};
use crate::source::git::{
    bytes::{byte, highest_first, lowest_first},
    id::{MAX_ID_BYTES, ObjectFormat, ObjectId},
};

/// More bytes than any header has: 10 of size, and the id of a base.
pub(super) const MAX_HEADER_BYTES: usize = 12 + MAX_ID_BYTES;

/// The failure of an entry whose header is invalid or cut.
pub(super) const INVALID_HEADER: Failure = Failure::Damaged("its header can't be read");

/// The storage of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// In full.
    Whole(ObjectKind),
    /// As a delta on the entry of this number.
    On(u32),
    /// As a delta on an object that is not in this pack; its number among these.
    Outside(u32),
    /// Its header can't be read.
    Broken,
}

/// An object in a pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) offset: u64,
    /// The start of the next one.
    pub(super) end: u64,
    /// Its row in the index.
    pub(super) row: u32,
    /// Checksum of what is stored, if the index has one.
    pub(super) crc: Option<u32>,
    pub(super) stored: Stored,
    /// Bytes when inflated; of a delta, those of the delta.
    pub(super) size: u64,
}

/// The header of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EntryHeader {
    pub(super) content: Packed,
    /// Bytes when inflated; of a delta, those of the delta.
    pub(super) size: u64,
    /// Bytes of the header itself.
    pub(super) length: u8,
}

/// The content of an entry once it is inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// An object.
    Object(ObjectKind),
    /// A delta on the entry that starts this many bytes before.
    OffsetDelta(u64),
    /// A delta on an object of any pack.
    RefDelta(ObjectId),
}

impl EntryHeader {
    /// Reads the header that bytes start with; `None` if it is invalid or cut.
    pub(super) fn parse(bytes: &[u8], format: ObjectFormat) -> Option<Self> {
        let mut rest = bytes;
        let first = byte(&mut rest)?;
        let size = lowest_first(first, 4, &mut rest)?;
        let content = match first >> 4 & 7 {
            1 => Packed::Object(ObjectKind::Commit),
            2 => Packed::Object(ObjectKind::Tree),
            3 => Packed::Object(ObjectKind::Blob),
            4 => Packed::Object(ObjectKind::Tag),
            6 => Packed::OffsetDelta(highest_first(&mut rest)?),
            7 => Packed::RefDelta(format.take(&mut rest)?),
            _ => return None,
        };
        let length = u8::try_from(bytes.len() - rest.len()).ok()?;
        Some(EntryHeader { content, size, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(bytes: &[u8]) -> Option<EntryHeader> {
        EntryHeader::parse(bytes, ObjectFormat::Sha1)
    }

    fn header(content: Packed, size: u64, length: u8) -> Option<EntryHeader> {
        Some(EntryHeader { content, size, length })
    }

    #[test]
    fn headers_of_each_type() {
        assert_eq!(parse(&[0x3a]), header(Packed::Object(ObjectKind::Blob), 10, 1));
        assert_eq!(parse(&[0x9f, 0x81, 0x01]), header(Packed::Object(ObjectKind::Commit), 0x81f, 3));
        assert_eq!(parse(&[0x65, 0x7f]), header(Packed::OffsetDelta(127), 5, 2));
        // 128 is the first distance of two bytes.
        assert_eq!(parse(&[0x65, 0x80, 0x00]), header(Packed::OffsetDelta(128), 5, 3));
        let id = ObjectId::from_bytes(&[7; 20]).expect("20 bytes");
        assert_eq!(parse(&[&[0x70][..], &[7; 20]].concat()), header(Packed::RefDelta(id), 0, 21));
        let longer = ObjectId::from_bytes(&[7; 32]).expect("32 bytes");
        let entry = [&[0x70][..], &[7; 32]].concat();
        assert_eq!(EntryHeader::parse(&entry, ObjectFormat::Sha256), header(Packed::RefDelta(longer), 0, 33));
        assert_eq!(EntryHeader::parse(&entry[..32], ObjectFormat::Sha256), None);
    }

    #[test]
    fn invalid_headers() {
        let long = |first: u8| [&[first][..], &[0xff; 10]].concat();
        let cases =
            [vec![], vec![0x0a], vec![0x5a], vec![0xba], vec![0x65, 0x80], vec![0x75, 1, 2], long(0xb0), long(0x60)];
        for bytes in cases {
            assert_eq!(parse(&bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_longer_than_the_limit(bytes in prop::collection::vec(any::<u8>(), 0..64), long: bool) {
            let format = if long { ObjectFormat::Sha256 } else { ObjectFormat::Sha1 };
            let parse = |bytes: &[u8]| EntryHeader::parse(bytes, format);
            if let Some(header) = parse(&bytes) {
                prop_assert!(usize::from(header.length) <= bytes.len().min(MAX_HEADER_BYTES));
                prop_assert_eq!(parse(&bytes[..usize::from(header.length)]), Some(header));
                prop_assert_eq!(parse(&bytes[..usize::from(header.length) - 1]), None);
            }
        }
    }
}
