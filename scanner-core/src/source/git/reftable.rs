//! Refs in the format reftable: sorted blocks in a few files, of which later ones replace what earlier ones say.
//!
//! Refs and reflogs are read in one pass each; git's indexes into the files are not.

mod log;
mod table;

pub(super) use log::Logs;

use super::{
    bytes::{highest_first, take},
    id::{ObjectFormat, ObjectId},
};
use crate::regular_file::{self, MAX_TABLE_BYTES, MAX_TEXT_BYTES};
use std::{collections::BTreeMap, io, path::Path};
use table::Table;

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
    git_dir.join("reftable/tables.list").exists()
}

/// The refs that a folder of a repository or a work tree has.
///
/// # Errors
/// A file that can't be read or is damaged.
pub(super) fn read(git_dir: &Path) -> io::Result<Refs> {
    let mut refs = Refs::new();
    each(git_dir, |table| table.refs(|block, from| add(block, from, table.format, &mut refs)))?;
    Ok(refs)
}

/// The reflogs that a folder of a repository or a work tree has.
///
/// # Errors
/// As [`read`].
pub(super) fn logs(git_dir: &Path) -> io::Result<Logs> {
    let mut logs = Logs::default();
    each(git_dir, |table| table.logs(|block, from| logs.add(block, from, table.format)))?;
    Ok(logs)
}

/// Reads all tables of a folder, the oldest first. One is damaged if `read` gives `None`.
fn each(git_dir: &Path, mut read: impl FnMut(&Table<'_>) -> Option<()>) -> io::Result<()> {
    let folder = git_dir.join("reftable");
    for name in regular_file::read_text(&folder.join("tables.list"), MAX_TEXT_BYTES)?.lines() {
        let damaged = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, format!("reftable/{name} {reason}"));
        if name.contains(['/', '\\']) {
            return Err(damaged("is damaged"));
        }
        let data = regular_file::read(&folder.join(name), MAX_TABLE_BYTES)
            .map_err(|error| damaged(&format!("can't be read: {error}")))?;
        Table::parse(&data).and_then(|table| read(&table)).ok_or_else(|| damaged("is damaged"))?;
    }
    Ok(())
}

/// Adds the records of a block of refs, which start at `from`.
fn add(block: &[u8], from: usize, format: ObjectFormat, refs: &mut Refs) -> Option<()> {
    table::records(block, from, |name, kind, rest| {
        highest_first(rest)?;
        match kind {
            0 => drop(refs.remove(name)),
            1 | 2 => {
                let id = format.take(rest)?;
                if kind == 2 {
                    format.take(rest)?;
                }
                refs.insert(name.to_vec(), Target::Object(id));
            }
            3 => {
                let length = usize::try_from(highest_first(rest)?).ok()?;
                refs.insert(name.to_vec(), Target::Ref(take(rest, length)?.to_vec()));
            }
            _ => return None,
        }
        Some(())
    })
}

/// Whether a name is that of a ref that can be a file: it stays in its folder.
pub(super) fn is_safe(name: &[u8]) -> bool {
    stays_inside(name) && !name.iter().any(|byte| *byte <= b' ' || *byte == b'\\')
}

/// Whether a name leads to no folder but those it names.
pub(super) fn stays_inside(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
