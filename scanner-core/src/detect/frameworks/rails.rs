//! Protection against forged requests in Rails.

use super::{Match, Source, matched, source::lower};
use std::ops::Range;

/// Bytes before a line in which its class is named.
const LOOKBACK_BYTES: usize = 1000;
/// Bytes of a line before a keyword.
const MAX_LINE_BYTES: usize = 80;
/// Such a controller is called by programs, which send no cookies of somebody else.
const MACHINES: [&str; 9] =
    ["api", "webhook", "hooks", "callback", "graphql", "inbound", "saml", "omniauth", "null_session"];

/// A controller for people that leaves the check out.
pub(super) fn csrf_skipped(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let line = source.before(hit.start, MAX_LINE_BYTES).rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let (before, path) = (lower(source.before(hit.start, LOOKBACK_BYTES)), source.path.to_ascii_lowercase());
    let is_for_machines = MACHINES.iter().any(|word| before.contains(word) || path.contains(word));
    (line.trim_ascii_start().starts_with(b"skip_before_action") && !is_for_machines).then(|| matched(rule, hit))
}
