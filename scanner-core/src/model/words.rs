//! Word splitting of names, in any convention: `JWT_SECRET`, `jwtSecret`, `jwt-secret`, `jwt.secret`.

use std::ops::Range;

/// The lower-case words of a name, split at camel case and everything but letters and digits. Trailing digits of a word
/// are left out.
///
/// ```
/// assert_eq!(gonogo_core::model::words(b"myHTTPServer_name2"), ["my", "http", "server", "name"]);
/// ```
pub fn words(name: &[u8]) -> Vec<String> {
    word_spans(name).map(|span| bare(&name[span]).to_ascii_lowercase()).collect()
}

/// A word, which is in ASCII, without the digits at its end, unless it has nothing else.
fn bare(word: &[u8]) -> &str {
    let word = std::str::from_utf8(word).unwrap_or_default();
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.is_empty() { word } else { bare }
}

fn word_spans(name: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += name[at..].iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
        let start = at;
        while at < name.len() && name[at].is_ascii_alphanumeric() && (at == start || !starts_word(name, at)) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

/// Whether camel case starts a word at `at`, which is inside a run of letters and digits.
fn starts_word(name: &[u8], at: usize) -> bool {
    let (before, here) = (name[at - 1], name[at]);
    let next_lower = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    here.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_uppercase() && next_lower)
}

/// A name without separators, with its word boundaries, for comparison with patterns: `RATELIMIT_ENABLED`,
/// `RATE_LIMIT_ENABLED` and `rateLimit.enabled` are one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameWords {
    flat: String,
    ends: Vec<usize>,
}

impl NameWords {
    /// Splits a name.
    pub fn new(name: &str) -> Self {
        NameWords::of_bytes(name.as_bytes())
    }

    /// Splits a name that may not be UTF-8.
    pub(crate) fn of_bytes(name: &[u8]) -> Self {
        let mut words = NameWords { flat: String::with_capacity(name.len()), ends: Vec::new() };
        for span in word_spans(name) {
            let start = words.flat.len();
            words.flat.push_str(bare(&name[span]));
            words.flat[start..].make_ascii_lowercase();
            words.ends.push(words.flat.len());
        }
        words
    }

    /// The name without separators.
    pub fn flat(&self) -> &str {
        &self.flat
    }

    /// Whether a word starts or ends at a byte of the flat name.
    pub fn is_edge(&self, at: usize) -> bool {
        at == 0 || self.ends.binary_search(&at).is_ok()
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.flat[start..end])
    }

    /// The word that ends at a byte of the flat name.
    pub fn before(&self, at: usize) -> Option<&str> {
        let end = self.ends.binary_search(&at).ok()?;
        let start = end.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.flat[start..at])
    }

    /// Whether the name contains a word.
    pub fn has(&self, word: &str) -> bool {
        self.iter().any(|known| known == word)
    }

    /// Every run of neighbouring words, joined, that has at most this many bytes.
    pub fn runs(&self, longest: usize) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.enumerate().flat_map(move |(at, start)| {
            let ends = self.ends[at.min(self.ends.len())..].iter().take_while(move |&&end| end - start <= longest);
            ends.map(move |&end| &self.flat[start..end])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_all_neighbours() {
        let words = NameWords::new("rate_limitEnabled");
        assert_eq!(words.flat(), "ratelimitenabled");
        assert_eq!(
            words.runs(usize::MAX).collect::<Vec<_>>(),
            ["rate", "ratelimit", "ratelimitenabled", "limit", "limitenabled", "enabled"]
        );
        assert_eq!(words.runs(9).collect::<Vec<_>>(), ["rate", "ratelimit", "limit", "enabled"]);
        assert!(words.is_edge(4) && words.is_edge(9) && !words.is_edge(5));
        assert_eq!((words.before(4), words.before(9), words.before(0)), (Some("rate"), Some("limit"), None));
        assert_eq!(NameWords::new("").runs(9).count(), 0);
    }
}
