//! Rules with a pattern of their own.

use super::{
    Specificity,
    call::{Call, passes},
};
use crate::rule::{LazyRegex, Near, Text};
use std::ops::Range;

/// Finds the matches in the window around the keyword at `hit`; in all of the text if the rule has no keywords.
///
/// The pattern sees the text before the window, so that `\b` and `^` mean what they say there, but not the text
/// behind it: a match that ends with the window may have been cut, and is dropped.
pub(super) fn search(rule: usize, text: &Text, hit: Range<usize>, call: &mut Call<'_>) {
    let window = if text.whole_file { 0..call.text.len() } else { around(&text.pattern, &hit, call.text.len()) };
    let bytes = &call.text[..window.end];
    let mut at = window.start;
    while let Some((found, secret)) = text.pattern.find_secret(bytes, at) {
        let cut = found.end == bytes.len() && bytes.len() < call.text.len();
        if let Some(secret) = secret.filter(|_| !cut) {
            consider(rule, text, secret, call);
        }
        at = found.end.max(found.start + 1);
        if at > bytes.len() {
            break;
        }
    }
}

fn consider(rule: usize, text: &Text, value: Range<usize>, call: &mut Call<'_>) {
    let Some(passed) = passes(&text.test, &call.text[value.clone()]) else { return };
    if text.near.as_ref().is_some_and(|near| !is_near(near, &value, call.text)) {
        return;
    }
    call.add(passed.matched(rule, value, Specificity::Format));
}

fn around(pattern: &LazyRegex, hit: &Range<usize>, length: usize) -> Range<usize> {
    let window = pattern.window();
    hit.start.saturating_sub(window.before)..(hit.end + window.after).min(length)
}

/// The longest stretch on each side in which `near` looks, however few lines it spans.
pub(super) const NEAR_BYTES: usize = 4096;

fn is_near(near: &Near, value: &Range<usize>, text: &[u8]) -> bool {
    let before = &text[value.start.saturating_sub(NEAR_BYTES)..value.start];
    let after = &text[value.end..(value.end + NEAR_BYTES).min(text.len())];
    let lines = near.lines as usize + 1;
    let from = memchr::memrchr_iter(b'\n', before).nth(lines - 1).map_or(0, |at| at + 1);
    let to = memchr::memchr_iter(b'\n', after).nth(lines - 1).unwrap_or(after.len());
    let stretch = &text[value.start - (before.len() - from)..value.end + to];
    near.pattern.is_match(stretch)
}
