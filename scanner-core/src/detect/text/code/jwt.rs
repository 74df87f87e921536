//! JSON Web Tokens (RFC 7519), decoded.

use super::{Call, Match, Reach, Specificity};
use crate::{
    model::{Confidence, Lowered, Severity},
    value::{ValueKind, classify, decode_base64},
};
use serde_json::Value;
use std::ops::Range;

/// A token of at most this many bytes.
const MAX_TOKEN_BYTES: usize = 8192;
/// A token that is valid for no longer is dead soon after it was committed.
const MAX_BRIEF_SECONDS: u64 = 7 * 24 * 3600;
/// The reach of these detectors.
pub(super) const REACH: Reach = Reach::bytes(2, MAX_TOKEN_BYTES + 64);

struct Token {
    span: Range<usize>,
    algorithm: String,
    claims: Value,
    signed: bool,
}

/// A signed token.
pub(super) fn token(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let Some(token) = read(call.text, hit.start) else { return };
    if !token.signed
        || token.algorithm.eq_ignore_ascii_case("none")
        || is_public(&token.claims)
        || is_sample(&token.claims)
    {
        return;
    }
    let mut found = Match::new(rule, token.span, Specificity::Kind);
    if lifetime_seconds(&token.claims).is_some_and(|seconds| seconds <= MAX_BRIEF_SECONDS) {
        found.at_most(Severity::Medium, Lowered::Value);
    }
    found.message = token
        .claims
        .get("iss")
        .and_then(Value::as_str)
        .filter(|issuer| is_plain(issuer))
        .map(|issuer| format!("JSON Web Token issued by {issuer}"));
    call.add(found);
}

/// A token with `alg: none`, which anyone can make.
pub(super) fn unsigned(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let Some(token) = read(call.text, hit.start) else { return };
    if token.algorithm.eq_ignore_ascii_case("none") {
        call.add(Match::new(rule, token.span, Specificity::Format));
    }
}

/// Supabase's key that passes by row level security.
pub(super) fn supabase_service_role(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let Some(token) = read(call.text, hit.start) else { return };
    if token.signed && role(&token.claims) == Some("service_role") {
        let mut found = Match::new(rule, token.span, Specificity::Proved);
        found.confidence(Confidence::High);
        call.add(found);
    }
}

fn role(claims: &Value) -> Option<&str> {
    claims.get("role").and_then(Value::as_str)
}

/// Supabase's `anon` key is made to be shipped to browsers.
fn is_public(claims: &Value) -> bool {
    matches!(role(claims), Some("anon" | "service_role")) && claims.get("ref").or_else(|| claims.get("iss")).is_some()
}

/// The time for which a token is valid, if it says (RFC 7519, sections 4.1.4 to 4.1.6).
fn lifetime_seconds(claims: &Value) -> Option<u64> {
    let time = |claim: &str| claims.get(claim).and_then(Value::as_u64);
    time("exp")?.checked_sub(time("iat").or_else(|| time("nbf"))?)
}

/// The claims of the token that tutorials show.
fn is_sample(claims: &Value) -> bool {
    claims.get("sub").and_then(Value::as_str) == Some("1234567890")
}

fn is_plain(issuer: &str) -> bool {
    issuer.len() <= 80
        && issuer.chars().all(|c| c.is_ascii_alphanumeric() || "-._:/".contains(c))
        && classify(issuer.as_bytes()) != ValueKind::Random
}

/// The token that starts at `start`, if its header and claims are JSON objects.
fn read(text: &[u8], start: usize) -> Option<Token> {
    if start > 0 && (is_segment(text[start - 1]) || text[start - 1] == b'.') {
        return None;
    }
    let body = &text[start..(start + MAX_TOKEN_BYTES).min(text.len())];
    let length = body.iter().take_while(|byte| is_segment(**byte) || **byte == b'.').count();
    let mut segments = body[..length].split(|byte| *byte == b'.');
    let (header, claims, signature) = (segments.next()?, segments.next()?, segments.next().unwrap_or_default());
    let header: Value = serde_json::from_slice(&decode_base64(header)?).ok()?;
    let claims_json: Value = serde_json::from_slice(&decode_base64(claims)?).ok()?;
    let algorithm = header.get("alg")?.as_str()?.to_owned();
    let end =
        memchr::memchr(b'.', body)? + 1 + claims.len() + if signature.is_empty() { 0 } else { 1 + signature.len() };
    claims_json.is_object().then_some(Token {
        span: start..start + end,
        algorithm,
        claims: claims_json,
        signed: signature.len() >= 20,
    })
}

fn is_segment(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}
