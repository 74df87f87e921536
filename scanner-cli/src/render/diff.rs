//! Unified diffs, as `git apply` takes them.

use super::theme;
use gonogo_core::model::replaced;
use owo_colors::{OwoColorize, Style};
use std::{fmt::Write, ops::Range};

/// Lines around a change.
const CONTEXT_LINES: usize = 3;

/// A replacement of bytes of a text.
pub(crate) type Edit = (Range<usize>, String);

/// The diff of a file from its text and what replaces parts of it: `edits` are by place and do not overlap. `show` says how
/// a line is written.
pub(crate) fn diff(path: &str, text: &str, edits: &[Edit], show: impl Fn(&str) -> String) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let changes = changes(text, &lines, edits);
    if changes.is_empty() {
        return String::new();
    }
    let (old, new) = (name('a', path), name('b', path));
    let mut out = format!("--- {old}\n+++ {new}\n");
    let mut shift = 0;
    for hunk in hunks(&changes, lines.len()) {
        out += &hunk.write(&lines, &mut shift, &show);
    }
    out
}

/// Lines of the old text, and what comes in their place.
#[derive(Debug)]
struct Change {
    lines: Range<usize>,
    new: Vec<String>,
}

/// Changes with at most twice the context between them, and the lines of all of it.
struct Hunk<'a> {
    changes: &'a [Change],
    lines: Range<usize>,
}

/// The changed lines of each edit. Edits that share a line are one change.
fn changes(text: &str, lines: &[&str], edits: &[Edit]) -> Vec<Change> {
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start)
        })
        .collect();
    let line_of = |at: usize| starts.partition_point(|&start| start <= at).saturating_sub(1);
    let groups = edits.chunk_by(|a, b| line_of(a.0.end) >= line_of(b.0.start));
    let change = |group: &[Edit]| {
        let (first, last) = (group.first()?, group.last()?);
        let touched = line_of(first.0.start)..(line_of(last.0.end) + 1).min(lines.len());
        let start = starts.get(touched.start).copied().unwrap_or(text.len());
        let end = starts.get(touched.end).copied().unwrap_or(text.len());
        let new = replaced(text, start..end, group);
        trimmed(lines, touched, new.split_inclusive('\n').collect())
    };
    groups.filter_map(change).collect()
}

/// The change without the lines at both ends that stay.
fn trimmed(lines: &[&str], old: Range<usize>, new: Vec<&str>) -> Option<Change> {
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let head = same(&mut lines[old.clone()].iter().zip(&new));
    let tail = same(&mut lines[old.start + head..old.end].iter().rev().zip(new[head..].iter().rev()));
    let lines = old.start + head..old.end - tail;
    let new: Vec<String> = new[head..new.len() - tail].iter().map(|&line| line.to_owned()).collect();
    (!lines.is_empty() || !new.is_empty()).then_some(Change { lines, new })
}

fn hunks(changes: &[Change], length: usize) -> impl Iterator<Item = Hunk<'_>> {
    let near = |a: &Change, b: &Change| b.lines.start - a.lines.end <= 2 * CONTEXT_LINES;
    changes.chunk_by(near).map(move |changes| {
        let start = changes[0].lines.start.saturating_sub(CONTEXT_LINES);
        let end = (changes[changes.len() - 1].lines.end + CONTEXT_LINES).min(length);
        Hunk { changes, lines: start..end }
    })
}

impl Hunk<'_> {
    /// `shift` is how many lines later the new text is here.
    fn write(&self, lines: &[&str], shift: &mut isize, show: &impl Fn(&str) -> String) -> String {
        let grown: isize =
            self.changes.iter().map(|change| change.new.len() as isize - change.lines.len() as isize).sum();
        let new_start = self.lines.start.saturating_add_signed(*shift);
        let new_length = self.lines.len().saturating_add_signed(grown);
        *shift += grown;
        let header = format!("@@ -{} +{} @@", range(self.lines.start, self.lines.len()), range(new_start, new_length));
        let mut out = format!("{}\n", header.style(theme::dim()));
        let mut write = |sign: char, line: &str, style: Style| out += &signed(sign, line, style, show);
        let mut at = self.lines.start;
        for change in self.changes {
            lines[at..change.lines.start].iter().for_each(|line| write(' ', line, Style::new()));
            lines[change.lines.clone()].iter().for_each(|line| write('-', line, theme::bad()));
            change.new.iter().for_each(|line| write('+', line, theme::good()));
            at = change.lines.end;
        }
        lines[at..self.lines.end].iter().for_each(|line| write(' ', line, Style::new()));
        out
    }
}

