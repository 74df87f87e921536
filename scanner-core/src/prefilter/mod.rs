//! Finds every keyword of every rule in one pass.
//!
//! An automaton over thousands of keywords spends its time following transitions. Nearly all text holds no keyword, so
//! this looks at eight bytes, folded to lower case, at every second offset, and asks three small filters whether any
//! keyword has the first six, four or three of them. Only where one says yes is a keyword compared.
//!
//! A keyword is entered into one filter, that of the longest run which fits into it twice, by two neighbouring runs: so
//! exactly one of them stands at an even offset, and each occurrence is found exactly once. Which runs of a keyword stand
//! for it is chosen so that their letters are rare. Keywords of three and four bytes are entered by one run, and their
//! filter is asked at every offset.
//!
//! The idea is that of q-gram sampling (Wu and Manber's search with blocks, with a fixed step instead of a shift table);
//! the filters are Bloom filters of two bits in one word (Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient
//! Bloom Filters", 2007).

mod rarity;
mod runs;

use crate::rule::Keyword;
use runs::{Entry, Runs, folded_at};
use std::ops::Range;

/// Every how many bytes the text is looked at.
const STEP: usize = 2;
/// The bytes of a run, by filter.
const LENGTHS: [usize; 3] = [6, 4, 3];
/// The filter of the shortest runs, which is asked at every offset.
const SHORT: usize = 2;

/// Which keyword occurs where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Offset of the keyword's first byte.
    pub at: usize,
    /// Place of the keyword in the list that the prefilter was made from.
    pub keyword: u32,
}

/// A set of keywords that can be looked for.
#[derive(Clone)]
pub struct Prefilter {
    keywords: Box<[Keyword]>,
    longest: usize,
    six: Runs<6, 2048>,
    four: Runs<4, 512>,
    three: Runs<3, 2048>,
}

impl Prefilter {
    /// Keywords shorter than three bytes are never found; packs cannot have them.
    pub fn new(keywords: Vec<Keyword>) -> Self {
        let mut entries = [const { Vec::new() }; 3];
        for (at, keyword) in keywords.iter().enumerate() {
            let bytes = &keyword.bytes;
            let filter = LENGTHS.iter().position(|length| bytes.len() > *length).unwrap_or(SHORT);
            let places = if filter == SHORT { 1 } else { STEP };
            if bytes.len() >= LENGTHS[SHORT] {
                let first = rarity::rarest(bytes, LENGTHS[filter], places);
                let entered = first..first + places;
                entries[filter].extend(entered.map(|offset| Entry::new(at as u32, bytes, offset, LENGTHS[filter])));
            }
        }
        let longest = keywords.iter().map(|keyword| keyword.bytes.len()).max().unwrap_or(0);
        let [six, four, three] = entries;
        let (six, four, three) = (Runs::new(six), Runs::new(four), Runs::new(three));
        Prefilter { keywords: keywords.into(), longest, six, four, three }
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
            let folded = folded_at(text, at);
            let short = self.three.may_have(folded) | self.three.may_have(folded >> 8);
            if self.six.may_have(folded) | self.four.may_have(folded) | short {
                self.verify(text, at, folded, &range, &mut found);
            }
            at += STEP;
        }
    }

    #[inline(never)]
    fn verify(&self, text: &[u8], at: usize, folded: u64, range: &Range<usize>, found: &mut impl FnMut(Hit)) {
        let here = self.six.entries(folded).chain(self.four.entries(folded)).chain(self.three.entries(folded));
        let next = self.three.entries(folded >> 8);
        for (at, entry) in here.map(|entry| (at, entry)).chain(next.map(|entry| (at + 1, entry))) {
            let Some(start) = at.checked_sub(entry.offset as usize) else { continue };
            if entry.may_be_at(text, start) && range.contains(&start) && self.is_at(entry.keyword, text, start) {
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
