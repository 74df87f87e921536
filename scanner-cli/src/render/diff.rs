//! What changes in a file, as a unified diff.

use super::theme;
use owo_colors::OwoColorize;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The change of a file from `old` to `new`, as `git diff` writes it.
pub(crate) fn diff(path: &str, old: &str, new: &str) -> String {
    let lines = TextDiff::from_lines(old, new);
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    for hunk in lines.unified_diff().context_radius(CONTEXT).iter_hunks() {
        // Writing to a string can't fail.
        let _ = writeln!(out, "{}", hunk.header().to_string().style(theme::dim()));
        for change in hunk.iter_changes() {
            let line = change.to_string_lossy();
            let text = line.trim_end_matches(['\r', '\n']);
            let _ = match change.tag() {
                ChangeTag::Equal => writeln!(out, " {text}"),
                ChangeTag::Delete => writeln!(out, "{}", format!("-{text}").style(theme::bad())),
                ChangeTag::Insert => writeln!(out, "{}", format!("+{text}").style(theme::good())),
            };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_that_changes() {
        let diff = super::diff("a.yml", "one\ntwo\nthree\n", "one\n2\nthree\n");
        insta::assert_snapshot!(anstream::adapter::strip_str(&diff).to_string(), @r"
        --- a/a.yml
        +++ b/a.yml
        @@ -1,3 +1,3 @@
         one
        -two
        +2
         three
        ");
    }
}
