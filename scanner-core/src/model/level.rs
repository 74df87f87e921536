//! Severity and confidence of findings.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Severity of a finding, assuming that it is a true positive. Ordered: `Low < Medium < High < Blocker`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; blocks nothing.
    Low,
    /// Should be fixed; the impact is limited.
    Medium,
    /// Must be fixed before production.
    High,
    /// Blocks a release: anyone who reads it can exploit it at once.
    Blocker,
}

/// Confidence that the finding is a true positive. Ordered: `Low < Medium < High`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Confidence {
    /// Needs review by a person.
    Low,
    /// The name and the shape of the value agree.
    Medium,
    /// The format alone, or a checksum, proves it.
    High,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Severity; 4] = [Severity::Blocker, Severity::High, Severity::Medium, Severity::Low];

    /// The name in packs and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Blocker => "blocker",
        }
    }
}

impl Confidence {
    /// The name in packs and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that is not a severity or a confidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid level `{0}`; expected one of {1}")]
pub struct ParseLevelError(String, &'static str);

impl FromStr for Severity {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Severity::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| ParseLevelError(text.to_owned(), "blocker, high, medium, low"))
    }
}

impl FromStr for Confidence {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Confidence::Low, Confidence::Medium, Confidence::High]
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| ParseLevelError(text.to_owned(), "high, medium, low"))
    }
}
