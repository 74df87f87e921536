//! Refs in the format reftable: sorted blocks in a few files, of which later ones replace what earlier ones say.
//!
//! Only the refs are read, in one pass; git's indexes into the files and the reflogs are not.

use super::{
    bytes::{highest_first, number, take},
    id::ObjectId,
};
use std::{collections::BTreeMap, fs, io, path::Path};

const HEADER_BYTES: usize = 24;
const FOOTER_BYTES: usize = 68;
const REF_BLOCK: u8 = b'r';

/// What a ref leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Object(ObjectId),
    /// Another ref.
    Ref(Vec<u8>),
}

/// Refs by name.
pub(super) type Refs = BTreeMap<Vec<u8>, Target>;

/// Whether the folder of a repository or a work tree has refs in this format.
pub(super) fn is_in(git_dir: &Path) -> bool {
    git_dir.join("reftable/tables.list").is_file()
}

/// The refs that a folder of a repository or a work tree has.
///
/// # Errors
/// A file that can't be read or is damaged.
pub(super) fn read(git_dir: &Path) -> io::Result<Refs> {
    let folder = git_dir.join("reftable");
    let mut refs = Refs::new();
    for name in fs::read_to_string(folder.join("tables.list"))?.lines() {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, format!("reftable/{name} is damaged"));
        let is_inside = !name.contains(['/', '\\']);
        let data = fs::read(folder.join(name)).ok().filter(|_| is_inside).ok_or_else(damaged)?;
        table(&data, &mut refs).ok_or_else(damaged)?;
    }
    Ok(refs)
}

/// Adds what a table says to the refs. `None` if it is damaged.
fn table(data: &[u8], refs: &mut Refs) -> Option<()> {
    if !data.starts_with(b"REFT\x01") || data.len() < HEADER_BYTES + FOOTER_BYTES {
        return None;
    }
    let block_bytes = number(&data[5..8]) as usize;
    let end = section_end(data)?;
    let mut at = 0;
    // The first block has the header of the file in it.
    while at < end && data.get(if at == 0 { HEADER_BYTES } else { at }) == Some(&REF_BLOCK) {
        let start = if at == 0 { HEADER_BYTES } else { at };
        let length = number(data.get(start + 1..start + 4)?) as usize;
        let block = data.get(at..at.checked_add(length)?)?;
        records(block, start + 4 - at, refs)?;
        let after = at + length.max(1);
        at = if block_bytes == 0 { after } else { after.checked_next_multiple_of(block_bytes)? };
    }
    Some(())
}

/// Where the blocks of refs end: at the first of the other sections, or the footer.
fn section_end(data: &[u8]) -> Option<usize> {
    let footer = data.len() - FOOTER_BYTES;
    let place = |field: usize| {
        let bytes = data.get(footer + HEADER_BYTES + 8 * field..)?.first_chunk::<8>()?;
        usize::try_from(u64::from_be_bytes(*bytes)).ok()
    };
    // The place of the objects shares its number with the length of their ids.
    let sections = [place(0)?, place(1)? >> 5, place(3)?];
    Some(sections.into_iter().filter(|place| *place > 0).fold(footer, usize::min))
}

/// Adds the records of a block, which start at `from`.
fn records(block: &[u8], from: usize, refs: &mut Refs) -> Option<()> {
    let restarts = number(block.get(block.len().checked_sub(2)?..)?) as usize;
    let end = block.len().checked_sub(2 + 3 * restarts)?;
    let mut rest = block.get(from..end)?;
    let mut name = Vec::new();
    while !rest.is_empty() {
        name.truncate(usize::try_from(highest_first(&mut rest)?).ok()?);
        let suffix = highest_first(&mut rest)?;
        name.extend_from_slice(take(&mut rest, usize::try_from(suffix >> 3).ok()?)?);
        highest_first(&mut rest)?;
        match suffix & 7 {
            0 => drop(refs.remove(&name)),
            kind @ (1 | 2) => {
                let id = ObjectId::from_bytes(take(&mut rest, ObjectId::BYTES)?)?;
                if kind == 2 {
                    take(&mut rest, ObjectId::BYTES)?;
                }
                refs.insert(name.clone(), Target::Object(id));
            }
            3 => {
                let length = usize::try_from(highest_first(&mut rest)?).ok()?;
                refs.insert(name.clone(), Target::Ref(take(&mut rest, length)?.to_vec()));
            }
            _ => return None,
        }
    }
    Some(())
}

/// Whether a name is that of a ref that can be a file: it stays in its folder.
pub(super) fn is_safe(name: &[u8]) -> bool {
    stays_inside(name) && !name.iter().any(|byte| *byte <= b' ' || *byte == b'\\')
}

/// Whether a name leads to no folder but those it names.
pub(super) fn stays_inside(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
