//! Spring Security's protection against forged requests.

use super::{Call, Candidate, Reach, Specificity};
use std::ops::Range;

/// What is done with it stands within so many bytes.
const AFTER: usize = 80;
/// The rest of the chain stands within so many on each side.
const CHAIN: usize = 6000;
pub(in super::super) const REACH: Reach = Reach::bytes(CHAIN, CHAIN);

/// It is switched off, and the chain has sessions, or may have.
pub(in super::super) fn csrf_disabled(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let rest = &text[hit.end..text.len().min(hit.end + AFTER)];
    let statement = &rest[..memchr::memchr2(b';', b'\n', rest).unwrap_or(rest.len())];
    let Some(off) = memchr::memmem::find(statement, b"disable") else { return };
    let chain = &text[hit.start.saturating_sub(CHAIN)..text.len().min(hit.end + CHAIN)];
    let stateless = ["STATELESS", "oauth2ResourceServer", "Jwt", "jwt", "JWT", "actuator"];
    if stateless.iter().any(|sign| memchr::memmem::find(chain, sign.as_bytes()).is_some()) {
        return;
    }
    call.claim(Candidate::new(rule, hit.start..hit.end + off + b"disable".len(), Specificity::Generic));
}
