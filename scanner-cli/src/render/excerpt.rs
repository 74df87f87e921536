//! Lines of a scanned file as they can be shown: cut to the terminal's width, and harmless to it.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// The mark stands after this part of a line that is cut before it.
const BEFORE: usize = 4;

/// Some lines of a file and the part of them that is underlined.
#[derive(Debug)]
pub(super) struct Excerpt {
    text: String,
    mark: Range<usize>,
    name: String,
    line: usize,
}

impl Excerpt {
    /// `mark` is a byte span in `text`, which starts in line `line` of the file; `name` heads the frame.
    pub(super) fn new(name: String, text: &str, mark: &Range<usize>, line: u32, width: usize) -> Self {
        let (text, mark) = shorten(text, mark, width);
        Excerpt { text, mark, name, line: line as usize }
    }

    pub(super) fn mark(&self) -> Range<usize> {
        self.mark.clone()
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let lines = self.text.as_str().read_span(span, lines_before, lines_after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            lines.data(),
            *lines.span(),
            lines.line() + self.line - 1,
            lines.column(),
            lines.line_count(),
        )))
    }
}

/// Cuts each line to `width` characters around the mark, and replaces what could disturb a terminal.
fn shorten(text: &str, mark: &Range<usize>, width: usize) -> (String, Range<usize>) {
    let mut out = String::with_capacity(text.len().min(4 * width));
    let mut shown: Option<Range<usize>> = None;
    for (start, line) in lines(text) {
        if start > 0 {
            out.push('\n');
        }
        let window = window(line, mark.start.saturating_sub(start), width);
        if window.start > 0 {
            out.push('…');
        }
        for (at, c) in line[window.clone()].char_indices() {
            let from = out.len();
            out.push(if disturbs(c) { char::REPLACEMENT_CHARACTER } else { c });
            if mark.contains(&(start + window.start + at)) {
                shown = Some(shown.map_or(from, |before| before.start)..out.len());
            }
        }
        if window.end < line.len() {
            out.push('…');
        }
    }
    (out, shown.unwrap_or(0..0))
}

/// The bytes of a line that are shown: all, or `width` characters that include the mark.
fn window(line: &str, mark: usize, width: usize) -> Range<usize> {
    let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= width {
        return 0..line.len();
    }
    let mark = starts.partition_point(|&at| at < mark);
    let last = starts.len() - width;
    let first = if mark >= starts.len() { 0 } else { mark.saturating_sub(width / BEFORE).min(last) };
    starts[first]..starts.get(first + width).copied().unwrap_or(line.len())
}

/// The lines of a text and where they start, without their ends of whatever kind.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
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

/// A text of one line, such as a file's name, with what could disturb a terminal replaced.
pub(super) fn harmless(text: &str) -> String {
    text.replace(|c| disturbs(c) || c == '\t', "\u{fffd}")
}

/// Control characters, and marks that reorder text.
fn disturbs(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_stay() {
        assert_eq!(shorten("a=***\nb", &(2..5), 20), ("a=***\nb".to_owned(), 2..5));
        assert_eq!(shorten("a\r\nb=*\rc\n", &(5..6), 20), ("a\nb=*\nc".to_owned(), 4..5));
        assert_eq!(shorten("a\n\nb", &(3..4), 20), ("a\n\nb".to_owned(), 3..4));
        assert_eq!(shorten("", &(0..0), 20), (String::new(), 0..0));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}KEY{}", "x".repeat(1000), "y".repeat(1000));
        let (short, mark) = shorten(&text, &(1000..1003), 12);
        assert_eq!(short, "…xxxKEYyyyyyy…");
        assert_eq!(&short[mark], "KEY");
    }

    #[test]
    fn nothing_reaches_the_terminal() {
        let (short, mark) = shorten("\u{1b}[2J\u{202e}ab\tc", &(7..9), 20);
        assert_eq!(short, "\u{fffd}[2J\u{fffd}ab\tc");
        assert_eq!(&short[mark], "ab");
        assert_eq!(harmless("a\tb\u{1b}[2J\n"), "a\u{fffd}b\u{fffd}[2J\u{fffd}");
    }
}
