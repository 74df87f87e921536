//! Documentation of an API that source code mounts whatever the environment.

use super::{Call, Candidate, Reach, Specificity};
use std::ops::Range;

/// So many bytes before the call are searched for a condition.
const BEFORE: usize = 1200;
pub(super) const REACH: Reach = Reach::bytes(BEFORE, 1);
/// What a condition on the environment holds, in lower case.
const CONDITIONS: [&str; 8] = [
    "node_env",
    "production",
    "isprod",
    "isdev",
    "development",
    "swagger_enabled",
    "enable_swagger",
    "swagger.enabled",
];

/// A call that no condition on the environment stands before in its function.
pub(super) fn always_mounted(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let before = &call.text[hit.start.saturating_sub(BEFORE)..hit.start];
    let lower = String::from_utf8_lossy(before).to_lowercase();
    let guarded = lower.lines().any(|line| {
        let conditional = ["if ", "if(", "? ", "&& ", "unless "].iter().any(|word| line.contains(word));
        conditional && CONDITIONS.iter().any(|word| line.contains(word))
    });
    // Where it is called, not where it is imported or mocked.
    if !guarded && call.text.get(hit.end) == Some(&b'(') {
        call.claim(Candidate::new(rule, hit, Specificity::Generic));
    }
}
