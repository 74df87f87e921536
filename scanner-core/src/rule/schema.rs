//! A rule pack as it is written, field by field. `docs/rules.md` explains it for authors.

mod document;

pub use document::{ConditionEntry, DocumentEntry, DocumentFixEntry, DocumentKind};

use super::Check;
use crate::model::{Category, Checksum, Confidence, Environment, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The JSON Schema of [`PackFile`], for editors.
#[cfg(feature = "schema")]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(PackFile).to_value()
}

/// One file of rules.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Version of this format: 1.
    pub schema: u32,
    /// Metadata of the pack.
    pub pack: PackInfo,
    /// Used where a rule leaves a field out.
    #[serde(default)]
    pub defaults: Defaults,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleEntry>,
}

/// Metadata of a pack.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackInfo {
    /// Unique, kebab-case.
    pub name: String,
    /// A description of its rules as a group.
    #[serde(default)]
    pub description: String,
}

/// Fields that a pack's rules share.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// See [`RuleEntry::severity`].
    pub severity: Option<Severity>,
    /// See [`RuleEntry::confidence`].
    pub confidence: Option<Confidence>,
    /// See [`RuleEntry::category`].
    pub category: Option<Category>,
    /// See [`RuleEntry::tags`].
    pub tags: Option<Vec<String>>,
}

/// One rule: its metadata, and exactly one of `text`, `assigned`, `setting`, `document`
/// and `code`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Permanent, kebab-case, unique over all packs.
    pub id: String,
    /// The problem, as a noun phrase of at most 60 characters.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(!default))]
    pub title: String,
    /// The risk: the access that the value gives to whoever holds it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(!default))]
    pub description: String,
    /// The default severity.
    pub severity: Option<Severity>,
    /// The confidence in a match.
    pub confidence: Option<Confidence>,
    /// The kind of problem, such as `secret`.
    pub category: Option<Category>,
    /// A CWE and free words.
    pub tags: Option<Vec<String>>,
    /// The concrete fix.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(!default))]
    pub help: String,
    /// Pages to read on.
    #[serde(default)]
    pub references: Vec<String>,
    /// Checklist items that the rule decides.
    #[serde(default)]
    pub checklists: Vec<String>,
    /// A token with a shape of its own.
    pub text: Option<TextEntry>,
    /// A value by its name.
    pub assigned: Option<AssignedEntry>,
    /// A setting that has the wrong value.
    pub setting: Option<Box<SettingEntry>>,
    /// A part of a document that is not as it should be.
    pub document: Option<Box<DocumentEntry>>,
    /// A detector of the engine.
    pub code: Option<CodeEntry>,
    /// Texts that it must and must not match.
    #[serde(default)]
    pub examples: Examples,
}

/// Keywords and a pattern.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextEntry {
    /// Literals of at least 3 bytes, one of which every match contains.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// A regular expression; its group `secret`, or all of it, is the value.
    pub pattern: String,
    /// Bytes on each side of a keyword that the pattern may see.
    pub window: Option<u32>,
    /// Runs on every file in full, without keywords.
    #[serde(default)]
    pub whole_file: bool,
    /// Also looks in binary files.
    #[serde(default)]
    pub binary: bool,
    /// Another pattern that must match close by.
    pub near: Option<NearEntry>,
    /// The self-check of the value.
    pub checksum: Option<Checksum>,
    /// Shannon bits per character that the value must reach.
    pub min_entropy: Option<f32>,
    /// Globs of the files it applies to.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Values that are not reported.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Whether placeholders are reported too.
    #[serde(default)]
    pub placeholders: bool,
    /// Whether findings in tests, docs and templates have a low severity and confidence, as people make such values up there.
    #[serde(default)]
    pub low_in_tests: bool,
    /// Whether apps and pages have to carry it, so that it must be restricted and cannot be secret there.
    #[serde(default)]
    pub client_key: bool,
}

/// A pattern that must match within some lines of the value.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NearEntry {
    /// A regular expression.
    pub pattern: String,
    /// The distance in lines, at most 50.
    pub lines: u32,
}

