//! From a file's bytes to the text that is searched.
//!
//! What is text is judged by content, never by name. Only UTF-16 and UTF-32 are converted; UTF-8, Latin-1 and broken
//! UTF-8 are searched as the bytes they are, so nothing is copied for the usual file and offsets stay those of the file.

mod wide;

use memchr::memchr;
use std::borrow::Cow;

/// How much of a file decides what it is.
const SAMPLE: usize = 8 * 1024;
/// A text has at most one control character in so many bytes; random bytes have one in ten.
const BYTES_PER_CONTROL: usize = 20;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// Text in UTF-8, or in bytes that are nearly so. A byte order mark in UTF-8 is kept, one of a wider encoding is not.
    Text(Cow<'a, [u8]>),
    /// Anything else, as it is.
    Binary(&'a [u8]),
}

impl<'a> Decoded<'a> {
    /// What is searched, be it text or not.
    pub fn into_bytes(self) -> Cow<'a, [u8]> {
        match self {
            Decoded::Text(text) => text,
            Decoded::Binary(bytes) => Cow::Borrowed(bytes),
        }
    }
}

/// Tells text from binary by the first 8 KiB, and makes UTF-8 of UTF-16 and UTF-32.
///
/// ```
/// use gonogo_core::decode::{Decoded, decode};
/// assert_eq!(decode(b"\xff\xfeh\0i\0"), Decoded::Text(b"hi"[..].into()));
/// assert_eq!(decode(b"\x7fELF\x02\0\0\0"), Decoded::Binary(b"\x7fELF\x02\0\0\0"));
/// ```
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let has_nul = memchr(0, sample).is_some();
    if let Some(encoding) = wide::detect(sample, has_nul) {
        return Decoded::Text(Cow::Owned(encoding.decode(bytes)));
    }
    if has_nul || controls(sample) * BYTES_PER_CONTROL > sample.len() {
        return Decoded::Binary(bytes);
    }
    Decoded::Text(Cow::Borrowed(bytes))
}

/// Counts the control characters that text does not have. Sums of a byte's width let the compiler use whole vectors.
fn controls(sample: &[u8]) -> usize {
    sample.chunks(128).map(|chunk| usize::from(chunk.iter().map(|&byte| u8::from(is_control(byte))).sum::<u8>())).sum()
}

/// Backspace to carriage return and escape stand in logs and listings.
fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte.wrapping_sub(0x08) > 5) & (byte != 0x1b)
}

#[cfg(test)]
mod tests;
