//! Settings in classes of Python: a class for production replaces what it sets of the classes that it inherits from.
//!
//! ```python
//! class Config:
//!     DEBUG = True
//! class ProductionConfig(Config):
//!     DEBUG = False
//! ```

use super::keys::Keys;
use crate::{document::class_environment, model::Environment};
use std::collections::{BTreeSet, HashMap};

/// Ancestors are followed over this many steps.
const MAX_ANCESTORS: usize = 8;

/// A class and what it sets.
struct Class<'t> {
    name: &'t str,
    bases: Vec<&'t str>,
    keys: Vec<&'t str>,
}

/// The keys of base classes that classes for production replace, each behind the name of its class.
pub(super) fn replaced(path: &str, text: &str) -> Option<Keys> {
    if !path.ends_with(".py") || !has_class_for_production(text) {
        return None;
    }
    let classes = classes(text);
    let by_name: HashMap<&str, &Class<'_>> = classes.iter().map(|class| (class.name, class)).collect();
    let mut keys = Vec::new();
    for class in classes.iter().filter(|class| is_for_production(class)) {
        for base in ancestors(class, &by_name) {
            keys.extend(class.keys.iter().map(|key| format!("{base}.{key}")));
        }
    }
    (!keys.is_empty()).then(|| Keys::of_whole(keys.iter().map(String::as_str)))
}

/// Most modules have none, so that their lines need not be read.
fn has_class_for_production(text: &str) -> bool {
    let starts = memchr::memmem::find_iter(text.as_bytes(), b"\nclass ").map(|at| at + 1);
    let first = text.starts_with("class ").then_some(0);
    let declared = |at: usize| declared(text[at..].lines().next()?.strip_prefix("class ")?);
    starts.chain(first).filter_map(declared).any(|class| is_for_production(&class))
}

fn is_for_production(class: &Class<'_>) -> bool {
    class_environment(class.name) == Some(Environment::Production)
}

fn ancestors<'t>(class: &Class<'t>, by_name: &HashMap<&str, &Class<'t>>) -> BTreeSet<&'t str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open = class.bases.clone();
    for _ in 0..MAX_ANCESTORS {
        let next = open.iter().filter(|base| found.insert(base)).filter_map(|base| by_name.get(base));
        open = next.flat_map(|class| class.bases.iter().copied()).collect();
    }
    found
}

fn classes(text: &str) -> Vec<Class<'_>> {
    let mut classes: Vec<Class<'_>> = Vec::new();
    let mut is_inside = false;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        if let Some(class) = line.strip_prefix("class ").and_then(declared) {
            classes.push(class);
            is_inside = true;
        } else if !line.starts_with([' ', '\t']) {
            is_inside = false;
        } else if let Some(class) = classes.last_mut().filter(|_| is_inside) {
            class.keys.extend(assigned(line));
        }
    }
    classes
}

/// `Name(Base, module.Other):`
fn declared(rest: &str) -> Option<Class<'_>> {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let list = rest[end..].trim_start().strip_prefix('(').and_then(|list| list.split_once(')'));
    let bases = list.map_or("", |(list, _)| list).split(',');
    let bases = bases.map(|base| base.trim().rsplit('.').next().unwrap_or_default()).filter(|base| !base.is_empty());
    Some(Class { name: &rest[..end], bases: bases.collect(), keys: Vec::new() })
}

/// The name that a line of a class gives a value: `NAME = value`, `NAME: type = value`.
fn assigned(line: &str) -> Option<&str> {
    let (target, value) = line.split_once('=')?;
    let name = target.split(':').next()?.trim();
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && !value.starts_with('=')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_for_production() {
        let text = "class Base(object):\n    A = 1\n    B = 2\nclass Config(Base):\n    C = 3\n\nclass ProductionConfig(Config):\n    A = env('A')\n    C: int = 4\nclass DevConfig(Config):\n    B = 5\n";
        let keys = replaced("config.py", text).expect("a class for production");
        for (path, expected) in [
            ("Base.A", true),
            ("Config.C", true),
            ("Base.B", false),
            ("ProductionConfig.A", false),
            ("DevConfig.B", false),
        ] {
            assert_eq!(keys.replace(path), expected, "{path}");
        }
        assert!(replaced("config.py", "class Config:\n    A = 1\n").is_none());
    }
}
