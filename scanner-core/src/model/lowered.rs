//! Reasons for which a finding is less severe than its rule.

use std::fmt;

/// Why a finding is less severe than its rule. Reports name it, so that nobody has to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lowered {
    /// The setting is for another environment than production, or nothing says for which.
    Environment,
    /// Tests, documentation and templates hold made-up credentials.
    Practice,
    /// The value may be no credential.
    Value,
    /// It is a lesser form of the problem; the message says which.
    Extent,
}

impl Lowered {
    /// The name as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Lowered::Environment => "environment",
            Lowered::Practice => "practice",
            Lowered::Value => "value",
            Lowered::Extent => "extent",
        }
    }
}

impl fmt::Display for Lowered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
