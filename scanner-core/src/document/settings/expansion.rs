//! Literals that replace a variable that is not set: `${NAME:-literal}`, `${NAME:literal}`.

use crate::{
    document::setting::Syntax,
    value::{Colon, expansion},
};
use std::ops::Range;

/// A value has at most this many of them; more are not read.
const MAX_DEFAULTS: usize = 100;
/// Longer texts are no literals.
const MAX_LITERAL_BYTES: usize = 4096;

/// A variable and its literal.
pub(super) struct Default {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    /// Whether the value is nothing else.
    pub(super) whole: bool,
}

/// All defaults in a value, those inside of others too.
pub(super) fn defaults(text: &str, range: Range<usize>, syntax: Syntax) -> Vec<Default> {
    // An expression in a template of HCL has no default.
    let Some(raw) = text.get(range.clone()).filter(|_| syntax != Syntax::Tfvars) else { return Vec::new() };
    let starts = memchr::memmem::find_iter(raw.as_bytes(), b"${").map(|at| range.start + at).take(MAX_DEFAULTS);
    starts.filter_map(|at| default(text, at, &range, syntax)).collect()
}

fn default(text: &str, at: usize, range: &Range<usize>, syntax: Syntax) -> Option<Default> {
    let colon = if has_colon_defaults(syntax) { Colon::Default } else { Colon::Nothing };
    let found = expansion(&text[..range.end], at, colon)?;
    let value = found.default.filter(|value| value.len() < MAX_LITERAL_BYTES)?;
    Some(Default { name: found.name, value, whole: at == range.start && found.end == range.end })
}

/// Whether `${NAME:literal}` has this meaning, as it has for Spring and others, and is no substring.
fn has_colon_defaults(syntax: Syntax) -> bool {
    matches!(
        syntax,
        Syntax::Yaml
            | Syntax::Properties
            | Syntax::Ini
            | Syntax::Toml
            | Syntax::Json
            | Syntax::ConfigMap
            | Syntax::Fallback
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_to_write_a_default() {
        for (text, syntax, expected) in [
            ("${A:-x}", Syntax::Dotenv, vec![("A", "x", true)]),
            ("${A-x}", Syntax::Shell, vec![("A", "x", true)]),
            ("${A:=x}", Syntax::Shell, vec![("A", "x", true)]),
            ("${A:?x}${B:+x}${C}$D", Syntax::Shell, vec![]),
            ("p://${U:-u}:${P:-a{b}c}@h", Syntax::ComposeEnvironment, vec![("U", "u", false), ("P", "a{b}c", false)]),
            ("${A:-${B:-x}}", Syntax::Dotenv, vec![("A", "${B:-x}", true), ("B", "x", false)]),
            ("${app.key:x}", Syntax::Yaml, vec![("app.key", "x", true)]),
            ("${env:A}", Syntax::Yaml, vec![]),
            ("${env:A:-x}", Syntax::Yaml, vec![("A", "x", true)]),
            ("${ssm:/a/b}", Syntax::Yaml, vec![]),
            ("${file:/a/b:c}", Syntax::Properties, vec![]),
            ("${A:0:8}", Syntax::Shell, vec![]),
            ("${A:-}", Syntax::Shell, vec![("A", "", true)]),
            ("${A:-open", Syntax::Shell, vec![]),
        ] {
            let found = defaults(text, 0..text.len(), syntax);
            let found: Vec<_> = found.into_iter().map(|d| (&text[d.name], &text[d.value], d.whole)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
