//! Spring Security's protection against forged requests.

use super::{Match, Source, matched};
use std::ops::Range;

/// Bytes behind a keyword that say what is done with it.
const MAX_STATEMENT_BYTES: usize = 80;
/// Bytes on each side that may hold the rest of the chain.
const MAX_CHAIN_BYTES: usize = 6000;

/// It is switched off, and the chain has sessions, or may have.
pub(super) fn csrf_disabled(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let rest = source.behind(hit.end, MAX_STATEMENT_BYTES);
    let statement = &rest[..memchr::memchr2(b';', b'\n', rest).unwrap_or(rest.len())];
    let off = memchr::memmem::find(statement, b"disable")?;
    let chain = [source.before(hit.start, MAX_CHAIN_BYTES), source.behind(hit.start, hit.len() + MAX_CHAIN_BYTES)];
    let stateless = ["STATELESS", "oauth2ResourceServer", "Jwt", "jwt", "JWT", "actuator"];
    // What a chain says of its sessions outweighs a mention of tokens.
    let sessions =
        ["maximumSessions(", "SessionCreationPolicy.IF_REQUIRED", "SessionCreationPolicy.ALWAYS", "formLogin("];
    let has = |signs: &[&str]| {
        let is_in = |sign: &str| chain.iter().any(|part| memchr::memmem::find(part, sign.as_bytes()).is_some());
        signs.iter().any(|sign| is_in(sign))
    };
    let keeps_sessions = !has(&["STATELESS"]) && has(&sessions);
    (keeps_sessions || !has(&stateless)).then(|| matched(rule, hit.start..hit.end + off + b"disable".len()))
}
