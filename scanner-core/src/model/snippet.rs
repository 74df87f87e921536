//! The lines around a finding, as they may be shown.

use super::{LineIndex, Mask, Secret, ValueClass};
use std::{mem, ops::Range};

/// One or a few lines of the file with the finding in them. Holds the raw text; every way to read it but
/// [`Snippet::reveal`] redacts all secrets in it, other findings' too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    text: Secret,
    line: u32,
    highlight: Range<usize>,
    masks: Box<[Mask]>,
}

impl Snippet {
    /// `text` starts in line `line` (from 1). `highlight` and the spans of `masks` are bytes of `text`; spans that do not
    /// fit are cut. `masks` need not be sorted.
    pub fn new(text: &[u8], line: u32, highlight: Range<usize>, masks: Vec<Mask>) -> Self {
        let cut =
            |span: Range<usize>| span.start.min(text.len())..span.end.clamp(span.start.min(text.len()), text.len());
        let masks = masks.into_iter().map(|mask| Mask { span: cut(mask.span), ..mask });
        let masks = Mask::merge(masks.filter(|mask| !mask.span.is_empty()).collect());
        Snippet { text: Secret::new(text), line, highlight: cut(highlight), masks: masks.into() }
    }

    /// The line the snippet starts in, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The line the snippet ends in. A line end at its end is part of that line.
    pub fn end_line(&self) -> u32 {
        let index = LineIndex::new(self.text.reveal());
        let ended = self.text.reveal().ends_with(b"\n") || self.text.reveal().ends_with(b"\r");
        self.line + index.len() as u32 - 1 - u32::from(ended)
    }

    /// The text with every secret redacted as its class wants, and the byte span in it that the finding is about.
    pub fn redacted(&self) -> (String, Range<usize>) {
        self.render(ValueClass::redact)
    }

    /// The text as it is, and the byte span in it that the finding is about. Only for `--show-secrets`.
    pub fn reveal(&self) -> (String, Range<usize>) {
        self.render(|_, value| String::from_utf8_lossy(value).into_owned())
    }

    /// Adds masks for what else is found in its text.
    pub(crate) fn mask(&mut self, find: impl FnOnce(&[u8]) -> Vec<Mask>) {
        let found = find(self.text.reveal());
        if !found.is_empty() {
            self.masks = Mask::merge([mem::take(&mut self.masks).into_vec(), found].concat()).into();
        }
    }

    fn render(&self, show: impl Fn(ValueClass, &[u8]) -> String) -> (String, Range<usize>) {
        let raw = self.text.reveal();
        let mut out = String::with_capacity(raw.len());
        let mut marks = Vec::new();
        let mut at = 0;
        for Mask { span, class } in &self.masks {
            copy_plain(raw, at..span.start, &self.highlight, &mut out, &mut marks);
            let start = out.len();
            out.push_str(&show(*class, &raw[span.clone()]));
            if span.start < self.highlight.end && self.highlight.start < span.end {
                marks.push(start..out.len());
            }
            at = span.end;
        }
        copy_plain(raw, at..raw.len(), &self.highlight, &mut out, &mut marks);
        let start = marks.first().map_or(0, |mark| mark.start);
        let end = marks.last().map_or(start, |mark| mark.end);
        (out, start..end)
    }
}

/// Copies text without secrets, and notes where the highlight falls in it.
fn copy_plain(
    raw: &[u8],
    span: Range<usize>,
    highlight: &Range<usize>,
    out: &mut String,
    marks: &mut Vec<Range<usize>>,
) {
    let lit = span.start.max(highlight.start)..span.end.min(highlight.end);
    if lit.start >= lit.end {
        out.push_str(&String::from_utf8_lossy(&raw[span]));
        return;
    }
    out.push_str(&String::from_utf8_lossy(&raw[span.start..lit.start]));
    let start = out.len();
    out.push_str(&String::from_utf8_lossy(&raw[lit.clone()]));
    marks.push(start..out.len());
    out.push_str(&String::from_utf8_lossy(&raw[lit.end..span.end]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn redacts_every_secret_and_marks_one() {
        let snippet = Snippet::new(b"a=hunter2 b=hunter3", 7, 2..9, [12..19, 2..9].map(Mask::hide).to_vec());
        assert_eq!(snippet.redacted(), ("a=*** b=***".to_owned(), 2..5));
        assert_eq!(snippet.reveal(), ("a=hunter2 b=hunter3".to_owned(), 2..9));
    }

    #[test]
    fn counts_the_lines_that_redaction_hides() {
        for (text, end) in [(&b"a"[..], 7), (b"a\n", 7), (b"a\r\nb", 8), (b"a\nb\rc\n", 9)] {
            assert_eq!(
                Snippet::new(text, 7, 0..1, [0..1, 0..text.len()].map(Mask::hide).to_vec()).end_line(),
                end,
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_shows_a_secret(before in "[a-z =]{0,20}", secret in "[A-Z0-9]{5,60}", after in "[a-z ;]{0,20}", cut in 0..40usize) {
            let text = format!("{before}{secret}{after}");
            let span = before.len()..before.len() + secret.len();
            let snippet = Snippet::new(text.as_bytes(), 1, span.clone(), [span.clone(), span.start..span.end + cut].map(Mask::hide).to_vec());
            let (shown, mark) = snippet.redacted();
            prop_assert!(!shown.contains(&secret));
            prop_assert!(shown.get(mark).is_some());
            let debug = format!("{:?}", snippet);
            prop_assert!(!debug.contains(&secret));
        }
    }
}
