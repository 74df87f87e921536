//! The line hash by which GitHub code scanning tracks a result across commits.
//!
//! It is `primaryLocationLineHash` exactly as CodeQL's upload action computes it: other producers' hashes for the same
//! line are equal, so an alert stays the same alert whoever uploads it. A line's hash covers the 100 UTF-16 units from
//! its first one on, whatever lines they belong to, without spaces and tabs, every line end as one LF; behind the end
//! of the file come one unit 65535 and then zeros. It is written `hex:n`, the n-th line of the file with that hash.

use std::{
    collections::{HashMap, VecDeque},
    iter::{once, repeat_n},
    ops::ControlFlow,
};

/// Length of a window in UTF-16 units, fixed by the upload action.
const WINDOW_UNITS: usize = 100;
const BASE: u64 = 37;
const END_OF_FILE: u16 = u16::MAX;
/// Weight of a unit when it leaves the window.
const LEAVING: u64 = BASE.wrapping_pow(WINDOW_UNITS as u32);

const TAB: u16 = b'\t' as u16;
const SPACE: u16 = b' ' as u16;
const LF: u16 = b'\n' as u16;
const CR: u16 = b'\r' as u16;

/// The hashes of the `wanted` lines (from 1, ascending, repetitions allowed), one for each; empty for a line that
/// `text` does not have. Bytes that are no UTF-8 count as U+FFFD, as they do for the upload action.
///
/// Reads the text once, and only as far as the last wanted line needs.
///
/// ```
/// use gonogo_core::model::line_hashes;
///
/// assert_eq!(line_hashes(b" a\nb\n  \t\tc\n d", &[1, 4]), ["271789c17abda88f:1", "a23a3dc5e078b07b:1"]);
/// ```
pub fn line_hashes(text: &[u8], wanted: &[u32]) -> Vec<String> {
    let mut lines = Lines::new(wanted);
    if !wanted.is_empty() {
        let all = units(text).chain(once(END_OF_FILE)).chain(repeat_n(0, WINDOW_UNITS));
        // Breaks when every wanted hash is known.
        let _ = all.into_iter().try_for_each(|unit| lines.push(unit));
    }
    lines.hashes
}

fn units(text: &[u8]) -> impl Iterator<Item = u16> {
    text.utf8_chunks().flat_map(|chunk| {
        let broken = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER as u16);
        chunk.valid().encode_utf16().chain(broken)
    })
}

/// The sum over all units so far, each times `BASE` to the power of the units behind it, modulo 2^64, is enough: the
/// hash of a window is the sum behind it less [`LEAVING`] times the sum before it.
struct Lines<'a> {
    wanted: &'a [u32],
    hashes: Vec<String>,
    /// Number of wanted lines already hashed.
    done: usize,
    sum: u64,
    units: usize,
    line: u32,
    at_line_start: bool,
    after_cr: bool,
    open: VecDeque<Window>,
    seen: HashMap<u64, u32>,
}

/// The window of a line, until it is full.
struct Window {
    line: u32,
    full_at: usize,
    sum_before: u64,
}

impl<'a> Lines<'a> {
    fn new(wanted: &'a [u32]) -> Self {
        Lines {
            wanted,
            hashes: vec![String::new(); wanted.len()],
            done: 0,
            sum: 0,
            units: 0,
            line: 0,
            at_line_start: true,
            after_cr: false,
            open: VecDeque::new(),
            seen: HashMap::new(),
        }
    }

    #[inline]
    fn push(&mut self, unit: u16) -> ControlFlow<()> {
        let second_of_pair = self.after_cr && unit == LF;
        self.after_cr = unit == CR;
        if unit == SPACE || unit == TAB || second_of_pair {
            return ControlFlow::Continue(());
        }
        let unit = if unit == CR { LF } else { unit };
        if self.at_line_start {
            self.line += 1;
            self.open.push_back(Window { line: self.line, full_at: self.units + WINDOW_UNITS, sum_before: self.sum });
        }
        self.at_line_start = unit == LF;
        self.sum = self.sum.wrapping_mul(BASE).wrapping_add(u64::from(unit));
        self.units += 1;
        match self.open.front() {
            Some(window) if window.full_at == self.units => self.close(),
            _ => ControlFlow::Continue(()),
        }
    }

    fn close(&mut self) -> ControlFlow<()> {
        if let Some(window) = self.open.pop_front() {
            let hash = self.sum.wrapping_sub(LEAVING.wrapping_mul(window.sum_before));
            let count = self.seen.entry(hash).and_modify(|count| *count += 1).or_insert(1);
            while self.wanted.get(self.done).is_some_and(|&line| line <= window.line) {
                if self.wanted[self.done] == window.line {
                    self.hashes[self.done] = format!("{hash:x}:{count}");
                }
                self.done += 1;
            }
        }
        if self.done == self.wanted.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<String> {
        let lines = crate::model::LineIndex::new(text.as_bytes()).len() as u32;
        line_hashes(text.as_bytes(), &(1..=lines).collect::<Vec<_>>())
    }

    /// The values expected by the upload action's own tests.
    #[test]
    fn equals_the_upload_action() {
        assert_eq!(all(""), ["c129715d7a2bc9a3:1"]);
        let short = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(all(" a\nb\n  \t\tc\n d"), short);
        let open_ended = [
            "8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1",
            "b86d3392aea1be30:1", "e6ceba753e1a442:1",
        ];
        assert_eq!(all(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"), open_ended);
        let ended = [
            "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        ] {
            assert_eq!(all(text), ended, "{text:?}");
        }
    }

    #[test]
    fn counts_repetitions() {
        let expected = [
            "a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4",
            "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
        ];
        assert_eq!(all(&"Lorem ipsum dolor sit amet.\n".repeat(10)), expected);
    }

    #[test]
    fn gives_one_hash_for_each_wanted_line() {
        assert_eq!(line_hashes(b"", &[1, 1, 2]), ["c129715d7a2bc9a3:1", "c129715d7a2bc9a3:1", ""]);
        assert_eq!(line_hashes(b"a", &[]), [""; 0]);
        assert_eq!(line_hashes(b"a\xff\xfe", &[1]), line_hashes("a\u{fffd}\u{fffd}".as_bytes(), &[1]));
    }

    /// The hash by definition, without rolling: the weighted units of each line's window.
    fn by_definition(text: &str) -> Vec<String> {
        let unified = text.replace("\r\n", "\n").replace('\r', "\n").replace([' ', '\t'], "");
        let mut seen = HashMap::<u64, u32>::new();
        let starts = once(0).chain(unified.match_indices('\n').map(|(at, _)| at + 1));
        let hashes = starts.map(|start| {
            let window = unified[start..].encode_utf16().chain(once(u16::MAX)).chain(repeat_n(0, 100)).take(100);
            let hash = window.fold(0u64, |sum, unit| sum.wrapping_mul(37).wrapping_add(u64::from(unit)));
            let count = seen.entry(hash).or_default();
            *count += 1;
            format!("{hash:x}:{count}")
        });
        hashes.collect()
    }

    proptest! {
        #[test]
        fn equals_the_definition(text in "([ab \t😀é]{0,90}(\n|\r\n|\r)?){0,8}") {
            prop_assert_eq!(all(&text), by_definition(&text));
        }

        #[test]
        fn the_hash_of_a_line_does_not_depend_on_what_else_is_wanted(text in "[ab\n]{0,300}", line in 1..20u32) {
            let hash = line_hashes(text.as_bytes(), &[line]).remove(0);
            prop_assert_eq!(hash, all(&text).get(line as usize - 1).cloned().unwrap_or_default());
        }
    }
}
