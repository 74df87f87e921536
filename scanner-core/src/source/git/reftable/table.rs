//! One file of the format reftable: its sections, their blocks, and the records in these.

use crate::source::git::{
    bytes::{highest_first, number, take},
    id::ObjectFormat,
    objects::inflate_prefix,
};

const REF_BLOCK: u8 = b'r';
const LOG_BLOCK: u8 = b'g';
/// Kind and length in front of a block.
const BLOCK_HEADER_BYTES: usize = 4;

/// A file, and what its header says.
pub(super) struct Table<'a> {
    data: &'a [u8],
    pub(super) format: ObjectFormat,
    header_bytes: usize,
    /// The start of the footer.
    footer: usize,
}

impl<'a> Table<'a> {
    /// Reads the header. `None` if it is damaged.
    pub(super) fn parse(data: &'a [u8]) -> Option<Self> {
        let (format, header_bytes) = match (data.get(..5)?, data.get(24..28)?) {
            (b"REFT\x01", _) => (ObjectFormat::Sha1, 24),
            (b"REFT\x02", b"sha1") => (ObjectFormat::Sha1, 28),
            (b"REFT\x02", b"s256") => (ObjectFormat::Sha256, 28),
            _ => return None,
        };
        // The header again, five places in the file, and a checksum.
        let footer = data.len().checked_sub(header_bytes + 5 * 8 + 4).filter(|footer| *footer >= header_bytes)?;
        Some(Table { data, format, header_bytes, footer })
    }

    /// A place that the footer names; zero if there is no such section.
    fn place(&self, field: usize) -> Option<usize> {
        let bytes = self.data.get(self.footer + self.header_bytes + 8 * field..)?.first_chunk::<8>()?;
        usize::try_from(u64::from_be_bytes(*bytes)).ok()
    }

    /// Hands over the blocks of refs, each with the place of its first record.
    pub(super) fn refs(&self, mut block: impl FnMut(&[u8], usize) -> Option<()>) -> Option<()> {
        let block_bytes = number(&self.data[5..8]) as usize;
        // The place of the objects shares its number with the length of their ids.
        let sections = [self.place(0)?, self.place(1)? >> 5, self.place(3)?];
        let end = sections.into_iter().filter(|place| *place > 0).fold(self.footer, usize::min);
        let mut at = 0;
        while at < end {
            // The first block has the header of the file in it.
            let start = if at == 0 { self.header_bytes } else { at };
            if self.data.get(start) != Some(&REF_BLOCK) {
                break;
            }
            let length = number(self.data.get(start + 1..start + BLOCK_HEADER_BYTES)?) as usize;
            block(self.data.get(at..at.checked_add(length)?)?, start + BLOCK_HEADER_BYTES - at)?;
            let after = at + length.max(1);
            at = if block_bytes == 0 { after } else { after.checked_next_multiple_of(block_bytes)? };
        }
        Some(())
    }

    /// Hands over the blocks of reflogs, inflated, each with the place of its first record.
    pub(super) fn logs(&self, mut block: impl FnMut(&[u8], usize) -> Option<()>) -> Option<()> {
        let mut at = match self.place(3)? {
            // A file without refs starts with them.
            0 => self.header_bytes,
            place => place,
        };
        while at < self.footer && self.data.get(at) == Some(&LOG_BLOCK) {
            let start = at + BLOCK_HEADER_BYTES;
            let length = (number(self.data.get(at + 1..start)?) as usize).checked_sub(BLOCK_HEADER_BYTES)?;
            // The length of a first block counts the header of the file.
            let length = if at == self.header_bytes { length.checked_sub(self.header_bytes)? } else { length };
            let (content, deflated) = inflate_prefix(self.data.get(start..self.footer)?, length)?;
            block(&content, 0)?;
            at = start + deflated.max(1);
        }
        Some(())
    }
}

/// Hands over the records of a block, which start at `from`: the key, three bits of kind, and the bytes that follow, from which
/// it takes its own.
pub(super) fn records(
    block: &[u8],
    from: usize,
    mut record: impl FnMut(&[u8], u8, &mut &[u8]) -> Option<()>,
) -> Option<()> {
    let restarts = number(block.get(block.len().checked_sub(2)?..)?) as usize;
    let end = block.len().checked_sub(2 + 3 * restarts)?;
    let mut rest = block.get(from..end)?;
    let mut key = Vec::new();
    while !rest.is_empty() {
        key.truncate(usize::try_from(highest_first(&mut rest)?).ok()?);
        let suffix = highest_first(&mut rest)?;
        key.extend_from_slice(take(&mut rest, usize::try_from(suffix >> 3).ok()?)?);
        record(&key, (suffix & 7) as u8, &mut rest)?;
    }
    Some(())
}
