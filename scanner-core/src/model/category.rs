//! Kinds of problems.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The kind of problem that a rule finds.
///
/// Its methods decide whether findings hold a credential, and whether they count everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Category {
    /// A credential that somebody issued or chose.
    #[default]
    Secret,
    /// A credential that can be guessed.
    WeakSecret,
    /// A placeholder that was never replaced.
    Placeholder,
    /// A password that a product ships with.
    DefaultCredential,
    /// A switch that weakens security.
    UnsafeFlag,
    /// Origins that may read responses.
    Cors,
    /// Attributes of cookies.
    Cookie,
    /// Content of logs.
    Logging,
    /// Configuration of a deployment.
    Environment,
    /// Ports and interfaces that services of compose open.
    ComposeExposure,
    /// Manifests of Kubernetes.
    Kubernetes,
    /// Steps and contents of an image's build.
    DockerHygiene,
    /// An image for development.
    DevDockerfile,
    /// Headers and transport of web servers.
    NginxHeaders,
    /// Versions of what a program is made of.
    Dependency,
    /// Commands that run processes.
    Process,
    /// Workflows and pipelines.
    Workflow,
    /// Env files in git.
    TrackedEnv,
    /// Anything else.
    Other,
    /// A word of a user's pack.
    Custom(String),
}

/// Each category with its name in packs and reports.
const NAMES: [(Category, &str); 19] = [
    (Category::Secret, "secret"),
    (Category::WeakSecret, "weak-secret"),
    (Category::Placeholder, "placeholder"),
    (Category::DefaultCredential, "default-credential"),
    (Category::UnsafeFlag, "unsafe-flag"),
    (Category::Cors, "cors"),
    (Category::Cookie, "cookie"),
    (Category::Logging, "logging"),
    (Category::Environment, "environment"),
    (Category::ComposeExposure, "compose-exposure"),
    (Category::Kubernetes, "kubernetes"),
    (Category::DockerHygiene, "docker-hygiene"),
    (Category::DevDockerfile, "dev-dockerfile"),
    (Category::NginxHeaders, "nginx-headers"),
    (Category::Dependency, "dependency"),
    (Category::Process, "process"),
    (Category::Workflow, "workflow"),
    (Category::TrackedEnv, "tracked-env"),
    (Category::Other, "other"),
];

impl Category {
    /// The name in packs and reports.
    pub fn as_str(&self) -> &str {
        if let Category::Custom(name) = self {
            return name;
        }
        NAMES.iter().find(|(category, _)| category == self).map_or("", |(_, name)| name)
    }

    /// Whether the value is, or could be, a credential. Reports hide it, and histories are searched for it. A user's
    /// own category counts as one, as nothing says otherwise.
    pub fn is_credential(&self) -> bool {
        use Category::{Custom, DefaultCredential, Placeholder, Secret, WeakSecret};
        matches!(self, Secret | WeakSecret | Placeholder | DefaultCredential | Custom(_))
    }

    /// Whether findings count in tests, docs and templates too: a leaked secret is one wherever it is.
    pub fn counts_everywhere(&self) -> bool {
        *self == Category::Secret
    }
}

impl From<&str> for Category {
    fn from(name: &str) -> Self {
        let known = NAMES.iter().find(|(_, known)| *known == name);
        known.map_or_else(|| Category::Custom(name.to_owned()), |(category, _)| category.clone())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(input)?;
        Ok(Category::from(&*name))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Category {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Category".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = NAMES.iter().map(|(_, name)| *name).collect();
        schemars::json_schema!({ "type": "string", "examples": names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_back() {
        for (category, name) in NAMES {
            assert_eq!((Category::from(name), category.as_str()), (category.clone(), name));
        }
        assert_eq!(Category::from("ours").to_string(), "ours");
    }

    #[test]
    fn what_is_not_known_may_be_a_credential() {
        let credentials = NAMES.iter().filter(|(category, _)| category.is_credential());
        assert_eq!(credentials.count(), 4);
        assert!(Category::from("ours").is_credential());
        assert!(!Category::from("ours").counts_everywhere());
    }
}
