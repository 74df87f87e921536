//! Masks of a file: which of its values snippets hide, and what they show of each.

use crate::{
    detect::{Match, Specificity},
    model::{Category, Mask, ValueClass},
    rule::{Keyword, Rule, RuleSet},
    value,
};
use std::ops::Range;

/// A shorter value would be hidden in words that have nothing to do with it.
const MIN_REPEAT_BYTES: usize = 4;
/// A shorter keyword is no vendor's prefix.
const MIN_PREFIX_BYTES: usize = 3;

/// The masks of a file by place: of all secrets that match, and of `others` that the file holds. None overlaps another.
pub(super) fn masks(rules: &RuleSet, text: &[u8], matches: &[Match], others: Vec<Range<usize>>) -> Vec<Mask> {
    let matched = matches.iter().filter_map(|found| {
        let class = class_of(&rules.as_slice()[found.rule], found, text)?;
        Some(Mask { span: found.value.clone(), class })
    });
    let others = others.into_iter().map(|span| Mask { class: value::value_class(&text[span.clone()]), span });
    Mask::merge(matched.chain(others).collect())
}

/// The class of a matched value; `None` if the match is about something else. One of a vendor's own format is live,
/// whatever words it holds.
pub(super) fn class_of(rule: &Rule, found: &Match, text: &[u8]) -> Option<ValueClass> {
    let value = &text[found.value.clone()];
    if found.subject.is_some() || !rule.meta.is_about_credentials() {
        return None;
    }
    // What a default is, everybody knows, however exactly it was looked for.
    let is_default = rule.meta.category == Category::DefaultCredential;
    Some(match found.specificity {
        known if known < Specificity::Format || is_default => value::value_class(value),
        _ => ValueClass::Live { prefix: vendor_prefix(rule.keywords(), value) },
    })
}

/// The length of the vendor's prefix: the longest keyword that the value starts with. Words are left out, as a value that
/// starts with one could be a password, and so is what would show half of the value.
fn vendor_prefix(keywords: &[Keyword], value: &[u8]) -> usize {
    let is_prefix = |bytes: &[u8]| bytes.len() >= MIN_PREFIX_BYTES && bytes.len() * 2 <= value.len();
    let starts = keywords.iter().filter_map(|keyword| {
        let head = value.get(..keyword.bytes.len())?;
        let equal = if keyword.exact { head == &*keyword.bytes } else { head.eq_ignore_ascii_case(&keyword.bytes) };
        (equal && is_prefix(head) && !head.iter().all(u8::is_ascii_lowercase)).then_some(head.len())
    });
    starts.max().unwrap_or(0)
}

/// Further occurrences of a masked value in the lines shown: `password = "x" # was x before`.
pub(super) fn repeats(shown: &[u8], value: &[u8], class: ValueClass) -> Vec<Mask> {
    if value.len() < MIN_REPEAT_BYTES {
        return Vec::new();
    }
    let mask = |at| Mask { span: at..at + value.len(), class };
    memchr::memmem::find_iter(shown, value).map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_vendors_prefix_is_shown() {
        let keyword = |text: &str, exact| Keyword { bytes: text.as_bytes().into(), exact };
        let keywords =
            [keyword("ghp_", true), keyword("acme-live-", false), keyword("secret", false), keyword("a1", true)];
        let body = "x7Kq9zRw2LpX7kQ9Zr";
        for (value, prefix) in [
            (format!("ghp_{body}"), 4),
            (format!("GHP_{body}"), 0),
            (format!("Acme-Live-{body}"), 10),
            (format!("secret{body}"), 0),
            (format!("a1{body}"), 0),
            ("ghp_abc".to_owned(), 0),
            (body.to_owned(), 0),
        ] {
            assert_eq!(vendor_prefix(&keywords, value.as_bytes()), prefix, "{value}");
        }
    }
}
