//! Conversion of byte offsets to lines and columns.

use memchr::memchr2_iter;

/// A position as line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode code points (an invalid UTF-8 byte counts as one).
    pub column: u32,
}

/// An index of the lines of one text. A line ends with LF, CR LF or CR.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Places in long lines, with the code points before them in their line: columns there are counted from the nearest.
    marks: Vec<(u32, u32)>,
}

/// The bytes between two marks.
const STEP: usize = 1024;

impl LineIndex {
    /// Indexes a text in one pass. Offsets beyond 4 GiB share the last line.
    pub fn new(text: &[u8]) -> Self {
        let mut starts = vec![0];
        for at in memchr2_iter(b'\n', b'\r', text) {
            if text[at] == b'\r' && text.get(at + 1) == Some(&b'\n') {
                continue;
            }
            let Ok(start) = u32::try_from(at + 1) else { break };
            starts.push(start);
        }
        let marks = marks(text, &starts);
        LineIndex { starts, marks }
    }

    /// The number of lines: one more than line ends.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Always false: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line, from 1, of the byte at `offset`.
    pub fn line(&self, offset: usize) -> u32 {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The line and column of the byte at `offset` of the indexed text.
    pub fn line_column(&self, text: &[u8], offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let marked = self.marks.partition_point(|(at, _)| *at as usize <= offset);
        let nearest = self.marks[..marked].last().map(|(at, before)| (*at as usize, *before));
        let (from, before) = nearest.filter(|(at, _)| *at >= start).unwrap_or((start, 0));
        LineColumn { line, column: before + count_chars(&text[from..offset]) + 1 }
    }

    /// The content of a line (from 1), without its line end. `None` beyond the last line.
    pub fn line_range(&self, text: &[u8], line: u32) -> Option<std::ops::Range<usize>> {
        let at = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(at)? as usize;
        let mut end = self.starts.get(at + 1).map_or(text.len(), |&next| next as usize);
        while end > start && matches!(text[end - 1], b'\n' | b'\r') {
            end -= 1;
        }
        Some(start..end)
    }
}

/// A mark about every step of each line that is longer than one, never within a code point.
fn marks(text: &[u8], starts: &[u32]) -> Vec<(u32, u32)> {
    let mut marks = Vec::new();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(text.len(), |&next| next as usize);
        let (mut from, mut before) = (start as usize, 0);
        while end - from > STEP {
            // At most three bytes continue a code point.
            let continues = (0..3).take_while(|back| text[from + STEP - back] & 0xC0 == 0x80).count();
            let to = from + STEP - continues;
            before += count_chars(&text[from..to]);
            let Ok(place) = u32::try_from(to) else { return marks };
            marks.push((place, before));
            from = to;
        }
    }
    marks
}

fn count_chars(bytes: &[u8]) -> u32 {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum::<usize>() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_ends_of_all_three_kinds() {
        let text = b"a\nb\r\nc\rd";
        let index = LineIndex::new(text);
        let lines: Vec<_> = (0..text.len()).map(|at| index.line(at)).collect();
        assert_eq!(lines, [1, 1, 2, 2, 2, 3, 3, 4]);
        assert_eq!(index.line_range(text, 2), Some(2..3));
        assert_eq!(index.line_range(text, 5), None);
    }

    #[test]
    fn columns_count_code_points() {
        let text = "é=x".as_bytes();
        assert_eq!(LineIndex::new(text).line_column(text, 3), LineColumn { line: 1, column: 3 });
        let broken = b"\xff\xfe=x";
        assert_eq!(LineIndex::new(broken).line_column(broken, 3), LineColumn { line: 1, column: 4 });
    }

    proptest! {
        #[test]
        fn agrees_with_splitting(text in "[ab\r\né]{0,60}") {
            let bytes = text.as_bytes();
            let index = LineIndex::new(bytes);
            let unified = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(index.len(), unified.split('\n').count());
            for (at, line) in unified.split('\n').enumerate() {
                let range = index.line_range(bytes, at as u32 + 1).expect("line exists");
                prop_assert_eq!(&text[range], line);
            }
        }

        #[test]
        fn columns_of_long_lines_are_counted_as_from_their_start(parts in prop::collection::vec("[a-z]{0,900}|é{300,900}|🔑{200}|\n|\r", 0..9)) {
            let text = parts.concat();
            let index = LineIndex::new(text.as_bytes());
            for at in (0..text.len()).step_by(97) {
                let place = index.line_column(text.as_bytes(), at);
                let start = index.line_range(text.as_bytes(), place.line).expect("line exists").start;
                prop_assert_eq!(place.column, count_chars(&text.as_bytes()[start..at]) + 1);
            }
        }

        #[test]
        fn every_offset_is_within_its_line(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let index = LineIndex::new(&text);
            for at in 0..text.len() {
                let place = index.line_column(&text, at);
                let start = index.line_range(&text, place.line).expect("line exists").start;
                prop_assert!(start <= at);
                prop_assert!(place.column as usize <= at - start + 1);
            }
        }
    }
}
