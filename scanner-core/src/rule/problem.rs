//! Problems of a pack, before their place in the text is known.

use super::error::PackError;
use std::ops::Range;

/// A problem of a compiled pack, before its place in the text is known.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) rule: Option<usize>,
    pub(super) field: &'static [&'static str],
    pub(super) message: String,
    pub(super) help: String,
}

impl Problem {
    pub(super) fn new(field: &'static [&'static str], message: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { rule: None, field, message: message.into(), help: help.into() }
    }

    pub(super) fn in_rule(mut self, at: usize) -> Self {
        self.rule = Some(at);
        self
    }

    pub(super) fn into_error(self, origin: &str, text: &str) -> PackError {
        let span = match self.rule {
            Some(at) => locate_in_rule(text, at, self.field),
            None => locate(text, self.field),
        };
        PackError::new(self.message).help(self.help).at(origin, text, span)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "rule {:?}: {}", self.rule, self.message)
    }
}

/// The span of a value in the text, or of the deepest table on the way that exists.
pub(super) fn locate(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let table = toml::de::DeTable::parse(text).ok()?;
    descend(table.get_ref(), path)
}

fn locate_in_rule(text: &str, at: usize, path: &[&str]) -> Option<Range<usize>> {
    let table = toml::de::DeTable::parse(text).ok()?;
    let rule = table.get_ref().get("rule")?.get_ref().as_array()?.get(at)?;
    descend(rule.get_ref().as_table()?, path).or_else(|| Some(rule.span()))
}

fn descend(table: &toml::de::DeTable<'_>, path: &[&str]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let value = table.get(*first)?;
    match value.get_ref().as_table() {
        Some(inner) if !rest.is_empty() => descend(inner, rest).or_else(|| Some(value.span())),
        _ => Some(value.span()),
    }
}
