//! Comments that suppress: finding and reading them.

use crate::model::LineIndex;
use memchr::memmem;
use std::ops::Range;

/// Our own marker.
pub(super) const OWN: &[u8] = b"gonogo:allow";
/// Markers of other scanners for their own line.
const FOREIGN: [&str; 3] = ["gitleaks:allow", "betterleaks:allow", "trufflehog:ignore"];
/// detect-secrets: `pragma: allowlist [nextline ]secret`, with `whitelist` as its old name.
const PRAGMA: &str = "pragma:";

/// The number of markers of a kind that count in one text, so that a text made of them can't hold up a scan.
const MAX_MARKERS: usize = 10_000;
/// No id is longer.
const MAX_WORD_BYTES: usize = 64;

/// A comment that suppresses, in one line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Its line, from 1.
    pub(super) line: u32,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Own(Own),
    /// Another scanner's, for its own line or the next.
    Foreign {
        name: &'static str,
        next_line: bool,
    },
}

/// `gonogo:allow id, id reason`, before ids are separated from the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    /// Nothing but the comment is on the line, so it is meant for the next.
    pub(super) alone: bool,
    /// It is in quotes: a text about the marker, or a comment in a language without comments.
    pub(super) quoted: bool,
    /// The words that ids could be, in order.
    pub(super) words: Vec<String>,
    /// The rest of the line behind these words.
    pub(super) rest: Range<usize>,
    /// The rest of the line with these words.
    pub(super) whole: Range<usize>,
}

/// Finds our own markers in every text that is scanned; has to be fast where there is none.
#[derive(Debug)]
pub(super) struct Finder(memmem::Finder<'static>);

impl Finder {
    pub(super) fn new() -> Self {
        Finder(memmem::Finder::new(OWN))
    }

    /// All our markers, in order.
    pub(super) fn own(&self, text: &[u8]) -> Vec<Marker> {
        let mut places = self.0.find_iter(text).peekable();
        if places.peek().is_none() {
            return Vec::new();
        }
        let index = LineIndex::new(text);
        places.take(MAX_MARKERS).filter_map(|at| own_at(text, &index, at)).collect()
    }
}

/// All other scanners' markers. Only worth looking for where there are findings.
pub(super) fn foreign(text: &[u8]) -> Vec<Marker> {
    let mut found: Vec<(usize, Kind)> = Vec::new();
    for name in FOREIGN {
        let places = memmem::find_iter(text, name).take(MAX_MARKERS);
        found.extend(places.map(|at| (at, Kind::Foreign { name, next_line: false })));
    }
    let pragmas = memmem::find_iter(text, PRAGMA).take(MAX_MARKERS);
    found.extend(pragmas.filter_map(|at| Some((at, pragma(&text[at + PRAGMA.len()..])?))));
    if found.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    found.into_iter().map(|(at, kind)| Marker { line: index.line(at), kind }).collect()
}

fn pragma(rest: &[u8]) -> Option<Kind> {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"allowlist").or_else(|| rest.strip_prefix(b"whitelist"))?;
    let rest = rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"-"))?;
    if rest.starts_with(b"secret") {
        return Some(Kind::Foreign { name: "pragma: allowlist secret", next_line: false });
    }
    let rest = rest.strip_prefix(b"nextline")?;
    let is_next = rest.starts_with(b" secret") || rest.starts_with(b"-secret");
    is_next.then_some(Kind::Foreign { name: "pragma: allowlist nextline secret", next_line: true })
}

fn own_at(text: &[u8], index: &LineIndex, at: usize) -> Option<Marker> {
    let line = index.line(at);
    let range = index.line_range(text, line)?;
    let before = text.get(range.start..at)?;
    let start = at + OWN.len();
    let after = text.get(start..range.end)?;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if before.last().is_some_and(is_word) || after.first().is_some_and(is_word) {
        return None;
    }
    let (words, length) = words(after);
    Some(Marker {
        line,
        kind: Kind::Own(Own {
            alone: is_comment_start(before),
            quoted: matches!(before.last(), Some(b'`' | b'"' | b'\'')),
            words,
            rest: start + length..range.end,
            whole: start..range.end,
        }),
    })
}

/// Whether the text before a marker only opens a comment, in whatever language: signs, or the word some have for it.
fn is_comment_start(before: &[u8]) -> bool {
    let words: Vec<&[u8]> =
        before.split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [] => true,
        [word] => [&b"rem"[..], b"dnl", b"comment"].iter().any(|known| word.eq_ignore_ascii_case(known)),
        _ => false,
    }
}

/// The words with commas between them that follow a marker, and where the last one ends.
fn words(after: &[u8]) -> (Vec<String>, usize) {
    let mut words = Vec::new();
    let mut end = 0;
    let mut at = match after.first() {
        Some(b' ' | b'\t' | b':' | b'=') => skip(after, 1, |byte| matches!(byte, b' ' | b'\t')),
        _ => return (words, end),
    };
    loop {
        let stop = skip(after, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let word = without_dashes(&after[at..stop]);
        if word.is_empty() || word.starts_with(b"-") || word.len() > MAX_WORD_BYTES {
            return (words, end);
        }
        words.push(String::from_utf8_lossy(word).into_owned());
        end = at + word.len();
        let comma = skip(after, stop, |byte| byte == b' ');
        if after.get(comma) != Some(&b',') {
            return (words, end);
        }
        at = skip(after, comma + 1, |byte| byte == b' ');
    }
}

fn skip(bytes: &[u8], from: usize, what: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|&&byte| what(byte)).count()
}

/// Without the dashes that end a comment (`-->`).
fn without_dashes(word: &[u8]) -> &[u8] {
    &word[..word.iter().rposition(|&byte| byte != b'-').map_or(0, |at| at + 1)]
}
