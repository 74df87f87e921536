//! Waivers of single findings.

use crate::model::Fingerprint;

/// A finding that a project accepts for a written reason. It is bound to the fingerprint, so another value or another subject is
/// reported again; whoever makes it looks after its expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The finding.
    pub fingerprint: Fingerprint,
    /// Why.
    pub reason: String,
    /// Where it is written, for notes: `gonogo.toml:12`.
    pub place: String,
}
