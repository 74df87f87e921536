//! Reasons for lowering the severity of a finding.

use std::fmt;

/// The reason why a finding is less severe than its rule. Reports include it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lowered {
    /// The setting is not for production, or its environment is unknown.
    Environment,
    /// The file is a test, documentation or a template, whose credentials are mostly invented.
    Practice,
    /// The value may not be a credential.
    Value,
    /// It is a less severe variant of the problem, described in the message.
    Extent,
}

impl Lowered {
    /// The name in reports.
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
