//! Assignments in a part of a text, whatever the document around it is.

use super::collect::{Collector, Pair};
use crate::{
    context::EnvDialect,
    document::{
        dotenv,
        setting::{Scope, Syntax},
        words::{self, Separator},
    },
};
use std::ops::Range;

/// `KEY=value OTHER=value`: the words that are assignments.
pub(super) fn pairs(
    collector: &mut Collector<'_>,
    range: Range<usize>,
    separator: Separator,
    syntax: Syntax,
    scope: &Scope,
) {
    let text = collector.text();
    let mut at = range.start;
    while let Some(word) = words::next(text, at..range.end, separator) {
        at = word.end;
        pair(collector, word, syntax, scope, "");
    }
}

/// One word, if it is an assignment. `path` names what is around it.
pub(super) fn pair(
    collector: &mut Collector<'_>,
    word: Range<usize>,
    syntax: Syntax,
    scope: &Scope,
    path: &str,
) -> bool {
    let text = collector.text();
    let Some(found) = words::pair(text, word) else { return false };
    let name = &text[found.key.clone()];
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let pair = Pair { path: &path, name, key: found.key, value: found.value, text: &found.text };
    collector.add(pair, syntax, scope);
    true
}

/// `KEY=value` lines, as env files have them.
pub(super) fn dotenv(collector: &mut Collector<'_>, range: Range<usize>, syntax: Syntax, scope: &Scope) {
    for entry in dotenv::entries(collector.text(), range, &EnvDialect::COMMON) {
        let Some(text) = entry.value.text() else { continue };
        let value = entry.value.span.clone();
        let pair = Pair { path: &entry.key, name: &entry.key, key: entry.key_span.clone(), value, text };
        collector.add(pair, syntax, scope);
    }
}
