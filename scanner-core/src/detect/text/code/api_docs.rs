//! Documentation of an API that source code mounts whatever the environment.

use super::{Call, Candidate, Reach, Specificity};
use std::ops::Range;

pub(super) const REACH: Reach = Reach::bytes(0, 1);

/// A call, not an import or a mock. Conditions on the environment are looked at for all rules on code.
pub(super) fn always_mounted(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    if call.text.get(hit.end) == Some(&b'(') {
        call.claim(Candidate::new(rule, hit, Specificity::Generic));
    }
}
