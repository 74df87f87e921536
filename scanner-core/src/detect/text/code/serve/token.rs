//! JSON Web Tokens that are made to be valid for ever.

use super::{
    syntax::{Group, LONGEST, declared, is_name},
    {Call, Candidate, Reach, Specificity},
};
use std::ops::Range;

/// The claims stand within so many bytes before they are signed.
const BEFORE: usize = 2000;
pub(in super::super) const REACH: Reach = Reach::bytes(BEFORE, LONGEST);

/// A token that is signed without a time at which it ends.
pub(in super::super) fn without_expiry(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let Some(group) = Group::at(text, hit.end - 1).filter(|group| group.parts.len() >= 2) else { return };
    let script = text[hit.clone()].ends_with(b"sign(");
    if ends(group.bytes()) {
        return;
    }
    if script && group.parts.len() > 2 {
        // Options that are made elsewhere may say when it ends.
        let options = group.part(2);
        let object = group.object(2).filter(|_| options.starts_with(b"{"));
        let callback = options.starts_with(b"(") || options.starts_with(b"function") || options.contains(&b'>');
        if !callback && object.is_none_or(|object| object.has_spread()) {
            return;
        }
    }
    if text[hit.clone()].ends_with(b"NewWithClaims(") {
        // Claims of a type of its own may have it.
        if memchr::memmem::find(group.part(1), b"MapClaims{").is_some() {
            call.claim(Candidate::new(rule, hit.start..hit.end - 1, Specificity::Generic));
        }
        return;
    }
    let inside = hit.start.checked_sub(1).is_some_and(|before| is_name(text[before]));
    let claims = match group.part(0).first() {
        Some(b'{') => group.object(0),
        Some(b'[') => Group::at(text, group.parts[0].start),
        // What is given to a function around it may have anything.
        _ => declared(text, group.part(0), hit.start, BEFORE),
    };
    let Some(claims) = claims.filter(|claims| !claims.has_spread() && !ends(claims.bytes()) && !inside) else { return };
    let name = group.part(0);
    let later = &text[claims.span.end.min(hit.start)..hit.start];
    if is_name(name.first().copied().unwrap_or_default()) && ends(later) {
        return;
    }
    call.claim(Candidate::new(rule, hit.start..hit.end - 1, Specificity::Generic));
}

/// Whether a text says when something ends.
fn ends(text: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(text).to_ascii_lowercase();
    ["expir", "'exp'", "\"exp\"", "exp:", "exp=", ".exp ", "exp :", "exp =", "lifetime", "ttl", "max_age", "maxage"]
        .iter()
        .any(|sign| lower.contains(sign))
}
