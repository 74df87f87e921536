//! Finds every keyword of every rule in one pass.
//!
//! An automaton over thousands of keywords spends its time following transitions. Nearly all text holds no keyword, so
//! this looks at eight bytes, folded to lower case, at every second offset, and asks two small filters whether any keyword
//! has the first five or three of them as its run, or those from the second byte on. Only where one says yes is a keyword
//! compared.
//!
//! A keyword is entered by one run of five bytes, or of three if it is shorter, whose letters are rare. The run starts at the
//! first or at the second byte of exactly one of the windows, so each occurrence is found exactly once.
//!
//! The idea is that of q-gram sampling (Wu and Manber's search with blocks, with a fixed step instead of a shift table); the
//! filters are Bloom filters of two bits in one word (Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom
//! Filters", 2007), where runs at both offsets share the word.

mod rarity;
mod runs;

use crate::rule::Keyword;
use runs::{Entry, ODD, Runs, folded_at};
use std::ops::Range;

/// The distance in bytes between the places of the text that are looked at.
const STEP: usize = 2;
/// The bytes of a run of most keywords, and of those that are shorter.
const LONG: usize = 5;
const SHORT: usize = 3;

/// A keyword and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Offset of the keyword's first byte.
    pub at: usize,
    /// Place of the keyword in the list that the prefilter was made from.
    pub keyword: u32,
}

/// A window of a text in which keywords may have their runs.
struct Place<'t> {
    text: &'t [u8],
    at: usize,
    /// The places where keywords have to start.
    range: &'t Range<usize>,
}

/// A set of keywords that can be looked for.
#[derive(Clone)]
pub struct Prefilter {
    keywords: Box<[Keyword]>,
    longest: usize,
    long: Runs<LONG, 4096>,
    short: Runs<SHORT, 1024>,
}

impl Prefilter {
    /// Keywords shorter than three bytes are never found; packs cannot have them.
    pub fn new(keywords: Vec<Keyword>) -> Self {
        let (mut long, mut short) = (Vec::with_capacity(keywords.len()), Vec::new());
        for (at, keyword) in keywords.iter().enumerate() {
            let bytes = &keyword.bytes;
            let (entries, length) = if bytes.len() < LONG { (&mut short, SHORT) } else { (&mut long, LONG) };
            if bytes.len() >= length {
                entries.push(Entry::new(at as u32, bytes, rarity::rarest(bytes, length), length));
            }
        }
        let longest = keywords.iter().map(|keyword| keyword.bytes.len()).max().unwrap_or(0);
        Prefilter { keywords: keywords.into(), longest, long: Runs::new(&long), short: Runs::new(&short) }
    }

    /// The keywords, in the order that [`Hit::keyword`] counts them.
    pub fn keywords(&self) -> &[Keyword] {
        &self.keywords
    }

    /// Bytes of the longest keyword.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Calls `found` for every occurrence of a keyword that starts in `range`, in no particular order.
    ///
    /// The text around the range is read, so that ranges which together cover a text find together what one call finds.
    pub fn find(&self, text: &[u8], range: Range<usize>, mut found: impl FnMut(Hit)) {
        let last = (range.end + self.longest).min(text.len());
        let mut at = range.start.saturating_sub(1) & !1;
        while at < last {
            let window = folded_at(text, at);
            let (long, short) = (self.long.may_have(window), self.short.may_have(window));
            if long | short != 0 {
                let place = Place { text, at, range: &range };
                self.verify(&place, window, long, short, &mut found);
            }
            at += STEP;
        }
    }

    /// Compares the keywords whose runs may be in a window; `long` and `short` say at which of its bytes.
    #[inline(never)]
    fn verify(&self, place: &Place<'_>, window: u64, long: u64, short: u64, found: &mut impl FnMut(Hit)) {
        for (odd, window) in [(0, window), (1, window >> 8)] {
            let may_have = |runs: u64| runs >> (odd * ODD) & 1 == 1;
            if may_have(long) {
                self.compare(self.long.entries(window), place, odd as usize, found);
            }
            if may_have(short) {
                self.compare(self.short.entries(window), place, odd as usize, found);
            }
        }
    }

    #[inline(always)]
    fn compare<'e>(
        &self,
        entries: impl Iterator<Item = &'e Entry>,
        place: &Place<'_>,
        odd: usize,
        found: &mut impl FnMut(Hit),
    ) {
        for entry in entries {
            let Some(start) = (place.at + odd).checked_sub(entry.offset as usize) else { continue };
            if entry.may_be_at(place.text, start)
                && place.range.contains(&start)
                && self.is_at(entry.keyword, place.text, start)
            {
                found(Hit { at: start, keyword: entry.keyword });
            }
        }
    }

    fn is_at(&self, keyword: u32, text: &[u8], start: usize) -> bool {
        let keyword = &self.keywords[keyword as usize];
        let Some(candidate) = text.get(start..start + keyword.bytes.len()) else { return false };
        if keyword.exact { *candidate == *keyword.bytes } else { candidate.eq_ignore_ascii_case(&keyword.bytes) }
    }
}

impl std::fmt::Debug for Prefilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prefilter").field("keywords", &self.keywords.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keyword(text: &str) -> Keyword {
        Keyword { bytes: text.as_bytes().into(), exact: text.bytes().any(|byte| byte.is_ascii_uppercase()) }
    }

    fn naive(keywords: &[Keyword], text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, keyword) in keywords.iter().enumerate() {
            for at in 0..(text.len() + 1).saturating_sub(keyword.bytes.len()) {
                let candidate = &text[at..at + keyword.bytes.len()];
                let equal = if keyword.exact {
                    *candidate == *keyword.bytes
                } else {
                    candidate.eq_ignore_ascii_case(&keyword.bytes)
                };
                if equal {
                    hits.push(Hit { at, keyword: number as u32 });
                }
            }
        }
        hits.sort_unstable();
        hits
    }

    fn found(filter: &Prefilter, text: &[u8], ranges: &[Range<usize>]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for range in ranges {
            filter.find(text, range.clone(), |hit| hits.push(hit));
        }
        hits.sort_unstable();
        hits
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            words in prop::collection::vec("[abAB_]{3,7}", 1..8),
            text in "[abAB_]{0,80}",
            cuts in prop::collection::vec(0..80usize, 0..4),
        ) {
            let keywords: Vec<_> = words.iter().map(|word| keyword(word)).collect();
            let filter = Prefilter::new(keywords.clone());
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).chain([0, text.len()]).collect();
            cuts.sort_unstable();
            let ranges: Vec<_> = cuts.windows(2).map(|pair| pair[0]..pair[1]).collect();
            prop_assert_eq!(found(&filter, text.as_bytes(), &ranges), naive(&keywords, text.as_bytes()));
        }

        #[test]
        fn any_bytes_do(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let keywords: Vec<_> = ["hf_", "token", "AKIA", "-----BEGIN"].map(keyword).to_vec();
            let filter = Prefilter::new(keywords.clone());
            prop_assert_eq!(found(&filter, &text, std::slice::from_ref(&(0..text.len()))), naive(&keywords, &text));
        }
    }
}
