//! Fixes: changes of a finding's file that are certain to be right.

use super::Region;
use std::ops::Range;

/// A change of a finding's file after which it reports the finding no more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, as an order: `Publish the port on 127.0.0.1 only`.
    pub title: String,
    /// What is replaced, by place; no two overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The bytes of the text that go; none where something is only put in.
    pub span: Range<usize>,
    /// The same in lines and columns.
    pub region: Region,
    /// What comes in their place. Never a secret.
    pub text: String,
}

impl Fix {
    /// A change.
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

/// A text with fixes applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// What was replaced in the old one, by place; no two overlap.
    pub edits: Vec<(Range<usize>, String)>,
    /// How many fixes were applied.
    pub fixes: usize,
}

/// Applies several fixes to one text. A fix that touches what another one has changed is left for the next scan; so is one
/// that is not about this text.
///
/// New lines end as the text's own do.
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
    Fixed { text: replaced(text, &edits), edits, fixes: applied }
}

fn replaced(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for (span, replacement) in edits {
        new += text.get(at..span.start).unwrap_or_default();
        new += replacement;
        at = span.end;
    }
    new + text.get(at..).unwrap_or_default()
}

/// Whether two edits change the same bytes, or put something in at the same place.
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
