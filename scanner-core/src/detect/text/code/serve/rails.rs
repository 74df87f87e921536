//! Protection against forged requests in Rails.

use super::{Call, Candidate, Reach, Specificity};
use std::ops::Range;

/// The class that a line is in is named within so many bytes before it.
const BEFORE: usize = 1000;
/// Such a controller is called by programs, which send no cookies of somebody else.
const MACHINES: [&str; 9] =
    ["api", "webhook", "hooks", "callback", "graphql", "inbound", "saml", "omniauth", "null_session"];
pub(in super::super) const REACH: Reach = Reach::bytes(BEFORE, 80);

/// A controller for people that leaves the check out.
pub(in super::super) fn csrf_skipped(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let line = memchr::memrchr(b'\n', &text[hit.start.saturating_sub(80)..hit.start])
        .map_or(hit.start.saturating_sub(80), |newline| hit.start.saturating_sub(80) + newline + 1);
    let skips = text[line..hit.start].trim_ascii_start().starts_with(b"skip_before_action");
    let before = String::from_utf8_lossy(&text[hit.start.saturating_sub(BEFORE)..hit.start]).to_ascii_lowercase();
    let path = call.path.to_ascii_lowercase();
    if !skips || MACHINES.iter().any(|word| before.contains(word) || path.contains(word)) {
        return;
    }
    call.claim(Candidate::new(rule, hit, Specificity::Generic));
}
