//! Inflates what a pack holds.

use super::Failure;
use libdeflater::{DecompressionError, Decompressor};

/// Inflates entries of packs, one after the other; its memory is used again.
pub(super) struct Inflate {
    decompressor: Decompressor,
    input: Vec<u8>,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Inflate { decompressor: Decompressor::new(), input: Vec::new() }
    }

    /// Where to put so many bytes that are to be inflated.
    pub(super) fn input(&mut self, length: usize) -> &mut [u8] {
        self.input.resize(length, 0);
        &mut self.input
    }

    /// Inflates the input behind `skip` bytes of header to exactly `size` bytes.
    pub(super) fn inflate(&mut self, skip: usize, size: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        out.clear();
        out.resize(size, 0);
        let data = self.input.get(skip..).unwrap_or_default();
        match self.decompressor.zlib_decompress(data, out) {
            Ok(written) if written == size => Ok(()),
            Ok(_) => Err(Failure::Damaged("it is shorter than it says")),
            Err(_) => Err(Failure::Damaged("it can't be inflated")),
        }
    }
}

/// Inflates what does not say how large it gets, up to a limit in bytes.
pub(super) fn inflate_unknown(data: &[u8], limit: u64) -> Result<Vec<u8>, Failure> {
    let mut size = data.len().saturating_mul(4).max(4096);
    loop {
        let mut out = vec![0; size.min(usize::try_from(limit).unwrap_or(usize::MAX))];
        match Decompressor::new().zlib_decompress(data, &mut out) {
            Ok(written) => {
                out.truncate(written);
                return Ok(out);
            }
            Err(DecompressionError::InsufficientSpace) if (out.len() as u64) < limit => size = size.saturating_mul(4),
            Err(DecompressionError::InsufficientSpace) => return Err(Failure::TooLarge(limit)),
            Err(_) => return Err(Failure::Damaged("it can't be inflated")),
        }
    }
}
