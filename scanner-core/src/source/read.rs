//! Reading of listed files.

use super::{Entry, MAX_FILE_BYTES};
use crate::{model::Incident, regular_file};
use std::{io, io::Read};

/// Reads a file into `buffer`, replacing its content and reusing its memory. The file is read as it is now, whatever
/// its size when it was listed, but never more than `limit` bytes.
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

/// Fills the buffer. Returns the size of the file if it exceeds the limit.
fn fill(entry: &Entry, limit: u64, buffer: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let limit = limit.min(MAX_FILE_BYTES);
    let file = regular_file::open(&entry.file)?;
    // One byte more than expected, so that the end is detected without growing.
    let expected = usize::try_from(entry.size.min(limit)).unwrap_or(usize::MAX).saturating_add(1);
    buffer.try_reserve(expected).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let read = (&file).take(limit.saturating_add(1)).read_to_end(buffer)? as u64;
    if read <= limit {
        return Ok(None);
    }
    buffer.clear();
    Ok(Some(file.metadata().map_or(read, |metadata| metadata.len().max(read))))
}