/// `start,length` as diffs count: from 1, but an empty range is behind the line it names.
fn range(start: usize, length: usize) -> String {
    match length {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{length}", start + 1),
    }
}

fn signed(sign: char, line: &str, style: Style, show: &impl Fn(&str) -> String) -> String {
    let text = line.strip_suffix('\n');
    let shown = format!("{sign}{}", show(text.unwrap_or(line)));
    let missing = if text.is_none() { "\n\\ No newline at end of file" } else { "" };
    format!("{}{missing}\n", shown.style(style))
}

/// A path as git writes it: quoted where it holds what a line of a diff can't.
fn name(side: char, path: &str) -> String {
    let is_plain = path.bytes().all(|byte| (b' '..0x7f).contains(&byte) && byte != b'"' && byte != b'\\');
    if is_plain {
        // A tab ends a name with blanks in it.
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{side}/{path}{end}");
    }
    let mut quoted = format!("\"{side}/");
    for byte in path.bytes() {
        // Writing to a string can't fail.
        let _ = match byte {
            b'"' | b'\\' => write!(quoted, "\\{}", char::from(byte)),
            b' '..0x7f => write!(quoted, "{}", char::from(byte)),
            _ => write!(quoted, "\\{byte:03o}"),
        };
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{fs, process::Command};

    fn plain(path: &str, text: &str, edits: &[Edit]) -> String {
        anstream::adapter::strip_str(&diff(path, text, edits, str::to_owned)).to_string()
    }

    #[test]
    fn a_line_that_changes() {
        insta::assert_snapshot!(plain("a.yml", "one\ntwo\nthree\n", &[(4..7, "2".to_owned())]), @r"
        --- a/a.yml
        +++ b/a.yml
        @@ -1,3 +1,3 @@
         one
        -two
        +2
         three
        ");
    }

    #[test]
    fn an_end_without_a_newline() {
        insta::assert_snapshot!(plain("a b", "one", &[(3..3, "\ntwo\n".to_owned())]), @r"
        --- a/a b	
        +++ b/a b	
        @@ -1 +1,2 @@
        -one
        \ No newline at end of file
        +one
        +two
        ");
    }

    #[test]
    fn names_that_git_quotes() {
        assert_eq!(name('a', "src/main.rs"), "a/src/main.rs");
        assert_eq!(name('b', "über\"\n"), "\"b/\\303\\274ber\\\"\\012\"");
    }

    /// Edits by place, from lengths of what stays, what goes, and what comes.
    fn edits(text: &str, parts: &[(usize, usize, String)]) -> (Vec<Edit>, String) {
        let (mut edits, mut new, mut at) = (Vec::new(), String::new(), 0);
        for (keep, remove, insert) in parts {
            let start = at + keep + usize::from(at > 0);
            let end = start + remove;
            if end > text.len() {
                break;
            }
            new += &text[at..start];
            new += insert;
            edits.push((start..end, insert.clone()));
            at = end;
        }
        (edits, new + &text[at..])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn git_applies_it(
            text in "([a-c]{0,3}(\n|\r\n)){0,24}[a-c]{0,2}",
            parts in prop::collection::vec((0..30usize, 0..6usize, "[x\n]{0,5}"), 1..5),
            path in prop::sample::select(&["f", "d/f.yml", "a b", "ü\"\\"][..]),
        ) {
            let (edits, expected) = edits(&text, &parts);
            let diff = plain(path, &text, &edits);
            prop_assert_eq!(diff.is_empty(), text == expected, "{}", diff);
            if diff.is_empty() || text.is_empty() {
                return Ok(());
            }
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, &text).expect("a file");
            fs::write(folder.path().join("patch"), &diff).expect("a file");
            let git = Command::new("git").args(["apply", "--whitespace=nowarn", "patch"]).current_dir(folder.path()).env("GIT_CEILING_DIRECTORIES", folder.path()).output();
            let output = git.expect("git runs");
            prop_assert!(output.status.success(), "{}\n{}", diff, String::from_utf8_lossy(&output.stderr));
            prop_assert_eq!(fs::read_to_string(&file).expect("a file"), expected, "{}", diff);
        }
    }
}
