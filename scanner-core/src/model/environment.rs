//! The environments that a deployment can be.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Where a configuration runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Environment {
    /// Real users, real data.
    Production,
    /// As production, for trying.
    Staging,
    /// Somebody's own machine.
    Development,
    /// Automated tests.
    Test,
    /// Nothing tells.
    #[default]
    Unknown,
}

impl Environment {
    /// All environments.
    pub const ALL: [Environment; 5] = [
        Environment::Production,
        Environment::Staging,
        Environment::Development,
        Environment::Test,
        Environment::Unknown,
    ];

    /// The name as it is written in packs, configuration and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Staging => "staging",
            Environment::Development => "development",
            Environment::Test => "test",
            Environment::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of production, staging, development, test, unknown")]
pub struct ParseEnvironmentError(String);

impl FromStr for Environment {
    type Err = ParseEnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Environment::ALL.into_iter().find(|environment| environment.as_str() == text);
        known.ok_or_else(|| ParseEnvironmentError(text.to_owned()))
    }
}
