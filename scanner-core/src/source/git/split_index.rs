//! An index in two files: one that is shared and rarely written, and one that says what differs from it.

use super::bytes::{number, take};
use super::id::{ObjectFormat, ObjectId};

/// The link of an index to the shared one.
#[derive(Debug)]
pub(super) struct Link {
    /// The id in the name of the shared file; zeros for none.
    pub(super) id: ObjectId,
    /// The entries of the shared file, by their places, that are no longer there.
    pub(super) deleted: Bitmap,
    /// Those that other entries take the place of, under the same names.
    pub(super) replaced: Bitmap,
}

impl Link {
    /// Reads the content of the extension `link`.
    pub(super) fn parse(mut data: &[u8], format: ObjectFormat) -> Option<Self> {
        let id = format.take(&mut data)?;
        let mut bitmap = || if data.is_empty() { Some(Bitmap::default()) } else { Bitmap::parse(&mut data) };
        Some(Link { id, deleted: bitmap()?, replaced: bitmap()? })
    }
}

/// A set of places, as git compresses it (EWAH): runs of words that are all alike, each followed by words as they are.
#[derive(Debug, Default)]
pub(super) struct Bitmap {
    /// The first place of each word that has any, and the word.
    words: Vec<(usize, u64)>,
}

/// No index has as many entries.
const MAX_BITS: usize = 1 << 28;

impl Bitmap {
    fn parse(rest: &mut &[u8]) -> Option<Self> {
        let bits = number(take(rest, 4)?) as usize;
        let count = number(take(rest, 4)?) as usize;
        let mut words = take(rest, count.checked_mul(8)?)?.chunks_exact(8).map(|word| {
            let halves = word.split_at(4);
            u64::from(number(halves.0)) << 32 | u64::from(number(halves.1))
        });
        // The place of the last run, which only who adds to it needs.
        take(rest, 4)?;
        let mut bitmap = Bitmap::default();
        let mut at = 0usize;
        while let Some(marker) = words.next() {
            let (is_set, run, literal) = (marker & 1 == 1, marker >> 1 & 0xffff_ffff, marker >> 33);
            let run = usize::try_from(run).ok()?;
            let end = at.checked_add(run.checked_mul(64)?).filter(|end| *end <= bits.min(MAX_BITS) + 64)?;
            if is_set {
                bitmap.words.extend((at..end).step_by(64).map(|place| (place, u64::MAX)));
            }
            at = end;
            for _ in 0..literal {
                bitmap.words.extend(Some((at, words.next()?)).filter(|(_, word)| *word != 0));
                at += 64;
            }
        }
        Some(bitmap)
    }

    /// The places, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.words
            .iter()
            .flat_map(|(first, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(bits: u32, words: &[u64]) -> Vec<u8> {
        let count = u32::try_from(words.len()).expect("few");
        let words = words.iter().flat_map(|word| word.to_be_bytes());
        bits.to_be_bytes().into_iter().chain(count.to_be_bytes()).chain(words).chain([0; 4]).collect()
    }

    #[test]
    fn bitmaps_are_read_as_git_writes_them() {
        let places = |bits, words: &[u64]| {
            let bitmap = Bitmap::parse(&mut &bytes(bits, words)[..]);
            bitmap.map(|bitmap| bitmap.places().collect::<Vec<_>>())
        };
        assert_eq!(places(0, &[]), Some(vec![]));
        assert_eq!(places(3, &[1 << 33, 0b101]), Some(vec![0, 2]));
        // 64 zeros, then a word.
        assert_eq!(places(70, &[1 << 33 | 1 << 1, 1 << 5]), Some(vec![69]));
        assert_eq!(places(3, &[1 << 33]), None);
        assert_eq!(places(3, &[u64::MAX]), None);
    }
}
