//! Classes of Python whose fields are settings, and what these give their fields where nothing else is configured.

use super::literal::{self, Literal};
use crate::{document::code::Code, model::words};
use std::ops::Range;

/// Decorators that make a class's fields arguments, whose values in the class are defaults.
const DECORATORS: [&str; 4] = ["dataclass", "define", "frozen", "attrs"];

/// Whether the class at a token, with these bases, is one of settings whose fields are defaults.
pub(super) fn is_schema(source: &Code<'_>, class: usize, mut bases: Range<usize>) -> bool {
    bases.any(|base| source.word(base).contains("Settings"))
        || is_of_settings(source.word(class + 1)) && is_decorated(source, class)
}

/// `AppConfig`, `JwtSettings`.
fn is_of_settings(name: &str) -> bool {
    let last = words(name.as_bytes()).pop();
    last.is_some_and(|last| matches!(last.as_str(), "config" | "configuration" | "settings" | "conf"))
}

/// Whether `@dataclass` or `@dataclass(frozen=True)` is in the line before a class.
fn is_decorated(source: &Code<'_>, class: usize) -> bool {
    let Some(mut last) = class.checked_sub(1) else { return false };
    if source.sign(last) == ")" {
        let Some(name) = source.tokens[last].pair.checked_sub(1) else { return false };
        last = name;
    }
    let mut first = last;
    while first >= 2 && source.before(first) == "." {
        first -= 2;
    }
    DECORATORS.contains(&source.word(last)) && source.before(first) == "@"
}

/// The first argument of `Field('literal', ...)`, which is the default.
pub(super) fn field_default(source: &Code<'_>, at: usize) -> Option<Literal> {
    let called = source.word(at) == "Field" && source.sign(at + 1) == "(" && source.is_text(at + 2);
    literal::at(source, at + 2).filter(|literal| called && matches!(source.sign(literal.end), ")" | ","))
}
