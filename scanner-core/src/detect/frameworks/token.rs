//! JSON Web Tokens that are made to be valid for ever.

use super::{
    Match, Source, matched,
    source::{is_name, lower},
};
use crate::document::code::Group;
use std::ops::Range;

/// Bytes before a signature in which its claims may be made.
const LOOKBACK_BYTES: usize = 2000;

/// A token that is signed without a time at which it ends.
pub(super) fn without_expiry(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let called = &source.bytes()[hit.clone()];
    let takes_claims = called.ends_with(b"NewWithClaims(");
    if !takes_claims && source.is_inside_name(hit.start) {
        return None;
    }
    let group = source.code().group_at(hit.end - 1).filter(|group| group.len() >= 2)?;
    if ends(group.text().as_bytes()) || called.ends_with(b"sign(") && has_unknown_options(&group) {
        return None;
    }
    // Claims of a type of its own may say when they end.
    let never_ends = match takes_claims {
        true => group.part(1).contains("MapClaims{"),
        false => are_claims_endless(&group, hit.start, source),
    };
    never_ends.then(|| matched(rule, hit.start..hit.end - 1))
}

/// Options that are made elsewhere may say when it ends.
fn has_unknown_options(group: &Group<'_, '_>) -> bool {
    let options = group.part(2);
    let callback = options.starts_with('(') || options.starts_with("function") || options.contains('>');
    let object = group.object(2).filter(|_| options.starts_with('{'));
    group.len() > 2 && !callback && object.is_none_or(|object| object.has_spread())
}

/// Whether the claims are known and do not end.
fn are_claims_endless(group: &Group<'_, '_>, place: usize, source: &Source<'_>) -> bool {
    let name = group.part(0);
    let claims = match name.bytes().next() {
        Some(b'{' | b'[') => group.inner(0),
        // What is given to a function around it may have anything.
        _ => source.code().declared(name, place, LOOKBACK_BYTES),
    };
    let Some(claims) = claims.filter(|claims| !claims.has_spread() && !ends(claims.text().as_bytes())) else {
        return false;
    };
    let later = &source.bytes()[claims.span().end.min(place)..place];
    !(name.bytes().next().is_some_and(is_name) && ends(later))
}

/// Whether a text says when something ends.
fn ends(text: &[u8]) -> bool {
    let lower = lower(text);
    ["expir", "'exp'", "\"exp\"", "exp:", "exp=", ".exp ", "exp :", "exp =", "lifetime", "ttl", "max_age", "maxage"]
        .iter()
        .any(|sign| lower.contains(sign))
}
