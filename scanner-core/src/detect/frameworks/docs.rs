//! Documentation of an API that everybody can read.

use super::{Match, Source, matched};
use std::ops::Range;

/// Documentation is mounted: a call, not an import or a mock.
pub(super) fn always_mounted(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    (source.bytes().get(hit.end) == Some(&b'(')).then(|| matched(rule, hit))
}

/// An application of FastAPI, which publishes its documentation unless options say otherwise.
pub(super) fn by_default(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    if source.is_inside_name(hit.start) {
        return None;
    }
    let group = source.code().group_at(hit.end - 1)?;
    let given = ["docsurl", "openapiurl", "redocurl"].iter().any(|key| group.value(key).is_some());
    (!given && !group.has_spread()).then(|| matched(rule, hit.start..hit.end - 1))
}
