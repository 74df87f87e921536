//! Inflates what packs and loose objects hold.

use super::object::Failure;
use flate2::{Decompress, FlushDecompress};
use libdeflater::Decompressor;

/// Deflate makes nothing smaller than by this factor, so what claims to have been larger is damaged. Without this a few
/// bytes could have a scan set aside any amount of memory.
const MAX_RATIO: u64 = 1032;

/// Inflates entries of packs, one after the other; its memory is used again.
pub(super) struct Inflate {
    decompressor: Decompressor,
    input: Vec<u8>,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Inflate { decompressor: Decompressor::new(), input: Vec::new() }
    }

    /// A buffer for this many bytes that are to be inflated.
    pub(super) fn input(&mut self, length: usize) -> &mut [u8] {
        self.input.resize(length, 0);
        &mut self.input
    }

    /// Inflates the input behind `skip` bytes of header to exactly `size` bytes.
    pub(super) fn inflate(&mut self, skip: usize, size: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        let data = self.input.get(skip..).unwrap_or_default();
        inflate(&mut self.decompressor, data, size, out)
    }
}

/// Inflates to exactly `size` bytes.
pub(super) fn inflate_whole(data: &[u8], size: usize) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    inflate(&mut Decompressor::new(), data, size, &mut out)?;
    Ok(out)
}

fn inflate(decompressor: &mut Decompressor, data: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
    believable(size as u64, data.len() as u64)?;
    out.clear();
    out.resize(size, 0);
    match decompressor.zlib_decompress(data, out) {
        Ok(written) if written == size => Ok(()),
        Ok(_) => Err(Failure::Damaged("it is shorter than it says")),
        Err(_) => Err(Failure::Damaged("it can't be inflated")),
    }
}

/// Fails if `size` bytes can't have been deflated to as few.
pub(super) fn believable(size: u64, deflated: u64) -> Result<(), Failure> {
    let is_believable = size <= deflated.saturating_add(1).saturating_mul(MAX_RATIO);
    if is_believable { Ok(()) } else { Err(Failure::Damaged("it is shorter than it says")) }
}

/// Inflates exactly `size` bytes off the front, and returns them with the number of bytes that they took.
pub(in crate::source::git) fn inflate_prefix(data: &[u8], size: usize) -> Option<(Vec<u8>, usize)> {
    believable(size as u64, data.len() as u64).ok()?;
    let (mut decompress, mut out) = (Decompress::new(true), vec![0; size]);
    decompress.decompress(data, &mut out, FlushDecompress::Finish).ok()?;
    let is_whole = decompress.total_out() == size as u64;
    Some((out, usize::try_from(decompress.total_in()).ok()?)).filter(|_| is_whole)
}

/// Inflates only the start, as much as there is room for, and returns its length.
pub(super) fn inflate_start(data: &[u8], out: &mut [u8]) -> usize {
    let mut decompress = Decompress::new(true);
    // Damage behind the start is noticed when all is inflated.
    let _ = decompress.decompress(data, out, FlushDecompress::None);
    usize::try_from(decompress.total_out()).unwrap_or_default()
}
