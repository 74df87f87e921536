//! Limits of GitHub code scanning. A file beyond one of these is refused as a whole, so it is cut here.
//!
//! See "SARIF results exceed limit" in GitHub's documentation. Runs, locations and extensions can't exceed theirs: we
//! write one run, one location a result and no extension.

use crate::model::Finding;
use std::{borrow::Cow, cmp::Reverse};

/// Results a run.
pub(super) const MAX_RESULTS: usize = 25_000;
/// Rules a run.
pub(super) const MAX_RULES: usize = 25_000;
/// Tags a rule.
pub(super) const MAX_TAGS: usize = 20;
/// Files that are named though they were left out by rule; the receipt counts all.
pub(super) const MAX_NOTED_FILES: usize = 1000;
/// Characters of a rule's name.
pub(super) const MAX_NAME_CHARS: usize = 255;
/// Characters of a short or full description.
pub(super) const MAX_DESCRIPTION_CHARS: usize = 1024;

/// The findings that fit into a run, in their order: active before suppressed ones, then what is still there, then the
/// worst, then the surest.
pub(super) fn worst(findings: &[Finding]) -> Vec<&Finding> {
    let mut kept: Vec<_> = findings.iter().enumerate().collect();
    if kept.len() > MAX_RESULTS {
        kept.sort_by_key(|(at, finding)| {
            let [active, current] = [finding.is_active(), finding.is_current()].map(Reverse);
            (active, current, Reverse(finding.severity), Reverse(finding.confidence), *at)
        });
        kept.truncate(MAX_RESULTS);
        kept.sort_by_key(|(at, _)| *at);
    }
    kept.into_iter().map(|(_, finding)| finding).collect()
}

/// At most `most` characters; what was cut shows as `…`.
pub(super) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most - 1).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_characters_and_shows_it() {
        for (text, expected) in [("", ""), ("äöü", "äöü"), ("äöüß", "äö…")] {
            assert_eq!(cut(text, 3), expected);
        }
    }
}
