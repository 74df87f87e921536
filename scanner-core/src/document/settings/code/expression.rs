//! Expressions that are one literal, bare or wrapped in a call.

use super::{
    literal::{self, Literal},
    lookup,
};
use crate::document::code::Code;

/// Calls that only wrap or hash the literal they are given.
const WRAPPERS: &[&str] = &[
    "SecretStr", "Secret", "Some", "String", "str", "string", "byte", "from", "make", "bcrypt", "hash", "hashSync",
    "hashpw", "hash_password", "make_password", "generate_password_hash", "get_password_hash", "password_hash",
    "HashPassword", "hashPassword", "encode", "valueOf", "URI", "URL", "parse", "of", "Number", "Boolean", "Duration",
    "Path", "HttpUrl", "PostgresDsn", "AnyUrl", "literal", "ref", "Ref", "setOf", "arrayOf", "GetBytes",
    "hmacShaKeyFor", "SymmetricSecurityKey",
];
/// Methods of a literal that leave it what it is.
const METHODS: &[&str] = &[
    "freeze", "encode", "to_s", "to_sym", "toString", "getBytes", "trim", "strip", "lower", "toLowerCase", "into",
    "html_safe", "as_bytes", "as_ref", "Sha256", "Sha512",
];

/// The literal that the tokens of an expression are as a whole.
pub(super) fn whole(source: &Code<'_>, mut from: usize, end: usize) -> Option<Literal> {
    // A cast, as in `(string) 'x'`.
    if source.sign(from) == "("
        && source.behind(from) == from + 3
        && !source.word(from + 1).is_empty()
        && from + 3 < end
    {
        from += 3;
    }
    while matches!(source.word(from), "new" | "await") {
        from += 1;
    }
    let literal = literal::at(source, from).or_else(|| wrapped(source, from)).or_else(|| cast_default(source, from))?;
    is_end(source, literal.end, end).then_some(literal)
}

/// Whether between a literal and the end of its expression there is nothing that makes it another value.
fn is_end(source: &Code<'_>, at: usize, end: usize) -> bool {
    at >= end
        || matches!(source.word(at), "as" | "satisfies")
        || source.sign(at) == "." && METHODS.contains(&source.word(at + 1))
}

/// The first argument of a call that only wraps it.
fn wrapped(source: &Code<'_>, from: usize) -> Option<Literal> {
    let mut at = from;
    while source.sign(at) == "[" && source.behind(at) == at + 2 {
        at += 2;
    }
    while matches!(source.sign(at + 1), "." | "::" | "->") && !source.word(at + 2).is_empty() {
        at += 2;
    }
    if !WRAPPERS.contains(&source.word(at)) || source.sign(at + 1) != "(" || lookup::at(source, from).is_some() {
        return None;
    }
    let close = source.behind(at + 1);
    let literal = literal::at(source, at + 2).filter(|literal| !is_charset(&literal.text))?;
    matches!(source.sign(literal.end), ")" | ",").then_some(Literal { end: close, ..literal })
}

/// `key.encode('utf-8')`: the literal says how, not what.
fn is_charset(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect();
    matches!(
        plain.as_str(),
        "utf8" | "utf16" | "utf16le" | "utf16be" | "ascii" | "latin1" | "iso88591" | "hex" | "base64"
    )
}

/// The default in `(bool, True)`, as Django's environment takes it.
fn cast_default(source: &Code<'_>, from: usize) -> Option<Literal> {
    let pair = source.sign(from) == "(" && !source.word(from + 1).is_empty() && source.sign(from + 2) == ",";
    let literal = literal::at(source, from + 3).filter(|literal| pair && source.sign(literal.end) == ")")?;
    Some(Literal { end: literal.end + 1, ..literal })
}
