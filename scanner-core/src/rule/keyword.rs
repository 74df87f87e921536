//! Literals that lead to a rule.

use super::problem::Problem;
use std::{cmp::Ordering, fmt, ops::Deref};

/// The shortest literal that the prefilter looks for.
pub(super) const MIN_KEYWORD_BYTES: usize = 3;
/// The part of a longer keyword that is looked for: nothing is selected better by more, and the seams of a text that was
/// made from another are searched in its length.
pub(super) const MAX_KEYWORD_BYTES: usize = 20;

/// A literal that the prefilter looks for. `Debug` shows no bytes: they can be part of a value that somebody looks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keyword {
    /// The bytes; lower case unless `exact`.
    pub bytes: KeywordBytes,
    /// Whether letters must agree in case.
    pub exact: bool,
}

impl fmt::Debug for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyword").field("length", &self.bytes.len()).field("exact", &self.exact).finish()
    }
}

/// The bytes of a keyword, stored in place: there are thousands of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeywordBytes {
    bytes: [u8; MAX_KEYWORD_BYTES],
    length: u8,
}

impl From<&[u8]> for KeywordBytes {
    /// Takes the first [`MAX_KEYWORD_BYTES`].
    fn from(text: &[u8]) -> Self {
        let length = text.len().min(MAX_KEYWORD_BYTES);
        let mut bytes = [0; MAX_KEYWORD_BYTES];
        bytes[..length].copy_from_slice(&text[..length]);
        KeywordBytes { bytes, length: length as u8 }
    }
}

impl KeywordBytes {
    /// Numbers that compare as the bytes do.
    fn order(&self) -> (u128, u32, u8) {
        let (head, tail) = self.bytes.split_first_chunk().unwrap_or((&[0; 16], &[]));
        let tail = tail.first_chunk().copied().unwrap_or_default();
        (u128::from_be_bytes(*head), u32::from_be_bytes(tail), self.length)
    }
}

impl Ord for KeywordBytes {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for KeywordBytes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Deref for KeywordBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// Keywords in the spellings that people use: `new_relic` also with `-`, a space, or nothing between the words.
pub(super) fn spelled_keywords(texts: &[String], field: &'static [&'static str]) -> Result<Vec<Keyword>, Problem> {
    let mut keywords = Vec::with_capacity(4 * texts.len());
    let mut spelling = String::new();
    for text in texts {
        keywords.push(literal_keyword(text, field)?);
        let is_separator = |c| matches!(c, '_' | '-' | '.' | ' ');
        let words = || text.split(is_separator);
        if !(2..=3).contains(&words().count()) || words().any(str::is_empty) {
            continue;
        }
        for separator in ["", "_", "-", " "] {
            spelling.clear();
            for (at, word) in words().enumerate() {
                spelling.push_str(if at == 0 { "" } else { separator });
                spelling.push_str(word);
            }
            if spelling != *text {
                keywords.push(literal_keyword(&spelling, field)?);
            }
        }
    }
    Ok(keywords)
}

pub(super) fn literal_keywords(texts: &[String], field: &'static [&'static str]) -> Result<Vec<Keyword>, Problem> {
    texts.iter().map(|text| literal_keyword(text, field)).collect()
}

fn literal_keyword(text: &str, field: &'static [&'static str]) -> Result<Keyword, Problem> {
    if text.len() < MIN_KEYWORD_BYTES {
        let help = format!("a keyword needs at least {MIN_KEYWORD_BYTES} bytes: shorter ones are everywhere");
        return Err(Problem::new(field, format!("`{text}` is too short"), help));
    }
    let exact = text.bytes().any(|byte| byte.is_ascii_uppercase());
    Ok(Keyword { bytes: text.as_bytes().into(), exact })
}