/// A name, an assignment and the shape of the value.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignedEntry {
    /// Words of which the name contains one.
    pub keywords: Vec<String>,
    /// A regular expression for the whole value.
    pub value: String,
    /// Words of which the name must contain one as well.
    #[serde(default)]
    pub words: Vec<String>,
    /// See [`TextEntry::checksum`].
    pub checksum: Option<Checksum>,
    /// See [`TextEntry::min_entropy`]; 2.5 if not given.
    pub min_entropy: Option<f32>,
    /// See [`TextEntry::paths`].
    #[serde(default)]
    pub paths: Vec<String>,
    /// See [`TextEntry::allow`].
    #[serde(default)]
    pub allow: Vec<String>,
    /// See [`TextEntry::placeholders`].
    #[serde(default)]
    pub placeholders: bool,
}

/// A key and a value, in whatever syntax: a switch in the wrong position, or a value for which all given conditions hold.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SettingEntry {
    /// Patterns of names: `{database,db}_url`, `cookie_*_secure`, `^debug`. The conditions below are for them.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Patterns of names of switches that must not be on.
    #[serde(default)]
    pub on: Vec<String>,
    /// Patterns of names of switches that must not be off.
    #[serde(default)]
    pub off: Vec<String>,
    /// Patterns of names that it does not apply to.
    #[serde(default)]
    pub except: Vec<String>,
    /// Applies to names that promise such a credential as well.
    #[serde(default)]
    pub credentials: Vec<CredentialName>,
    /// Looks at a part of the value only, and only at values that have it.
    pub part: Option<ValuePart>,
    /// The accepted kinds of value.
    #[serde(default)]
    pub is: Vec<ValueIs>,
    /// A regular expression that the value must match; its group `part`, or all of the value, is reported.
    pub matches: Option<String>,
    /// A regular expression that it must not match.
    pub unless: Option<String>,
    /// Patterns of names, one of which has the same value in the same file.
    #[serde(default)]
    pub same_as: Vec<String>,
    /// Patterns of names. Where the file gives one of them a value, the setting is not reported.
    #[serde(default)]
    pub unless_beside: Vec<String>,
    /// The places where the setting may be written; all but `code` if not given.
    #[serde(default)]
    pub places: Vec<Place>,
    /// The severity in each environment. Where none is given it is not reported. If left out: the rule's severity in
    /// production, one less in staging and where the environment is not known.
    #[serde(rename = "in")]
    pub environments: Option<BTreeMap<Environment, Severity>>,
    /// The severity, where the environment is not known, of a secret that source code signs with or falls back to: the
    /// program runs with it and nobody is told.
    pub signing_in_code: Option<Severity>,
    /// See [`TextEntry::paths`].
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A kind of credential that a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialName {
    /// Signs tokens, sessions or cookies.
    SigningSecret,
    /// A cipher's key.
    EncryptionKey,
    /// The password of a database, cache, broker or store.
    DatabasePassword,
    /// Any other password.
    Password,
    /// Made by somebody else.
    Token,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ValueIs {
    /// Nothing.
    Empty,
    /// A literal value, neither empty nor a reference.
    Literal,
    /// To be replaced, as it says itself.
    Placeholder,
    /// A password that a product ships with or a tutorial uses.
    DefaultCredential,
    /// Words, a row of the keyboard, one character again and again.
    Weak,
    /// Shorter than its kind of credential needs.
    Short,
    /// Not of a cipher key's size.
    Malformed,
    /// No weakness is known but perhaps its length.
    Sound,
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ValuePart {
    /// The password of a URL or a connection string; judged as a database's.
    ConnectionPassword,
}

/// A place where a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// In a configuration file, a manifest, a unit, a script's environment.
    Config,
    /// In source code, as what is used where nothing is configured.
    Fallback,
    /// In source code, set to a name in capitals.
    Constant,
    /// In source code, set to any other name.
    Code,
    /// In source code, given to a call or an option that is known to take a credential.
    Argument,
}

/// A detector of the engine.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// Its name.
    pub detector: Check,
    /// Literals of at least 3 bytes at which it is called.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Globs of the files it applies to.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// Texts that a rule must and must not report.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Each has a finding of the rule.
    #[serde(default, rename = "match")]
    pub matching: Vec<ExampleEntry>,
    /// None has.
    #[serde(default)]
    pub no_match: Vec<ExampleEntry>,
}

/// A text, with a file name where it matters.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ExampleEntry {
    /// In a file of no particular name.
    Text(String),
    /// In a file of this name.
    InFile {
        /// The name.
        path: String,
        /// The template.
        text: String,
        /// Other files that are there, by path.
        #[serde(default)]
        beside: BTreeMap<String, String>,
        /// The files that git tracks, of all of them.
        #[serde(default)]
        tracked: Vec<String>,
    },
}
