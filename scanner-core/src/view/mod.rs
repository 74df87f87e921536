//! Decoded views: parts of a text with their encoding undone, and the offset of each byte in the original.
//!
//! A token after `\n` in a JSON string, after `%3D` in a URL or after a colour code of a terminal is preceded by a
//! letter, so no rule recognises it. A view is the decoded text around it. Only the text near a code that is followed
//! by a long run of letters and digits gets a view: elsewhere decoding changes nothing that a rule could match.

mod ansi;
mod escape;
mod offsets;
mod percent;

use offsets::Offsets;
use std::ops::Range;

/// Minimum length of the run of token characters after a code; shorter runs are words.
const MIN_RUN_BYTES: usize = 10;
/// Context on both sides of a code and the run after it: as far as most rules look.
const MARGIN_BYTES: usize = 256;
/// Maximum length of a run; a longer one is data.
const MAX_RUN_BYTES: usize = 4096;

/// A code at the start of a text, decoded to one character. Kept in place: source code is full of escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Code {
    /// Length of the code.
    length: usize,
    character: [u8; 4],
    character_length: usize,
}

impl Code {
    /// A code of a length and the bytes of its character, at most four.
    fn new(length: usize, decoded: &[u8]) -> Self {
        let mut code = Code { length, character: [0; 4], character_length: decoded.len().min(4) };
        code.character[..code.character_length].copy_from_slice(&decoded[..code.character_length]);
        code
    }

    /// The decoded bytes.
    fn decoded(&self) -> &[u8] {
        &self.character[..self.character_length]
    }
}

/// A part of a text, decoded.
#[derive(Clone, Debug)]
pub(crate) struct View {
    bytes: Vec<u8>,
    offsets: Offsets,
}

impl View {
    fn new(text: &[u8], part: Range<usize>) -> Self {
        let mut view = View { bytes: Vec::with_capacity(part.len()), offsets: Offsets::new(part.start) };
        let mut at = part.start;
        while at < part.end {
            match code(&text[at..part.end]) {
                Some(code) => {
                    view.bytes.extend_from_slice(code.decoded());
                    at += code.length;
                    view.offsets.resume(view.bytes.len(), at);
                }
                None => {
                    view.bytes.push(text[at]);
                    at += 1;
                }
            }
        }
        view
    }

    /// The decoded bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The span of the original text that a span of the view was decoded from.
    pub(crate) fn original(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.offsets.original(span.start);
        start..span.end.checked_sub(1).map_or(start, |last| self.offsets.original(last) + 1).max(start)
    }
}

/// The views of a text, in order; together they are no longer than the text.
pub(crate) fn views(text: &[u8]) -> impl Iterator<Item = View> + '_ {
    Parts { text, at: 0 }.map(|part| View::new(text, part))
}

/// Iterator over the parts of a text that need a view.
struct Parts<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Parts<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let from = self.at;
        let (code, mut end) = self.next_run()?;
        let start = code.saturating_sub(MARGIN_BYTES).max(from);
        loop {
            let limit = (end + MARGIN_BYTES).min(self.text.len());
            match self.next_run() {
                Some((code, next)) if code < limit => end = next,
                next => {
                    // Read again by the next part.
                    self.at = next.map_or(limit, |(code, _)| code.min(self.text.len()).max(limit));
                    return Some(start..limit);
                }
            }
        }
    }
}

impl Parts<'_> {
    /// The next code that is followed by a run, and the end of the run. Advances past it.
    fn next_run(&mut self) -> Option<(usize, usize)> {
        while let Some(found) = memchr::memchr3(b'\\', b'%', 0x1b, self.text.get(self.at..)?) {
            let at = self.at + found;
            self.at = at + 1;
            if let Some(end) = self.run(at) {
                self.at = end;
                return Some((at, end));
            }
        }
        None
    }

    /// The end of the run after the code at a position, if there is a code and the run is long enough.
    fn run(&self, at: usize) -> Option<usize> {
        let start = at + code(&self.text[at..])?.length;
        let limit = (start + MAX_RUN_BYTES).min(self.text.len());
        let length = self.text[start..limit].iter().take_while(|byte| is_of_token(**byte)).count();
        (length >= MIN_RUN_BYTES).then_some(start + length)
    }
}

/// The code at the start of a text. A colour code can be written with an escape, so colours come first.
fn code(text: &[u8]) -> Option<Code> {
    match text.first()? {
        b'%' => percent::code(text),
        b'\\' | 0x1b => ansi::code(text).or_else(|| escape::code(text)),
        _ => None,
    }
}

fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        views(text.as_bytes()).map(|view| String::from_utf8_lossy(view.bytes()).into_owned()).collect()
    }

    #[test]
    fn only_what_is_coded_is_viewed() {
        for text in ["", "plain", "a\\nshort", "100 % of all", "C:\\new\\folder\\names", "%zz0123456789ab"] {
            assert_eq!(shown(text), [""; 0], "{text}");
        }
        for (text, view) in [
            (r#""log": "a\nabcdefghij0123""#, "\"log\": \"a\nabcdefghij0123\""),
            (r#"{\"key\":\"abcdefghij0123\"}"#, r#"{"key":"abcdefghij0123"}"#),
            ("?key%3Dabcdefghij0123", "?key=abcdefghij0123"),
            ("ok\x1b[32mabcdefghij0123\x1b[0m.", "ok abcdefghij0123 ."),
            (r"\033[1mabcdefghij0123", " abcdefghij0123"),
            (r"key\u003dabcdefghij0123", "key=abcdefghij0123"),
        ] {
            assert_eq!(shown(text), [view], "{text}");
        }
    }

    #[test]
    fn spans_lead_back() {
        let text = br"a=1\nkey\u003dabcdefghij0123";
        let view = views(text).next().expect("a view");
        let at = memchr::memmem::find(view.bytes(), b"abcdefghij0123").expect("decoded");
        let span = view.original(&(at..at + 14));
        assert_eq!(&text[span], b"abcdefghij0123");
    }

    proptest! {
        #[test]
        fn whatever_the_bytes(text in proptest::collection::vec(prop_oneof![
            Just(b'\\'), Just(b'%'), Just(0x1b), Just(b'['), Just(b'm'), Just(b'u'), Just(b'n'), Just(b'3'), any::<u8>()
        ], 0..3000)) {
            let mut viewed = 0;
            let mut last = 0;
            for view in views(&text) {
                let all = view.original(&(0..view.bytes().len()));
                prop_assert!(all.start >= last && all.end <= text.len());
                last = all.end;
                viewed += view.bytes().len();
                for at in 0..view.bytes().len() {
                    let place = view.original(&(at..at + 1));
                    prop_assert!(place.start < place.end && place.end <= text.len());
                }
            }
            prop_assert!(viewed <= text.len());
        }
    }
}
