//! The credentials that a redactor knows, and where they are in a text.
//!
//! A sorted list: an automaton over a million values takes several times their length, and as long to build as the scan takes.

use crate::value::{is_guessable, is_identifier, is_wordy};
use std::ops::Range;

/// A shorter word or number is hidden only where it stands alone.
const MIN_INNER_BYTES: usize = 8;
/// Values start with so many bytes; shorter ones are not looked for.
const START_BYTES: usize = 4;
/// Bits of the filter for each value: one place in so many is looked up in vain.
const FILTER_BITS: usize = 16;

/// Where a known value is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inner {
    /// Between edges of words.
    Word,
    /// Anywhere in a text, but not in names.
    Text,
    /// Anywhere.
    Anywhere,
}

/// A set of values.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// All values, one behind the other.
    bytes: Vec<u8>,
    /// In the order of their bytes, none twice.
    values: Vec<Value>,
    /// A bit for each start of a value, by its hash.
    filter: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Value {
    start: usize,
    length: u32,
    /// The longest other value that it starts with.
    prefix: Option<u32>,
    inner: Inner,
}

impl Known {
    pub(super) fn new<'v>(values: impl Iterator<Item = &'v [u8]>) -> Self {
        let mut sorted: Vec<&[u8]> = values.filter(|value| value.len() >= START_BYTES).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut known = Known {
            bytes: Vec::with_capacity(sorted.iter().map(|value| value.len()).sum()),
            values: Vec::with_capacity(sorted.len()),
            filter: vec![0; (sorted.len() * FILTER_BITS / 64 + 1).next_power_of_two()],
        };
        for value in sorted {
            known.push(value);
        }
        known
    }

    /// Adds a value behind those before it in order.
    fn push(&mut self, bytes: &[u8]) {
        let Ok(length) = u32::try_from(bytes.len()) else { return };
        let mut prefix = self.values.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
        while let Some(known) = prefix.map(|index| &self.values[index as usize]) {
            if bytes.starts_with(self.bytes_of(known)) {
                break;
            }
            prefix = known.prefix;
        }
        let (word, bit) = self.bit(bytes);
        self.filter[word] |= bit;
        self.values.push(Value { start: self.bytes.len(), length, prefix, inner: inner(bytes) });
        self.bytes.extend_from_slice(bytes);
    }

    /// The longest of the values that are hidden at each place of a text, or of a name. They may overlap.
    pub(super) fn find<'t>(&'t self, text: &'t [u8], is_name: bool) -> impl Iterator<Item = Range<usize>> + 't {
        let starts = (0..text.len().saturating_sub(START_BYTES - 1)).filter(move |&at| self.may_start(&text[at..]));
        starts.filter_map(move |at| self.longest(text, at, is_name))
    }

    fn longest(&self, text: &[u8], at: usize, is_name: bool) -> Option<Range<usize>> {
        let rest = &text[at..];
        let nearest = self.values.partition_point(|value| self.bytes_of(value) <= rest).checked_sub(1)?;
        // Every value that the rest starts with is the nearest below it, or one that that one starts with.
        let mut value = &self.values[nearest];
        let shared = self.bytes_of(value).iter().zip(rest).take_while(|(one, other)| one == other).count();
        loop {
            let span = at..at + value.length as usize;
            if span.len() <= shared && value.inner.is_hidden(text, &span, is_name) {
                return Some(span);
            }
            value = &self.values[value.prefix? as usize];
        }
    }

    fn bytes_of(&self, value: &Value) -> &[u8] {
        &self.bytes[value.start..value.start + value.length as usize]
    }

    fn may_start(&self, rest: &[u8]) -> bool {
        !self.values.is_empty() && {
            let (word, bit) = self.bit(rest);
            self.filter[word] & bit != 0
        }
    }

    /// The bit of the filter for what a text starts with.
    fn bit(&self, text: &[u8]) -> (usize, u64) {
        let start = text.first_chunk::<START_BYTES>().map_or(0, |start| u32::from_le_bytes(*start));
        let hash = u64::from(start).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        (hash as usize >> 6 & (self.filter.len() - 1), 1 << (hash & 63))
    }
}

impl Inner {
    fn is_hidden(self, text: &[u8], span: &Range<usize>, is_name: bool) -> bool {
        match self {
            Inner::Anywhere => true,
            Inner::Text | Inner::Word if is_name => false,
            Inner::Text => true,
            Inner::Word => stands_alone(text, span),
        }
    }
}

/// A word or a number as short as that is in many texts by chance. A password that is a word may be the name of a folder or
/// a file, which says nothing of it.
fn inner(value: &[u8]) -> Inner {
    let plain = value.iter().all(u8::is_ascii_alphabetic) || value.iter().all(u8::is_ascii_digit);
    match value.len() {
        ..MIN_INNER_BYTES if plain => Inner::Word,
        ..MIN_INNER_BYTES => Inner::Text,
        _ if is_wordy(value) || is_identifier(value) || is_guessable(value) => Inner::Text,
        _ => Inner::Anywhere,
    }
}

/// Whether a span of a text is between edges of words.
fn stands_alone(text: &[u8], span: &Range<usize>) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    !is_word(span.start.checked_sub(1).and_then(|at| text.get(at))) && !is_word(text.get(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Few letters and short values, so that values start with and overlap each other.
        #[test]
        fn it_finds_what_a_plain_search_finds(values in prop::collection::vec("[ab1]{4,9}", 0..12), text in "[ab1 ]{0,40}") {
            let known = Known::new(values.iter().map(String::as_bytes));
            let text = text.as_bytes();
            for is_name in [false, true] {
                let longest = |at: usize| {
                    let ends = values.iter().map(|value| (value.as_bytes(), at..at + value.len()));
                    let here = ends.filter(|(value, span)| text[at..].starts_with(value) && inner(value).is_hidden(text, span, is_name));
                    here.map(|(_, span)| span).max_by_key(|span| span.end)
                };
                let expected: Vec<_> = (0..text.len()).filter_map(longest).collect();
                prop_assert_eq!(known.find(text, is_name).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn values_that_start_with_each_other_are_found_in_time() {
        let value = "Zx8".repeat(2_000);
        let known = Known::new((4..value.len()).map(|length| &value.as_bytes()[..length]));
        let started = std::time::Instant::now();
        let found: Vec<_> = known.find(value.as_bytes(), false).collect();
        assert_eq!(found.first(), Some(&(0..value.len() - 1)));
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
