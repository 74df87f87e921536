//! Reading a listed file.

use super::Entry;
use crate::model::Incident;
use std::{fs::File, io, io::Read};

/// Reads a file into `buffer`, whose former content is dropped and whose memory is used again. The file is read as it is
/// now, whatever size it had when it was listed, but never more than `limit` bytes of it.
///
/// # Errors
/// A file that vanished, can't be read, or has grown beyond the limit; `buffer` is then empty.
pub fn read(entry: &Entry, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Incident> {
    buffer.clear();
    let outcome = fill(entry, limit, buffer);
    if outcome.is_err() {
        buffer.clear();
    }
    match outcome {
        Ok(None) => Ok(()),
        Ok(Some(bytes)) => Err(Incident::TooLarge { path: entry.path.clone(), bytes }),
        Err(error) => Err(Incident::Unreadable { path: entry.path.clone(), reason: error.to_string() }),
    }
}

/// The size of the file if that is beyond the limit.
fn fill(entry: &Entry, limit: u64, buffer: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let file = File::open(&entry.file)?;
    // One more than is expected, so that the end is seen without growing.
    buffer.reserve(usize::try_from(entry.size.min(limit)).unwrap_or(0).saturating_add(1));
    let read = (&file).take(limit.saturating_add(1)).read_to_end(buffer)? as u64;
    if read <= limit {
        return Ok(None);
    }
    buffer.clear();
    Ok(Some(file.metadata().map_or(read, |metadata| metadata.len().max(read))))
}
