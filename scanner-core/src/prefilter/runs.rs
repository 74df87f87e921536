//! A filter of the runs of one length by which keywords are entered.

/// Bits of the index in the table of entries.
const TABLE_BITS: u32 = 13;
/// 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const FOLD: u64 = 0x2020_2020_2020_2020;

/// The runs of `LENGTH` bytes by which keywords are entered, in a filter of `WORDS` words, a power of two.
#[derive(Clone)]
pub(super) struct Runs<const LENGTH: usize, const WORDS: usize> {
    filter: Box<[u64; WORDS]>,
    /// For each cut hash, where its entries start.
    starts: Box<[u32]>,
    entries: Box<[Entry]>,
}

/// A keyword that has a certain run at `offset`.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// The run's hash.
    pub(super) run: u64,
    /// The first eight bytes of the keyword, folded, and which of them there are.
    head: u64,
    mask: u64,
    pub(super) keyword: u32,
    /// Where the run starts in the keyword.
    pub(super) offset: u32,
}

/// Eight bytes, folded to lower case; those beyond the end are as if they were blanks.
#[inline(always)]
pub(super) fn folded_at(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => u64::from_le_bytes(*bytes) | FOLD,
        None => folded_tail(text, at),
    }
}

#[cold]
fn folded_tail(text: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    let rest = text.get(at..).unwrap_or_default();
    bytes[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(bytes) | FOLD
}

/// The hash of the first bytes of eight.
#[inline(always)]
fn hash(folded: u64, length: usize) -> u64 {
    (folded << (64 - 8 * length)).wrapping_mul(FACTOR)
}

/// The two bits of a hash in its word.
#[inline(always)]
fn bits(hash: u64) -> (u32, u32) {
    ((hash >> 46) as u32 & 63, (hash >> 40) as u32 & 63)
}

fn slot(hash: u64) -> usize {
    (hash >> (64 - TABLE_BITS)) as usize
}

impl<const LENGTH: usize, const WORDS: usize> Runs<LENGTH, WORDS> {
    #[inline(always)]
    fn word(hash: u64) -> usize {
        (hash >> (64 - WORDS.trailing_zeros())) as usize & (WORDS - 1)
    }

    pub(super) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| (entry.run, entry.keyword, entry.offset));
        let mut filter = Box::new([0u64; WORDS]);
        let mut starts = vec![0u32; (1 << TABLE_BITS) + 1];
        for entry in &entries {
            let (first, second) = bits(entry.run);
            filter[Self::word(entry.run)] |= 1 << first | 1 << second;
            starts[slot(entry.run) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Runs { filter, starts: starts.into(), entries: entries.into() }
    }

    /// Whether a keyword may have the first `LENGTH` bytes of eight as its run.
    #[inline(always)]
    pub(super) fn may_have(&self, folded: u64) -> bool {
        let hash = hash(folded, LENGTH);
        let word = self.filter[Self::word(hash)];
        let (first, second) = bits(hash);
        (word >> first) & (word >> second) & 1 == 1
    }

    /// The entries of that run.
    pub(super) fn entries(&self, folded: u64) -> impl Iterator<Item = &Entry> {
        let hash = hash(folded, LENGTH);
        let slot = slot(hash);
        let entries = &self.entries[self.starts[slot] as usize..self.starts[slot + 1] as usize];
        entries.iter().filter(move |entry| entry.run == hash)
    }
}

impl Entry {
    /// The keyword is entered by its run of `length` bytes at `offset`.
    pub(super) fn new(keyword: u32, bytes: &[u8], offset: usize, length: usize) -> Self {
        let run = &bytes[offset..offset + length];
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for (at, byte) in bytes.iter().take(8).enumerate() {
            (head[at], mask[at]) = (byte | 0x20, 0xff);
        }
        Entry {
            run: hash(folded_at(run, 0), run.len()),
            head: u64::from_le_bytes(head),
            mask: u64::from_le_bytes(mask),
            keyword,
            offset: offset as u32,
        }
    }

    /// Whether the first bytes of the keyword stand at `start`, but for the fold.
    #[inline]
    pub(super) fn may_be_at(&self, text: &[u8], start: usize) -> bool {
        folded_at(text, start) & self.mask == self.head
    }
}
