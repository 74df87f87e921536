//! Automatic fixes: edits of a finding's file that are safe to apply.

use super::Region;
use std::ops::Range;

/// An automatic fix, after which the finding is no longer reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Description in the imperative: `Publish the port on 127.0.0.1 only`.
    pub title: String,
    /// The edits in the order of the text; they do not overlap.
    pub edits: Vec<Edit>,
}

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The replaced bytes; empty for an insertion.
    pub span: Range<usize>,
    /// The same as lines and columns.
    pub region: Region,
    /// The new text. Never a secret.
    pub text: String,
}

impl Fix {
    /// A fix.
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), edits }
    }
}

impl Edit {
    /// A replacement.
    pub fn new(span: Range<usize>, region: Region, text: impl Into<String>) -> Self {
        Edit { span, region, text: text.into() }
    }
}

/// The result of applying fixes to a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// The edits of the old text, in order; they do not overlap.
    pub edits: Vec<(Range<usize>, String)>,
    /// Number of fixes applied.
    pub fixes: usize,
}

/// Applies several fixes to one text. A fix that overlaps an earlier one is left for the next scan; one that does not
/// belong to this text is ignored.
///
/// New lines use the text's own line endings.
pub fn apply_fixes<'a>(text: &str, fixes: impl IntoIterator<Item = &'a Fix>) -> Fixed {
    let mut applied = 0;
    let mut edits: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let sound = |edit: &Edit| text.get(edit.span.clone()).is_some();
        let free = |edit: &Edit| edits.iter().all(|other| !touch(edit, other));
        if fix.edits.iter().all(|edit| sound(edit) && free(edit)) {
            edits.extend(&fix.edits);
            applied += 1;
        }
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let carriage = text.contains("\r\n");
    let own_ends = |new: &str| if carriage { new.replace('\n', "\r\n") } else { new.to_owned() };
    let edits: Vec<_> = edits.into_iter().map(|edit| (edit.span.clone(), own_ends(&edit.text))).collect();
    Fixed { text: replaced(text, 0..text.len(), &edits), edits, fixes: applied }
}

/// The bytes `part` of a text with the edits in them applied, which are in order and do not overlap.
pub fn replaced(text: &str, part: Range<usize>, edits: &[(Range<usize>, String)]) -> String {
    let (mut new, mut at) = (String::with_capacity(part.len()), part.start);
    for (span, replacement) in edits {
        new += text.get(at..span.start).unwrap_or_default();
        new += replacement;
        at = span.end;
    }
    new + text.get(at..part.end).unwrap_or_default()
}

/// Whether two edits change the same bytes, or insert at the same position.
fn touch(a: &Edit, b: &Edit) -> bool {
    a.span.start < b.span.end && b.span.start < a.span.end || a.span.start == b.span.start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(Range<usize>, &str)]) -> Fix {
        let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        Fix::new("f", edits.iter().map(|(span, text)| Edit::new(span.clone(), region, *text)).collect())
    }

    #[test]
    fn changes_are_made_where_they_do_not_meet() {
        let text = "one\r\ntwo\r\n";
        for (fixes, expected, applied) in [
            (vec![fix(&[(0..3, "1")]), fix(&[(5..8, "2")])], "1\r\n2\r\n", 2),
            (vec![fix(&[(0..3, "1")]), fix(&[(2..5, "x")])], "1\r\ntwo\r\n", 1),
            (vec![fix(&[(10..10, "end\n")])], "one\r\ntwo\r\nend\r\n", 1),
            (vec![fix(&[(10..10, "a\n")]), fix(&[(10..10, "b\n")])], "one\r\ntwo\r\na\r\n", 1),
            (vec![fix(&[(0..3, "1"), (5..8, "2")]), fix(&[(6..7, "")])], "1\r\n2\r\n", 1),
            (vec![fix(&[(0..99, "")])], text, 0),
        ] {
            let fixed = apply_fixes(text, &fixes);
            assert_eq!((fixed.text.as_str(), fixed.fixes), (expected, applied), "{fixes:?}");
        }
    }
}
