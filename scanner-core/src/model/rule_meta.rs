//! Metadata of rules.

use super::{Category, Confidence, Severity};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};
use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

/// Everything about a rule but how it matches. Reports, `explain` and generated documentation read only this.
///
/// Dereferences to the rule's [`RuleDocs`], so that its title is `meta.title`.
#[derive(Clone)]
#[non_exhaustive]
pub struct RuleMeta {
    /// Permanent, kebab-case.
    pub id: String,
    /// The default severity.
    pub severity: Severity,
    /// The confidence in a match.
    pub confidence: Confidence,
    /// The kind of problem, such as `secret`.
    pub category: Category,
    /// The pack it came from.
    pub pack: String,
    docs: OnceLock<Box<RuleDocs>>,
    load_docs: LoadDocs,
}

/// Loads the documentation of a rule by its id.
pub(crate) type LoadDocs = fn(id: &str) -> RuleDocs;

/// The documentation of a rule: nothing in it decides what the rule finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RuleDocs {
    /// The problem, as a noun phrase.
    pub title: String,
    /// The risk.
    pub description: String,
    /// CWE ids and free words.
    pub tags: Vec<String>,
    /// The concrete fix.
    pub help: String,
    /// Pages to read on.
    pub references: Vec<String>,
    /// Checklist items that the rule decides.
    pub checklists: Vec<String>,
}

impl RuleMeta {
    /// Whether the rule's matches are, or could be, credentials.
    pub fn is_about_credentials(&self) -> bool {
        self.category.is_credential()
    }

    /// A rule's metadata with its mandatory parts; the rest is empty and can be set.
    pub fn new(id: impl Into<String>, title: impl Into<String>, severity: Severity, confidence: Confidence) -> Self {
        let docs = RuleDocs { title: title.into(), ..RuleDocs::default() };
        RuleMeta::lazy(id.into(), severity, confidence, |_| RuleDocs::default()).with_docs(docs)
    }

    /// A rule's metadata whose documentation is loaded when it is first read: of the many rules of a scan few are shown.
    pub(crate) fn lazy(id: String, severity: Severity, confidence: Confidence, load_docs: LoadDocs) -> Self {
        RuleMeta {
            id,
            severity,
            confidence,
            category: Category::Secret,
            pack: String::new(),
            docs: OnceLock::new(),
            load_docs,
        }
    }

    /// Replaces the documentation.
    #[must_use]
    pub fn with_docs(self, docs: RuleDocs) -> Self {
        RuleMeta { docs: OnceLock::from(Box::new(docs)), ..self }
    }
}

impl Deref for RuleMeta {
    type Target = RuleDocs;

    fn deref(&self) -> &RuleDocs {
        self.docs.get_or_init(|| Box::new((self.load_docs)(&self.id)))
    }
}

impl DerefMut for RuleMeta {
    fn deref_mut(&mut self) -> &mut RuleDocs {
        let docs = self.docs.take().unwrap_or_else(|| Box::new((self.load_docs)(&self.id)));
        self.docs = OnceLock::from(docs);
        #[expect(clippy::expect_used, reason = "set in the line above")]
        self.docs.get_mut().expect("set")
    }
}

impl PartialEq for RuleMeta {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.severity, self.confidence) == (&other.id, other.severity, other.confidence)
            && (&self.category, &self.pack) == (&other.category, &other.pack)
            && **self == **other
    }
}

impl Eq for RuleMeta {}

impl Serialize for RuleMeta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RuleMeta", 11)?;
        fields.serialize_field("id", &self.id)?;
        fields.serialize_field("title", &self.title)?;
        fields.serialize_field("description", &self.description)?;
        fields.serialize_field("severity", &self.severity)?;
        fields.serialize_field("confidence", &self.confidence)?;
        fields.serialize_field("category", &self.category)?;
        fields.serialize_field("tags", &self.tags)?;
        fields.serialize_field("help", &self.help)?;
        fields.serialize_field("references", &self.references)?;
        fields.serialize_field("checklists", &self.checklists)?;
        fields.serialize_field("pack", &self.pack)?;
        fields.end()
    }
}

/// Without the documentation, which would have to be loaded.
impl fmt::Debug for RuleMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleMeta")
            .field("id", &self.id)
            .field("severity", &self.severity)
            .field("confidence", &self.confidence)
            .field("category", &self.category)
            .field("pack", &self.pack)
            .finish_non_exhaustive()
    }
}

/// The self-check of a value that asks nobody. Each is documented where it is computed, in `value/checksum`.
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
