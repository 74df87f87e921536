//! The lines of the statement around a finding of several lines: comments at its start and its end are meant for it.

use super::marker::OWN;
use crate::model::{LineIndex, Region};
use memchr::memmem;

/// What a line ends in that opens a value which begins on the next.
const OPENERS: [&[u8]; 10] = [b"\"", b"'", b"`", b"|", b">", b"|-", b">-", b"(", b"[", b"="];
/// What a line begins with that closes a value which ended on the one before.
const CLOSERS: [&[u8]; 7] = [b"\"", b"'", b"`", b")", b"]", b"}", b";"];

/// The first and the last line of the statement that a finding is in, from 1: its own, and those that open and close it.
pub(super) fn lines(text: &[u8], index: &LineIndex, region: &Region) -> (u32, u32) {
    let line = |line: u32| index.line_range(text, line).and_then(|range| text.get(range)).unwrap_or_default();
    if region.line == region.end_line {
        return (region.line, region.end_line);
    }
    let before = region.line.checked_sub(1).map(|above| without_marker(line(above))).unwrap_or_default();
    let opens = OPENERS.iter().any(|opener| before.ends_with(opener));
    let closes = CLOSERS.iter().any(|closer| line(region.end_line + 1).trim_ascii_start().starts_with(closer));
    (region.line - u32::from(opens), region.end_line + u32::from(closes))
}

/// A line without the comment of ours at its end.
fn without_marker(line: &[u8]) -> &[u8] {
    let is_comment = |byte: &u8| byte.is_ascii_whitespace() || b"#/;-*".contains(byte);
    match memmem::find(line, OWN) {
        Some(marker) => &line[..line[..marker].iter().rposition(|byte| !is_comment(byte)).map_or(0, |at| at + 1)],
        None => line.trim_ascii_end(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_several_lines() {
        for (text, expected) in [
            ("k = \"\"\"\na\nb\n\"\"\"\n", (1, 4)),
            ("k: |  # MARKER x\na\nb\nc: d\n", (1, 3)),
            ("k: |-\na\nb\n", (1, 3)),
            ("var k = `\na\nb\n`  // MARKER x\n", (1, 4)),
            ("x: y\na\nb\nz\n", (2, 3)),
        ] {
            let text = text.replace("MARKER", &String::from_utf8_lossy(OWN));
            let region = Region { line: 2, column: 1, end_line: 3, end_column: 2 };
            assert_eq!(lines(text.as_bytes(), &LineIndex::new(text.as_bytes()), &region), expected, "{text}");
        }
    }
}
