//! Documentation that FastAPI publishes unless it is told not to.

use super::{
    syntax::{Group, LONGEST, is_name},
    {Call, Candidate, Reach, Specificity},
};
use std::ops::Range;

pub(in super::super) const REACH: Reach = Reach::bytes(1, LONGEST);

/// An application that says nothing of where its documentation is.
pub(in super::super) fn by_default(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let inside = hit.start.checked_sub(1).is_some_and(|before| is_name(text[before]));
    let Some(group) = Group::at(text, hit.end - 1).filter(|_| !inside) else { return };
    let told = ["docsurl", "openapiurl", "redocurl"].iter().any(|key| group.value(key).is_some());
    if !told && !group.has_spread() {
        call.claim(Candidate::new(rule, hit.start..hit.end - 1, Specificity::Generic));
    }
}
