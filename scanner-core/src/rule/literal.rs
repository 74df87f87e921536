//! Rules made at run time that find given values, and nothing else.

use super::{
    compile::{Matcher, Rule, Text, ValueTest},
    keyword::{Keyword, MAX_KEYWORD_BYTES, MIN_KEYWORD_BYTES},
    path_filter::PathFilter,
    pattern::LazyRegex,
};
use crate::model::RuleMeta;
use std::{fmt::Write, sync::Arc};

/// A shorter value counts only where no letter, digit or `_` is next to it: it could be a part of another word by chance.
const ALONE_BELOW: usize = 16;

impl Rule {
    /// A rule that finds each of `values`, byte for byte, in text and binary files. Values of fewer than three bytes are
    /// left out; `None` if that leaves no value. Nothing that the rule shows of itself, `Debug` included, holds them.
    pub fn of_values<'v>(meta: RuleMeta, values: impl IntoIterator<Item = &'v [u8]>) -> Option<Self> {
        let (mut keywords, mut patterns) = (Vec::new(), Vec::new());
        for value in values.into_iter().filter(|value| value.len() >= MIN_KEYWORD_BYTES) {
            // Values begin alike (`https://`) and end each in its own way.
            let end = &value[value.len().saturating_sub(MAX_KEYWORD_BYTES)..];
            keywords.push(Keyword { bytes: end.into(), exact: true });
            patterns.push(pattern(value));
        }
        if keywords.is_empty() {
            return None;
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
            low_in_tests: false,
            client_key: false,
            near: None,
            test: ValueTest { checksum: None, min_entropy: 0.0, allow: Vec::new(), placeholders: true },
        };
        let paths = PathFilter::default();
        Some(Rule { meta: Arc::new(meta), matcher: Matcher::Text(text), paths, examples: Vec::new() })
    }

    /// Whether the rule was made of values.
    pub(super) fn holds_values(&self) -> bool {
        matches!(&self.matcher, Matcher::Text(text) if text.pattern.is_secret())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Confidence, Severity};
    use proptest::prelude::*;

    fn rule(values: &[&[u8]]) -> Rule {
        let meta = RuleMeta::new("v", "V", Severity::High, Confidence::High);
        Rule::of_values(meta, values.iter().copied()).expect("a value")
    }

    fn found<'t>(values: &[&[u8]], text: &'t [u8]) -> Vec<&'t [u8]> {
        let rule = rule(values);
        let Matcher::Text(matcher) = &rule.matcher else { panic!("a text rule") };
        assert!(rule.check().is_ok());
        matcher.pattern.find_iter(text).map(|found| &text[found]).collect()
    }

    #[test]
    fn short_values_stand_alone_and_long_ones_anywhere() {
        let long = b"0123456789abcdef";
        for (value, text, is_found) in [
            (&b"abc123"[..], &b"x=abc123;"[..], true),
            (b"abc123", b"abc123", true),
            (b"abc123", b"xabc123", false),
            (b"abc123", b"abc1234", false),
            (b"abc123", b"ABC123", false),
            (b"+abc/", b"x+abc/x", true),
            (b"a.c[x", b"abcc[x a.c[x", true),
            (b"a.c[x", b"abc[x", false),
            (b"\xff\xfeab", b"..\xff\xfeab..", true),
            (long, b"x0123456789abcdef0", true),
        ] {
            assert_eq!(!found(&[value], text).is_empty(), is_found, "{value:?} {text:?}");
        }
        assert!(Rule::of_values(RuleMeta::new("v", "V", Severity::High, Confidence::High), [&b"ab"[..]]).is_none());
        assert_eq!(found(&[b"abc-1", b"abc-1-2"], b"abc-1-2 abc-1"), [&b"abc-1-2"[..], b"abc-1"]);
    }

    proptest! {
        #[test]
        fn each_match_has_the_keyword_and_nothing_is_shown(value in prop::collection::vec(any::<u8>(), 3..80)) {
            let rule = rule(&[&value]);
            prop_assert!(rule.keywords().iter().all(|keyword| keyword.exact && value.ends_with(&keyword.bytes)));
            prop_assert_eq!(found(&[&value], &value), [&value[..]]);
            prop_assert_eq!(format!("{rule:?}"), format!("{:?}", super::tests::rule(&[&vec![b'x'; value.len()]])));
        }
    }
}
