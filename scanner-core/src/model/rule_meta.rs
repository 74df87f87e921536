//! What a rule says of itself.

use super::{Confidence, Severity};
use serde::{Deserialize, Serialize};

/// Everything about a rule but how it matches. Reports, `explain` and generated documentation read only this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleMeta {
    /// Permanent, kebab-case.
    pub id: String,
    /// What was found, as a noun phrase.
    pub title: String,
    /// What whoever holds it can do.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure a match is.
    pub confidence: Confidence,
    /// The kind of problem, such as `secret`.
    pub category: String,
    /// CWE ids and free words.
    pub tags: Vec<String>,
    /// The concrete fix.
    pub help: String,
    /// Pages to read on.
    pub references: Vec<String>,
    /// Checklist items that the rule decides.
    pub checklists: Vec<String>,
    /// The pack it came from.
    pub pack: String,
}

/// The categories whose findings are about how something is set up. What rules of any other category find is a value that
/// nobody else may see, until somebody says otherwise.
const SETUP: [&str; 15] = [
    "compose-exposure", "cookie", "cors", "dependency", "dev-dockerfile", "docker-hygiene", "environment",
    "kubernetes", "logging", "nginx-headers", "other", "process", "tracked-env", "unsafe-flag", "workflow",
];

impl RuleMeta {
    /// Whether what the rule finds is, or could be, a credential.
    pub fn is_about_credentials(&self) -> bool {
        !SETUP.contains(&self.category.as_str())
    }

    /// A rule's metadata with its mandatory parts; the rest is empty and can be set.
    pub fn new(id: impl Into<String>, title: impl Into<String>, severity: Severity, confidence: Confidence) -> Self {
        RuleMeta {
            id: id.into(),
            title: title.into(),
            description: String::new(),
            severity,
            confidence,
            category: "secret".to_owned(),
            tags: Vec::new(),
            help: String::new(),
            references: Vec::new(),
            checklists: Vec::new(),
            pack: String::new(),
        }
    }
}

/// How a value proves itself without asking anyone. Each is documented where it is computed, in `value/checksum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Checksum {
    /// GitHub: CRC-32 of the 30 random characters, in base 62, as the last six.
    Github,
    /// npm: as GitHub.
    Npm,
    /// AWS: the key id decodes to an account number.
    AwsAccount,
    /// A JSON Web Token whose header is JSON with an `alg`.
    Jwt,
    /// A PEM block whose body is base64.
    Pem,
    /// Grafana service account: CRC-32 in hexadecimal after the last `_`.
    Grafana,
    /// GitLab routable token: CRC-32 in base 36 as the last seven characters.
    Gitlab,
    /// Base64 whose content is JSON.
    Base64Json,
}
