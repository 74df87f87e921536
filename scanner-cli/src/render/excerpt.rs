//! The lines of a finding as they can be shown: without common indentation, cut to the terminal's width, and harmless to it.

use super::{escape::is_disturbing, theme};
use gonogo_core::{
    model::{Finding, Severity},
    report::Values,
};
use owo_colors::OwoColorize;
use std::ops::Range;

/// The part of a cut line that comes before the mark.
const LEAD_PART: usize = 4;
/// The columns before each line.
const GUTTER_COLUMNS: usize = 4;

/// One line, and the bytes of it that are marked.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    text: String,
    mark: Range<usize>,
}

/// The lines of a finding with the value marked; empty if they show nothing of it, as where it is about a whole file.
pub(super) fn excerpt(finding: &Finding, values: Values, width: usize) -> String {
    let is_about_file = finding.location.span == (0..0);
    let (text, mark) = match values {
        Values::Shown => finding.snippet.reveal(),
        Values::Redacted => finding.snippet.redacted(),
    };
    // Bytes of a binary file.
    let is_unreadable = text.contains(char::REPLACEMENT_CHARACTER) && !text.contains(char::is_alphanumeric);
    if is_about_file || is_unreadable || text.trim().is_empty() {
        return String::new();
    }
    let bar = "│".style(theme::dim()).to_string();
    lines(&text, &mark, width.saturating_sub(GUTTER_COLUMNS))
        .iter()
        .map(|line| format!("  {bar} {}\n", line.styled(finding.severity).trim_end()))
        .collect()
}

impl Line {
    fn styled(&self, severity: Severity) -> String {
        if self.mark.is_empty() {
            return self.text.clone();
        }
        let marked = &self.text[self.mark.clone()];
        let marked = marked.style(theme::severity(severity)).to_string();
        [&self.text[..self.mark.start], &marked, &self.text[self.mark.end..]].concat()
    }
}

/// Cuts each line to `width` characters around the mark, and replaces what could disturb a terminal.
fn lines(text: &str, mark: &Range<usize>, width: usize) -> Vec<Line> {
    let all: Vec<(usize, &str)> = split(text).collect();
    let filled = all.iter().filter(|(_, line)| !line.trim().is_empty());
    let indent = filled.map(|(_, line)| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0);
    let dedented = all.iter().map(|(start, line)| {
        let cut = indent.min(line.len());
        (start + cut, &line[cut..])
    });
    dedented.map(|(start, line)| shorten(line, start, mark, width)).collect()
}

fn shorten(line: &str, start: usize, mark: &Range<usize>, width: usize) -> Line {
    let mut text = String::with_capacity(line.len().min(4 * width));
    let mut shown: Option<Range<usize>> = None;
    let window = window(line, mark.start.saturating_sub(start), width);
    if window.start > 0 {
        text.push('…');
    }
    for (at, c) in line[window.clone()].char_indices() {
        let from = text.len();
        text.push(if is_disturbing(c) { char::REPLACEMENT_CHARACTER } else { c });
        if mark.contains(&(start + window.start + at)) {
            shown = Some(shown.map_or(from, |before| before.start)..text.len());
        }
    }
    if window.end < line.len() {
        text.push('…');
    }
    Line { text, mark: shown.unwrap_or(0..0) }
}

/// The bytes of a line that are shown: all, or `width` characters that include the mark.
fn window(line: &str, mark: usize, width: usize) -> Range<usize> {
    let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= width {
        return 0..line.len();
    }
    let mark = starts.partition_point(|&at| at < mark);
    let last = starts.len() - width;
    let first = if mark >= starts.len() { 0 } else { mark.saturating_sub(width / LEAD_PART).min(last) };
    starts[first]..starts.get(first + width).copied().unwrap_or(line.len())
}

/// The lines of a text and where they start, without their ends of whatever kind.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = &text[start..];
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let end = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        next = Some(start + length + end).filter(|&next| next < text.len());
        Some((start, &rest[..length]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, mark: Range<usize>, width: usize) -> Vec<(String, String)> {
        let lines = lines(text, &mark, width);
        lines.into_iter().map(|line| (line.text[line.mark.clone()].to_owned(), line.text)).collect()
    }

    fn line(mark: &str, text: &str) -> (String, String) {
        (mark.to_owned(), text.to_owned())
    }

    #[test]
    fn short_lines_stay() {
        assert_eq!(shown("a=***\nb", 2..5, 20), [line("***", "a=***"), line("", "b")]);
        assert_eq!(shown("a\r\nb=*\rc\n", 5..6, 20), [line("", "a"), line("*", "b=*"), line("", "c")]);
        assert_eq!(shown("a\n\nb", 3..4, 20), [line("", "a"), line("", ""), line("b", "b")]);
        assert_eq!(shown("", 0..0, 20), [line("", "")]);
    }

    #[test]
    fn common_indentation_goes() {
        assert_eq!(shown("    a: *\n\n      b", 7..8, 20), [line("*", "a: *"), line("", ""), line("", "  b")]);
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}KEY{}", "x".repeat(1000), "y".repeat(1000));
        assert_eq!(shown(&text, 1000..1003, 12), [line("KEY", "…xxxKEYyyyyyy…")]);
    }

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(shown("\u{1b}[2J\u{202e}ab\tc", 7..9, 20), [line("ab", "\u{fffd}[2J\u{fffd}ab\tc")]);
    }
}
