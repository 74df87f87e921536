//! The runs of one length by which keywords are entered, and a filter for places where none of them can be.

/// 2^64 and 2^32 divided by the golden ratio, as in Knuth's multiplicative hashing.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const SHORT_FACTOR: u32 = 0x9E37_79B1;
/// Bits of the index in the table of entries.
const TABLE_BITS: u32 = 13;
const FOLD: u64 = 0x2020_2020_2020_2020;
/// The bit of a slot's first run at an odd offset.
pub(super) const ODD: u32 = 32;

/// Keywords by a run of `LENGTH` bytes, 3 or 5, that each contains. The filter has `SLOTS` slots, a power of two.
///
/// A window of eight bytes holds a run at its first byte, an even offset of the text, and one at its second byte. Both share
/// all bytes but one, and these choose the slot: its lower half has bits for runs at the first byte, its upper half for runs
/// at the second. One bit stands for the byte that is not shared, another for the hash of those that are.
#[derive(Clone)]
pub(super) struct Runs<const LENGTH: usize, const SLOTS: usize> {
    slots: Box<[u64; SLOTS]>,
    /// For each cut hash, where its entries start.
    starts: Box<[u32]>,
    entries: Box<[Entry]>,
}

/// A keyword that has a certain run at `offset`.
#[derive(Clone, Copy, Default)]
pub(super) struct Entry {
    run: u64,
    /// The first eight bytes of the keyword, folded, and which of them there are.
    head: u64,
    mask: u64,
    pub(super) keyword: u32,
    /// The start of the run in the keyword.
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
    let length = rest.len().min(8);
    bytes[..length].copy_from_slice(&rest[..length]);
    u64::from_le_bytes(bytes) | FOLD
}

/// The bit, of 32, that stands for a folded byte: another one for each letter.
#[inline(always)]
fn bit(byte: u64) -> u32 {
    byte as u32 & 31
}

impl<const LENGTH: usize, const SLOTS: usize> Runs<LENGTH, SLOTS> {
    const RUN: u64 = (1 << (8 * LENGTH)) - 1;

    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut slots = Box::new([0u64; SLOTS]);
        let mut starts = vec![0u32; (1 << TABLE_BITS) + 1];
        for &Entry { run, .. } in entries {
            let (slot, second) = Self::slot(run >> 8);
            slots[slot] |= 1 << bit(run) | 1 << second;
            let (slot, second) = Self::slot(run);
            slots[slot] |= (1 << bit(run >> (8 * (LENGTH - 1))) | 1 << second) << ODD;
            starts[Self::place(run) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let (mut next, mut sorted) = (starts.clone(), vec![Entry::default(); entries.len()]);
        for entry in entries {
            let place = &mut next[Self::place(entry.run)];
            sorted[*place as usize] = *entry;
            *place += 1;
        }
        Runs { slots, starts: starts.into(), entries: sorted.into() }
    }

    /// The slot for `LENGTH - 1` bytes, and the bit of their hash in its halves.
    #[inline(always)]
    fn slot(shared: u64) -> (usize, u32) {
        let hash = ((shared & (Self::RUN >> 8)) as u32).wrapping_mul(SHORT_FACTOR);
        ((hash >> (32 - SLOTS.trailing_zeros())) as usize & (SLOTS - 1), hash >> 12 & 31)
    }

    /// The places in a window where keywords may have their run: bit 0 for its first byte, bit [`ODD`] for its second.
    #[inline(always)]
    pub(super) fn may_have(&self, window: u64) -> u64 {
        let (slot, second) = Self::slot(window >> 8);
        let slot = self.slots[slot];
        let even = slot >> bit(window) & slot >> second;
        let odd = slot >> bit(window >> (8 * LENGTH)) & slot >> second;
        even & 1 | odd & 1 << ODD
    }

    fn place(run: u64) -> usize {
        ((run << (64 - 8 * LENGTH)).wrapping_mul(FACTOR) >> (64 - TABLE_BITS)) as usize
    }

    /// The entries of the run at the first byte of a window.
    pub(super) fn entries(&self, window: u64) -> impl Iterator<Item = &Entry> {
        let run = window & Self::RUN;
        let place = Self::place(run);
        let entries = &self.entries[self.starts[place] as usize..self.starts[place + 1] as usize];
        entries.iter().filter(move |entry| entry.run == run)
    }
}

impl Entry {
    /// The keyword is entered by its run of `length` bytes at `offset`.
    pub(super) fn new(keyword: u32, bytes: &[u8], offset: usize, length: usize) -> Self {
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for (at, byte) in bytes.iter().take(8).enumerate() {
            (head[at], mask[at]) = (byte | 0x20, 0xff);
        }
        Entry {
            run: folded_at(&bytes[offset..offset + length], 0) & ((1 << (8 * length)) - 1),
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
