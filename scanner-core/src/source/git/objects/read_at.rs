//! Positioned reads, which any number of threads can do on one file.

use std::{fs::File, io, ops::Range};

/// Fills the buffer with what is at an offset of a file.
#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Fills the buffer with what is at an offset of a file.
#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[count..];
        offset += count as u64;
    }
    Ok(())
}

/// Reads a range of a file into the buffer, which is empty if the range can't be read.
pub(super) fn read_range(file: &File, range: Range<u64>, buffer: &mut Vec<u8>) {
    buffer.resize(usize::try_from(range.end.saturating_sub(range.start)).unwrap_or_default(), 0);
    if read_exact_at(file, buffer, range.start).is_err() {
        buffer.clear();
    }
}
