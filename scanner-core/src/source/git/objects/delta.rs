//! Rebuilds an object from its base and a delta (gitformat-pack(5), "Deltified representation").

use crate::{
    model::CopiedRange,
    source::git::bytes::{byte, lowest_first, take},
};

/// A delta whose sizes have been read.
#[derive(Clone, Copy, Debug)]
pub struct Delta<'a> {
    /// Bytes that the base must have.
    pub base_size: u64,
    /// Bytes of the result.
    pub size: u64,
    instructions: &'a [u8],
}

/// The delta does not fit its base, or is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its delta does not fit the object it is based on")]
pub struct BadDelta;

impl<'a> Delta<'a> {
    /// Reads the sizes before the instructions.
    ///
    /// # Errors
    /// A delta that ends in the middle of them.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, BadDelta> {
        let mut rest = bytes;
        let mut size = || lowest_first(byte(&mut rest)?, 7, &mut rest);
        let (base_size, size) = size().zip(size()).ok_or(BadDelta)?;
        Ok(Delta { base_size, size, instructions: rest })
    }

    /// Writes the object into `out`, and what was copied from the base into `copies`; both are emptied first. Copies that
    /// continue each other are one.
    ///
    /// # Errors
    /// Instructions that reach beyond the base or the size, or are cut.
    pub fn apply(&self, base: &[u8], out: &mut Vec<u8>, copies: &mut Vec<CopiedRange>) -> Result<(), BadDelta> {
        let size = usize::try_from(self.size).map_err(|_| BadDelta)?;
        out.clear();
        copies.clear();
        // The size is only a claim: a damaged delta must not set memory aside.
        out.reserve(size.min(base.len() + self.instructions.len() + (1 << 20)));
        let mut rest = self.instructions;
        while let Some((&command, behind)) = rest.split_first() {
            rest = behind;
            let piece = match command {
                0 => return Err(BadDelta),
                1..0x80 => take(&mut rest, usize::from(command)).ok_or(BadDelta)?,
                _ => {
                    let (from, length) = copy(command, &mut rest).ok_or(BadDelta)?;
                    note(copies, CopiedRange { from, to: out.len(), length });
                    base.get(from..from + length).ok_or(BadDelta)?
                }
            };
            if out.len() + piece.len() > size {
                return Err(BadDelta);
            }
            out.extend_from_slice(piece);
        }
        if out.len() == size && self.base_size == base.len() as u64 { Ok(()) } else { Err(BadDelta) }
    }
}

fn note(copies: &mut Vec<CopiedRange>, next: CopiedRange) {
    match copies.last_mut() {
        Some(last) if last.from + last.length == next.from && last.to + last.length == next.to => {
            last.length += next.length;
        }
        _ => copies.push(next),
    }
}

/// The offset in four bytes and the length in three, of which the command names those that are there.
fn copy(command: u8, rest: &mut &[u8]) -> Option<(usize, usize)> {
    let mut field = |bits: std::ops::Range<u32>| -> Option<u32> {
        let mut value = 0;
        for (shift, bit) in bits.enumerate() {
            if command >> bit & 1 == 1 {
                value |= u32::from(byte(rest)?) << (8 * shift);
            }
        }
        Some(value)
    };
    let (from, length) = (field(0..4)?, field(4..7)?);
    Some((from as usize, if length == 0 { 0x10000 } else { length as usize }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(base: &[u8], delta: &[u8]) -> Result<(Vec<u8>, Vec<CopiedRange>), BadDelta> {
        let (mut out, mut copies) = (Vec::new(), Vec::new());
        Delta::parse(delta)?.apply(base, &mut out, &mut copies)?;
        Ok((out, copies))
    }

    #[test]
    fn copies_and_inserts() {
        let base = b"hello world";
        let delta = [11, 12, 0x90, 5, 3, b'!', b' ', b'W', 0x91, 7, 4];
        let (out, copies) = applied(base, &delta).expect("a delta");
        assert_eq!(out, b"hello! Worl"[..8].iter().chain(b"orld").copied().collect::<Vec<_>>());
        assert_eq!(copies, [CopiedRange { from: 0, to: 0, length: 5 }, CopiedRange { from: 7, to: 8, length: 4 }]);
    }

    #[test]
    fn copies_that_continue_are_one() {
        let (_, copies) = applied(b"abcdef", &[6, 6, 0x90, 3, 0x91, 3, 3]).expect("a delta");
        assert_eq!(copies, [CopiedRange { from: 0, to: 0, length: 6 }]);
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for delta in [
            &[][..],
            &[0x80],
            &[6],
            &[6, 3],
            &[6, 3, 0],
            &[6, 3, 0x90, 4],
            &[6, 2, 0x90, 3],
            &[6, 9, 0x90, 9],
            &[6, 1, 0x94, 1, 1],
            &[5, 3, 0x90, 3],
            &[6, 3, 3, b'a'],
            &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
        ] {
            assert_eq!(applied(b"abcdef", delta).err(), Some(BadDelta), "{delta:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_do(base in prop::collection::vec(any::<u8>(), 0..40), delta in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok((out, copies)) = applied(&base, &delta) {
                for copy in copies {
                    prop_assert_eq!(
                        &out[copy.to..copy.to + copy.length],
                        &base[copy.from..copy.from + copy.length]
                    );
                }
            }
        }
    }
}
