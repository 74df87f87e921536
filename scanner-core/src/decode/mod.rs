//! Decoding of a file's bytes to the text that is searched.
//!
//! Text and binary are distinguished by content, never by name. Only UTF-16 and UTF-32 are converted. UTF-8, Latin-1
//! and malformed UTF-8 are searched as they are, so the usual file is not copied and offsets remain those of the file.

mod packed;
mod wide;

pub use packed::{is_archive, is_lfs_pointer};

use memchr::memchr;
use std::borrow::Cow;

/// The start of a file by which it is classified as text or binary; enough to be sure.
const SAMPLE_BYTES: usize = 8 * 1024;
/// Bytes for each control character that text may have. Random data has one in ten.
const BYTES_PER_CONTROL: usize = 20;

/// Decoded content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// Text in UTF-8 or an encoding close to it. A UTF-8 byte order mark is kept, one of a wider encoding is removed.
    Text(Cow<'a, [u8]>),
    /// Binary data, unchanged.
    Binary(&'a [u8]),
}

impl<'a> Decoded<'a> {
    /// The bytes to search, text or binary.
    pub fn into_bytes(self) -> Cow<'a, [u8]> {
        match self {
            Decoded::Text(text) => text,
            Decoded::Binary(bytes) => Cow::Borrowed(bytes),
        }
    }
}

/// Decodes a file: text or binary by its first 8 KiB, with UTF-16 and UTF-32 converted to UTF-8.
///
/// ```
/// use gonogo_core::decode::{Decoded, decode};
/// assert_eq!(decode(b"\xff\xfeh\0i\0"), Decoded::Text(b"hi"[..].into()));
/// assert_eq!(decode(b"\x7fELF\x02\0\0\0"), Decoded::Binary(b"\x7fELF\x02\0\0\0"));
/// ```
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let has_nul = memchr(0, sample).is_some();
    if let Some(encoding) = wide::detect(sample, has_nul) {
        return Decoded::Text(Cow::Owned(encoding.decode(bytes)));
    }
    if has_nul || controls(sample) * BYTES_PER_CONTROL > sample.len() {
        return Decoded::Binary(bytes);
    }
    Decoded::Text(Cow::Borrowed(bytes))
}

/// The number of control characters that text does not contain. Sums as wide as a byte let the compiler vectorise the
/// loop.
fn controls(sample: &[u8]) -> usize {
    sample.chunks(128).map(|chunk| usize::from(chunk.iter().map(|&byte| u8::from(is_control(byte))).sum::<u8>())).sum()
}

/// Whether a byte is a control character that text does not contain. Backspace to carriage return, and escape, occur in
/// logs and listings.
fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte.wrapping_sub(0x08) > 5) & (byte != 0x1b)
}

#[cfg(test)]
mod tests;
