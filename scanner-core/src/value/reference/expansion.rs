//! Expressions that look a name up and may hold a literal for the case that it is missing: `${NAME:-literal}`.

use crate::model::braced;
use std::ops::Range;

/// What `${...}` looks up, and the literal it falls back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// The name that is looked up.
    pub name: Range<usize>,
    /// The literal behind its operator, if it has one.
    pub default: Option<Range<usize>>,
    /// The end of the expression.
    pub end: usize,
}

/// The meaning of a colon behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// `${NAME:literal}`, as Spring, Quarkus, Micronaut and Logstash write a default, except behind a resolver.
    Default,
    /// None by itself, as in shells and Compose.
    Nothing,
}

/// Words before a colon that say where to look: what follows is a name, a path or a key.
///
/// Serverless, OpenTelemetry Collector, Kafka Connect and Strimzi, Log4j, Hydra and OmegaConf, Apache Commons Text, WildFly,
/// Spring Cloud.
const RESOLVERS: &[&str] = &[
    "aws", "azurekv", "base64Decoder", "base64Encoder", "bundle", "cf", "configmaps", "const", "consul", "ctx", "date",
    "dir", "directory", "dns", "docker", "doppler", "env", "file", "gcp", "git", "googlesecretmanager", "http",
    "https", "infisical", "java", "jndi", "k8s", "keyvault", "kubernetes", "localhost", "lookup", "lower", "main",
    "map", "marker", "oc.create", "oc.decode", "oc.dict.keys", "oc.dict.values", "oc.env", "oc.select", "op", "opt",
    "output", "param", "properties", "resourceBundle", "s3", "script", "sd", "secrets", "secretsManager",
    "secretsmanager", "securepass", "self", "sls", "sm", "spring", "ssm", "ssmps", "strToBool", "sys", "terraform",
    "upper", "url", "urlDecoder", "urlEncoder", "vault", "web", "xml", "yaml",
];

/// Reads the expression whose `${` is at `at`.
///
/// ```
/// use gonogo_core::value::{Colon, expansion};
/// let default = |text: &'static str, colon| expansion(text, 0, colon)?.default.map(|range| &text[range]);
/// assert_eq!(default("${DB_PASSWORD:-hunter2}", Colon::Nothing), Some("hunter2"));
/// assert_eq!(default("${db.password:hunter2}", Colon::Default), Some("hunter2"));
/// assert_eq!(default("${env:DB_PASSWORD, 'hunter2'}", Colon::Default), Some("hunter2"));
/// assert_eq!(default("${ssm:/shop/db-password}", Colon::Default), None);
/// ```
pub fn expansion(text: &str, at: usize, colon: Colon) -> Option<Expansion> {
    let (inner, closed) = braced(text.get(at + 1..).filter(|_| text[at..].starts_with("${"))?)?;
    let start = at + 2;
    let looked_up = resolved(inner).unwrap_or_else(|| 0..name_length(inner, colon));
    let behind = &inner[looked_up.end..];
    let is_resolved = looked_up.start > 0;
    let default = operator(behind, colon, is_resolved).map(|length| {
        let literal = looked_up.end + length..inner.len();
        unquoted(inner, literal)
    });
    let place = |range: Range<usize>| start + range.start..start + range.end;
    let name = place(looked_up);
    (!name.is_empty()).then_some(Expansion { name, default: default.map(place), end: at + 1 + closed })
}

/// The length of a name of a variable or a property.
fn name_length(inner: &str, colon: Colon) -> usize {
    let length = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c))).unwrap_or(inner.len());
    // In `${NAME-literal}` the dash is the operator; names of properties have dashes in them and no capitals.
    let is_variable = |name: &str| !name.bytes().any(|byte| byte.is_ascii_lowercase() || byte == b'.');
    match inner[..length].find('-') {
        Some(dash) if colon == Colon::Nothing || is_variable(&inner[..dash]) || length == inner.len() => dash,
        _ => length,
    }
}

/// The name behind a resolver.
fn resolved(inner: &str) -> Option<Range<usize>> {
    let colon = inner.find(':')?;
    RESOLVERS.contains(&&inner[..colon]).then_some(())?;
    let rest = &inner[colon + 1..];
    let length = [",", ":-"].iter().filter_map(|operator| rest.find(operator)).min().unwrap_or(rest.len());
    Some(colon + 1..colon + 1 + length)
}

/// The length of the operator that a default follows.
fn operator(behind: &str, colon: Colon, is_resolved: bool) -> Option<usize> {
    if is_resolved {
        let comma = || behind.strip_prefix(',').map(|rest| 1 + rest.len() - rest.trim_start().len());
        return if behind.starts_with(":-") { Some(2) } else { comma() };
    }
    let shell = [":-", ":=", "-"].into_iter().find(|operator| behind.starts_with(operator)).map(str::len);
    let is_default = colon == Colon::Default
        && behind.starts_with(':')
        && ![":?", ":+", "://"].iter().any(|other| behind.starts_with(other));
    shell.or(is_default.then_some(1))
}

/// The text between quotes, if it is in quotes.
fn unquoted(inner: &str, literal: Range<usize>) -> Range<usize> {
    let text = &inner[literal.clone()];
    let quoted = ['"', '\'', '`'].iter().any(|quote| {
        text.len() >= 2
            && text.starts_with(*quote)
            && text.ends_with(*quote)
            && !text[1..text.len() - 1].contains(*quote)
    });
    if quoted { literal.start + 1..literal.end - 1 } else { literal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_and_what_replaces_it() {
        for (text, colon, expected) in [
            ("${A}", Colon::Nothing, Some(("A", None))),
            ("${A-x}", Colon::Nothing, Some(("A", Some("x")))),
            ("${A:-x}", Colon::Nothing, Some(("A", Some("x")))),
            ("${A:=x}", Colon::Nothing, Some(("A", Some("x")))),
            ("${A:?x}", Colon::Default, Some(("A", None))),
            ("${A:+x}", Colon::Default, Some(("A", None))),
            ("${A:x}", Colon::Nothing, Some(("A", None))),
            ("${A:x}", Colon::Default, Some(("A", Some("x")))),
            ("${db.pass-word:x-y}", Colon::Default, Some(("db.pass-word", Some("x-y")))),
            ("${sm://name}", Colon::Default, Some(("//name", None))),
            ("${env:A}", Colon::Default, Some(("A", None))),
            ("${env:A:-x}", Colon::Nothing, Some(("A", Some("x")))),
            ("${env:A, \"x\"}", Colon::Default, Some(("A", Some("x")))),
            ("${oc.env:A,x}", Colon::Default, Some(("A", Some("x")))),
            ("${file:/opt/a.properties:b.c}", Colon::Default, Some(("/opt/a.properties:b.c", None))),
            ("${file(./a.yml):b}", Colon::Default, Some(("file", None))),
            ("${:-x}", Colon::Nothing, None),
            ("${A:-open", Colon::Nothing, None),
            ("$A", Colon::Nothing, None),
        ] {
            let found = expansion(text, 0, colon);
            let shown = found.map(|found| (&text[found.name], found.default.map(|range| &text[range])));
            assert_eq!(shown, expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn stays_inside(text in "[$]?[{]?[a-z:,'\"{}$é-]{0,40}", at in 0..40usize) {
            if text.is_char_boundary(at.min(text.len()))
                && let Some(found) = expansion(&text, at.min(text.len()), Colon::Default)
            {
                proptest::prop_assert!(text.get(found.name).is_some() && found.end <= text.len());
                proptest::prop_assert!(found.default.is_none_or(|range| text.get(range).is_some()));
            }
        }
    }
}
