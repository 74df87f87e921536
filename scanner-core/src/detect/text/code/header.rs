//! HTTP authentication (RFC 7617, RFC 6750) in headers and command lines.

use super::{Call, Match, Reach, Specificity};
use crate::value::{ValueKind, classify, decode_base64, is_guessable};
use std::ops::Range;

/// A credential in a header has at most this many bytes.
const MAX_CREDENTIAL_BYTES: usize = 4096;
/// The reach of these detectors.
pub(super) const REACH: Reach = Reach::bytes(8, MAX_CREDENTIAL_BYTES + 64);

/// `Basic` and base64 of `user:password`.
pub(super) fn basic(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let Some(value) = word_behind(call.text, hit.end, 8) else { return };
    let Some(decoded) = decode_base64(&call.text[value.clone()]) else { return };
    let Some(colon) = memchr::memchr(b':', &decoded) else { return };
    let printable = decoded.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte >= 0x80)
        && std::str::from_utf8(&decoded).is_ok();
    let password = &decoded[colon + 1..];
    let credible = matches!(classify(password), ValueKind::Password | ValueKind::Random | ValueKind::Uuid)
        && !is_guessable(password);
    if !printable || !credible {
        return;
    }
    add(rule, value, call);
}

/// `Bearer` and a random token.
pub(super) fn bearer(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let Some(value) = word_behind(call.text, hit.end, 16) else { return };
    let bytes = &call.text[value.clone()];
    if classify(bytes) == ValueKind::Random && bytes.iter().any(u8::is_ascii_digit) {
        add(rule, value, call);
    }
}

/// `curl -u user:password`.
pub(super) fn curl_user(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    // The blank behind the command is the one before its first option.
    let base = hit.end.saturating_sub(1);
    let line = &call.text[base..(base + 600).min(call.text.len())];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    let flags: [&[u8]; 4] = [b" -u ", b" --user ", b" --user=", b" -u"];
    let Some(start) = flags.iter().find_map(|flag| memchr::memmem::find(line, flag).map(|at| at + flag.len())) else {
        return;
    };
    let quote = line.get(start).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let start = start + usize::from(quote.is_some());
    let ends = |byte: &u8| quote.map_or_else(|| byte.is_ascii_whitespace(), |quote| *byte == quote);
    let end = line[start..].iter().position(ends).map_or(line.len(), |length| start + length);
    let Some(colon) = memchr::memchr(b':', &line[start..end]) else { return };
    let value = base + start + colon + 1..base + end;
    if value.len() >= 4
        && matches!(classify(&call.text[value.clone()]), ValueKind::Password | ValueKind::Random | ValueKind::Uuid)
    {
        add(rule, value, call);
    }
}

fn add(rule: usize, value: Range<usize>, call: &mut Call<'_>) {
    call.add(Match::new(rule, value, Specificity::Kind));
}

/// The word behind a scheme's name, past one separator; at least `shortest` bytes of what tokens are made of.
fn word_behind(text: &[u8], at: usize, shortest: usize) -> Option<Range<usize>> {
    let rest = &text[at..(at + MAX_CREDENTIAL_BYTES).min(text.len())];
    let gap = rest.iter().take_while(|byte| b" \t:\"'+=".contains(byte)).count();
    let length =
        rest[gap..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte)).count();
    let value = at + gap..at + gap + length;
    let value = value.start..value.end - text[value.clone()].iter().rev().take_while(|byte| **byte == b'.').count();
    (gap <= 4 && value.len() >= shortest).then_some(value)
}
