//! Deployment environments, and the words that name them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The environment that a configuration is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Environment {
    /// Real users and real data.
    Production,
    /// A copy of production for trials.
    Staging,
    /// A developer's machine.
    Development,
    /// Automated tests.
    Test,
    /// Unknown.
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

    /// The name in packs, configuration and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Staging => "staging",
            Environment::Development => "development",
            Environment::Test => "test",
            Environment::Unknown => "unknown",
        }
    }

    /// The one of two in which a problem is worse. One that is not known may be production.
    pub fn worse(self, other: Environment) -> Environment {
        let rank = |environment| match environment {
            Environment::Production => 0,
            Environment::Staging => 1,
            Environment::Unknown => 2,
            Environment::Development => 3,
            Environment::Test => 4,
        };
        if rank(other) < rank(self) { other } else { self }
    }

    /// Whether it runs on servers, for others than its developers.
    pub fn is_deployed(self) -> bool {
        matches!(self, Environment::Production | Environment::Staging)
    }
}

/// A context in which a word can name an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WordUse {
    /// A part of a path, or the value of a variable such as `NODE_ENV`.
    Path,
    /// A key of a configuration file that contains the settings of one environment.
    Section,
    /// A string that code compares the environment with.
    Value,
    /// A name in a condition, such as `isProduction`; without underscores.
    Flag,
    /// A profile of compose.
    Profile,
    /// A part of the name of a package's script.
    Script,
}

use Environment::{Development, Production, Staging, Test};
use WordUse::{Flag, Path, Profile, Script, Section, Value};

/// The words that name environments, in the languages of many projects, with the contexts in which they do.
const WORDS: &[(Environment, &[WordUse], &[&str])] = &[
    (Production, &[Path, Section, Value, Flag], &["production", "prod"]),
    (Production, &[Path], &["prd", "producao", "produção", "produccion", "producción", "produksi"]),
    (Production, &[Section, Value, Flag], &["live"]),
    (Production, &[Flag], &["isproduction", "isprod", "inproduction", "isproductionenv", "prodmode", "productionmode"]),
    (Staging, &[Path, Section, Value, Flag], &["staging"]),
    (Staging, &[Path, Section], &["stage", "uat", "preprod"]),
    (Staging, &[Path], &["stg", "preproduction"]),
    (Staging, &[Path], &["homolog", "homologacao", "homologação", "homologacion"]),
    (Staging, &[Section], &["qa", "preview"]),
    (Development, &[Path, Section, Value, Flag, Profile, Script], &["dev", "development"]),
    (Development, &[Path, Section, Value, Flag, Profile], &["local"]),
    (Development, &[Path, Profile, Script], &["develop"]),
    (Development, &[Path], &["devel", "devcontainer", "desenvolvimento", "desarrollo", "pengembangan"]),
    (Development, &[Flag, Profile, Script], &["debug"]),
    (
        Development,
        &[Flag],
        &["isdevelopment", "isdev", "isdevenv", "devenv", "isdevenvironment", "devmode", "islocal", "isdebug"],
    ),
    (Test, &[Path, Section, Value, Flag, Profile], &["test", "testing"]),
    (Test, &[Flag], &["istest", "istesting", "istestenv", "testenv"]),
    (Test, &[Path, Profile], &["tests", "e2e", "ci"]),
    (Test, &[Path], &["cypress", "playwright", "teste", "testes", "pruebas", "pengujian"]),
];

/// Bytes of the longest word that names an environment.
const MAX_WORD_BYTES: usize = 16;

impl Environment {
    /// The environment that a word names in a context, ignoring case.
    ///
    /// ```
    /// use gonogo_core::model::{Environment, WordUse};
    /// assert_eq!(Environment::named("Production", WordUse::Path), Some(Environment::Production));
    /// assert_eq!(Environment::named("isProd", WordUse::Path), None);
    /// ```
    pub fn named(word: &str, used: WordUse) -> Option<Self> {
        if word.is_empty() || word.len() > MAX_WORD_BYTES {
            return None;
        }
        let lower = word.to_lowercase();
        let names = |(_, uses, words): &&(Environment, &[WordUse], &[&str])| {
            uses.contains(&used) && words.contains(&lower.as_str())
        };
        WORDS.iter().find(names).map(|(environment, ..)| *environment)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that is not an environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid environment `{0}`; expected one of production, staging, development, test, unknown")]
pub struct ParseEnvironmentError(String);

impl FromStr for Environment {
    type Err = ParseEnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Environment::ALL.into_iter().find(|environment| environment.as_str() == text);
        known.ok_or_else(|| ParseEnvironmentError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_longer_than_the_limit() {
        let words = WORDS.iter().flat_map(|(.., words)| words.iter());
        assert_eq!(words.map(|word| word.len()).max(), Some(MAX_WORD_BYTES));
    }
}
