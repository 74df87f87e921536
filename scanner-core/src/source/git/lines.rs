//! Lines of a text that another one lacks.

use super::error::{GitError, reason};
use crate::model::LineIndex;
use git2::{DiffLineType, DiffOptions, Patch};
use std::{borrow::Cow, collections::BTreeSet};

/// The lines of `after`, from 1, that a diff adds to `before`, by the lines that [`LineIndex`] counts: a carriage return
/// alone ends one, too.
pub(crate) fn added_lines(before: &[u8], after: &[u8]) -> Result<BTreeSet<u32>, GitError> {
    let failed = |error: git2::Error| GitError::new(format!("lines can't be compared: {}", reason(&error)), "");
    let mut options = DiffOptions::new();
    options.context_lines(0).force_text(true);
    let (before, after) = (with_line_feeds(before), with_line_feeds(after));
    let patch = Patch::from_buffers(&before, None, &after, None, Some(&mut options)).map_err(failed)?;
    let mut added = BTreeSet::new();
    for hunk in 0..patch.num_hunks() {
        for line in 0..patch.num_lines_in_hunk(hunk).map_err(failed)? {
            let line = patch.line_in_hunk(hunk, line).map_err(failed)?;
            let is_added = line.origin_value() == DiffLineType::Addition;
            added.extend(line.new_lineno().filter(|_| is_added));
        }
    }
    Ok(added)
}

/// The same lines, each with a line feed and nothing else at its end.
fn with_line_feeds(text: &[u8]) -> Cow<'_, [u8]> {
    let is_fed = text.is_empty() || text.ends_with(b"\n");
    if is_fed && memchr::memchr(b'\r', text).is_none() {
        return Cow::Borrowed(text);
    }
    let index = LineIndex::new(text);
    let lines = (1..=index.len() as u32).filter_map(|line| Some(&text[index.line_range(text, line)?]));
    let mut fed = lines.collect::<Vec<_>>().join(&b'\n');
    if !fed.ends_with(b"\n") {
        fed.push(b'\n');
    }
    Cow::Owned(fed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_that_findings_count() {
        let cases: [(&str, &str, &[u32]); 10] = [
            ("", "", &[]),
            ("", "a\nb", &[1, 2]),
            ("a\nb\n", "a\nx\nb\n", &[2]),
            ("a\nb\n", "a\nc\n", &[2]),
            ("a\nb\n", "b\n", &[]),
            ("a\n", "a", &[]),
            ("a\r\nb\r\n", "a\nb\n", &[]),
            ("a\rb\r", "a\rb\rc\r", &[3]),
            ("a\n\0\u{1}\n", "a\n\0\u{2}\n", &[2]),
            ("a\n", "x\r\na\r\ny", &[1, 3]),
        ];
        for (before, after, expected) in cases {
            let added = added_lines(before.as_bytes(), after.as_bytes()).expect("compared");
            assert_eq!(added.into_iter().collect::<Vec<_>>(), expected, "{before:?} {after:?}");
        }
    }
}
