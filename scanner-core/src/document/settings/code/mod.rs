//! Settings in source code: keys it gives literals to, and literals it falls back to.
//!
//! There is no grammar of a language here. A few forms are recognised among the tokens wherever they are: a key and its
//! value, a look-up and its fallback, a condition on the environment. Anything else is passed over.

mod argument;
mod by_name;
mod condition;
mod conditions;
mod emit;
mod expression;
mod key;
mod literal;
mod lookup;
mod schema;
mod walk;
mod wanted;

use super::collect::Collector;
use crate::{
    document::{ParsedFile, code::Dialect},
    model::{Environment, WordUse, words},
};
use std::ops::Range;
pub(super) use wanted::is_wanted;

/// The environment that a class of settings is for by its name: `ProductionConfig`, `DevSettings`, `Prod`.
pub(crate) fn class_environment(name: &str) -> Option<Environment> {
    let words = words(name.as_bytes());
    let is_of_settings = |word: &String| {
        matches!(word.as_str(), "config" | "configuration" | "conf" | "settings" | "setting" | "environment" | "env")
    };
    if words.len() > 1 && !words.iter().any(is_of_settings) {
        return None;
    }
    words.iter().find_map(|word| Environment::named(word, WordUse::Path))
}

/// Reads the Ruby in `<%= ... %>` of a part of a text, under a path.
pub(super) fn embedded_ruby(collector: &mut Collector<'_>, range: Range<usize>, path: &str) {
    let text = collector.text();
    let Some(start) = text[range.clone()].find("<%").map(|at| range.start + at + 2) else { return };
    let end = text[start..range.end].find("%>").map_or(range.end, |length| start + length);
    if let Some(ruby) = Dialect::for_path(".rb") {
        walk::part(ruby, start..end, path, collector);
    }
}

/// Reads the settings of a file that is wanted.
pub(super) fn settings<'a>(path: &str, file: &'a ParsedFile<'_>, collector: &mut Collector<'a>) {
    walk::settings(path, &file.code(), collector);
}
