//! Counts parses in tests, which hold that no file of a scan is parsed twice in one syntax.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{LazyLock, Mutex, PoisonError},
};

/// The number of times that each text was parsed in each syntax, by the text's hash.
static PARSES: LazyLock<Mutex<HashMap<(u64, &'static str), usize>>> = LazyLock::new(Mutex::default);

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Notes that a text is parsed.
pub(super) fn note(syntax: &'static str, text: &str) {
    *PARSES.lock().unwrap_or_else(PoisonError::into_inner).entry((hash(text), syntax)).or_default() += 1;
}

/// The syntaxes that a text was parsed in, each with how often; sorted.
pub(crate) fn of_text(text: &str) -> Vec<(&'static str, usize)> {
    let parses = PARSES.lock().unwrap_or_else(PoisonError::into_inner);
    let own = parses.iter().filter(|((known, _), _)| *known == hash(text));
    let mut own: Vec<(&str, usize)> = own.map(|((_, syntax), count)| (*syntax, *count)).collect();
    own.sort_unstable();
    own
}
