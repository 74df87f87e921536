//! Look-ups of the environment or a configuration, and the literals they fall back to.

use super::{
    key::chain,
    literal::{self, Literal},
};
use crate::document::code::{Code, Dialect, Kind, is_link};

/// The tokens between a look-up and the operator of its fallback.
const MAX_FALLBACK_TOKENS: usize = 12;

/// A name that is looked up.
pub(super) struct Lookup {
    /// The token that has the name.
    pub(super) name: usize,
    /// The values that are used if the name has none; several if it is a list.
    pub(super) fallbacks: Vec<Literal>,
}

/// The look-up that starts at a word.
pub(super) fn at(source: &Code<'_>, at: usize) -> Option<Lookup> {
    if source.word(at).is_empty() || is_link(source.before(at)) {
        return None;
    }
    let (end, name) = chain(source, at);
    if let Some(name) = variable(source, at, end, name) {
        return Some(Lookup { name, fallbacks: fallback(source, end).into_iter().collect() });
    }
    call(source, at, end, name)
}

/// The name in `process.env.NAME`, `ENV['NAME']`, `configuration["Name"]`.
fn variable(source: &Code<'_>, at: usize, end: usize, name: usize) -> Option<usize> {
    if name == at || source.sign(end) == "(" {
        return None;
    }
    let first = source.word(at);
    let env =
        matches!((first, source.word(at + 2)), ("process" | "Bun", "env") | ("import", "meta") | ("os", "environ"))
            && name > at + 2;
    let global = matches!(first, "ENV" | "$_ENV" | "$_SERVER" | "environ");
    let owner =
        (at..end).rev().map(|token| source.word(token)).find(|word| !word.is_empty() && *word != source.word(name));
    let configuration = source.is_text(name) && owner.is_some_and(is_configuration);
    (env || global || configuration).then_some(name)
}

/// `getenv("NAME", "literal")` and everything that is called alike.
fn call(source: &Code<'_>, at: usize, end: usize, name: usize) -> Option<Lookup> {
    let open = generics_end(source, end);
    if source.sign(open) != "(" || !source.is_text(open + 1) || !is_name(source.inner_text(open + 1)) {
        return None;
    }
    let owner = name.checked_sub(2).filter(|owner| *owner >= at).map_or("", |owner| source.word(owner));
    if !is_lookup(source.dialect, owner, source.word(name)) {
        return None;
    }
    let close = source.behind(open);
    let mut fallbacks = arguments(source, open + 2, close);
    if fallbacks.is_empty() {
        fallbacks.extend(block(source, close).or_else(|| fallback(source, close)));
    }
    Some(Lookup { name: open + 1, fallbacks })
}

/// Behind the types in `get<string>(`.
fn generics_end(source: &Code<'_>, at: usize) -> usize {
    if source.sign(at) != "<" {
        return at;
    }
    (at + 1..at + 6).find(|token| source.sign(*token) == ">").map_or(at, |close| close + 1)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte))
}

fn is_lookup(dialect: &Dialect, owner: &str, method: &str) -> bool {
    let method = method.to_ascii_lowercase();
    let gets = [
        "get", "fetch", "str", "string", "bool", "boolean", "int", "integer", "float", "list", "url", "value", "json",
        "dict", "number", "required", "optional",
    ];
    let plain = method.trim_start_matches("get").trim_start_matches("_");
    match &*method {
        "getproperty" | "secret" if !owner.is_empty() => true,
        "config" => dialect.config_call,
        _ if method.contains("env") => {
            let other = ["set", "check", "validate", "assert", "has", "is"].iter().any(|verb| method.starts_with(verb));
            !other && !method.contains("setenv") && !method.contains("putenv")
        }
        _ => {
            is_configuration(owner) && (gets.contains(&&*method) || gets.contains(&plain) || method.starts_with("get"))
        }
    }
}

fn is_configuration(owner: &str) -> bool {
    let owner = owner.to_ascii_lowercase();
    owner.ends_with("env")
        || owner.contains("environ")
        || owner.contains("config")
        || owner == "settings"
        || owner == "viper"
}

/// The second argument, or the one that is named `default`.
fn arguments(source: &Code<'_>, at: usize, close: usize) -> Vec<Literal> {
    if source.sign(at) != "," {
        return Vec::new();
    }
    let named = (at + 1..close.min(at + 60)).find(|token| {
        matches!(source.word(*token), "default" | "defaultValue" | "default_value" | "fallback")
            && matches!(source.sign(token + 1), "=" | ":")
    });
    let value = named.map_or(at + 1, |named| named + 2);
    if source.sign(value) == "[" {
        let items = (value + 1..source.behind(value)).filter(|item| source.is_text(*item));
        return items.filter_map(|item| literal::at(source, item)).collect();
    }
    let ends = |literal: &Literal| matches!(source.sign(literal.end), ")" | "," | "}");
    literal::at(source, value).filter(ends).into_iter().collect()
}

/// `ENV.fetch('NAME') { 'literal' }`.
fn block(source: &Code<'_>, at: usize) -> Option<Literal> {
    if !source.dialect.block_fallback || source.sign(at) != "{" {
        return None;
    }
    literal::at(source, at + 1).filter(|literal| source.sign(literal.end) == "}")
}

/// The literal in `... || 'literal'`, `?? 'literal'`, `or 'literal'`, `.orElse('literal')`, where `at` is the token
/// behind the look-up. Brackets that close in between belong to conversions around the look-up.
fn fallback(source: &Code<'_>, at: usize) -> Option<Literal> {
    let mut here = at;
    while here < at + MAX_FALLBACK_TOKENS {
        let sign = source.sign(here);
        let operator = matches!(sign, "||" | "??" | "?:" | "or" | "||=" | "??=");
        let method = is_link(sign)
            && matches!(source.word(here + 1), "orElse" | "unwrap_or" | "getOrElse" | "default" | "presence");
        if operator {
            return literal::at(source, here + 1).filter(|literal| ends(source, literal.end));
        }
        here = match (sign, source.kind(here)?) {
            _ if method && source.sign(here + 2) == "(" => return literal::at(source, here + 3),
            (")" | "]" | "!", _) => here + 1,
            ("as", _) => types_end(source, here + 1),
            (",", _) if source.kind(here + 1) == Some(Kind::Number) => here + 2,
            _ if is_link(sign) && !source.word(here + 1).is_empty() => match source.sign(here + 2) {
                "(" => source.behind(here + 2),
                _ => here + 2,
            },
            _ => return None,
        };
    }
    None
}

/// Behind `string | 'a' | undefined`.
fn types_end(source: &Code<'_>, mut at: usize) -> usize {
    let limit = at + MAX_FALLBACK_TOKENS;
    while at < limit && (!source.word(at).is_empty() || source.is_text(at) || matches!(source.sign(at), "|" | ".")) {
        at += 1;
    }
    at
}

/// Whether nothing is done with a literal that makes it another value.
pub(super) fn ends(source: &Code<'_>, at: usize) -> bool {
    !matches!(source.sign(at), "+" | "?" | "(" | "[" | "->" | "::")
}
