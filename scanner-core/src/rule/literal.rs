//! Rules made at run time that find given values, and nothing else.

use super::{
    compile::{Keyword, Matcher, PathFilter, Rule, Text, ValueTest},
    pattern::LazyRegex,
};
use crate::model::RuleMeta;
use std::{fmt::Write, sync::Arc};

/// So much of a value's end is its keyword. The end, as values begin alike (`https://`); not all of it, as what a keyword
/// is looked for in grows with its length.
const KEYWORD: usize = 24;
/// A shorter value counts only where no letter, digit or `_` is next to it: it could be a part of another word by chance.
const ALONE_BELOW: usize = 16;

impl Rule {
    /// A rule that finds each of `values`, byte for byte, in text and binary files. Values of fewer than three bytes are
    /// not found. Nothing that the rule shows of itself, `Debug` included, holds them.
    pub fn of_values<'v>(meta: RuleMeta, values: impl IntoIterator<Item = &'v [u8]>) -> Self {
        let (mut keywords, mut patterns) = (Vec::new(), Vec::new());
        for value in values.into_iter().filter(|value| value.len() >= 3) {
            let end = &value[value.len().saturating_sub(KEYWORD)..];
            keywords.push(Keyword { bytes: end.into(), exact: true });
            patterns.push(pattern(value));
        }
        keywords.sort();
        keywords.dedup();
        // Of values that start alike the longest is tried first.
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let text = Text {
            keywords,
            pattern: LazyRegex::secret(format!("(?P<secret>{})", patterns.join("|"))),
            whole_file: false,
            binary: true,
            near: None,
            test: ValueTest { checksum: None, min_entropy: 0.0, allow: Vec::new(), placeholders: true },
        };
        let paths = PathFilter::default();
        Rule { meta: Arc::new(meta), matcher: Matcher::Text(text), paths, examples: Vec::new() }
    }
}

fn pattern(value: &[u8]) -> String {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let edge = |byte| if value.len() < ALONE_BELOW && is_word(byte) { r"\b" } else { "" };
    let mut pattern = edge(value.first()).to_owned();
    for byte in value {
        // Writing to a string does not fail.
        let _ = write!(pattern, r"\x{byte:02x}");
    }
    pattern + edge(value.last())
}
