//! Conditions of a rule on a document, as written.

use crate::model::{Environment, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parts of a parsed document for which conditions hold.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentEntry {
    /// The kind of document.
    pub kind: DocumentKind,
    /// Paths of keys, `services.*.ports.*`. Each part of the document that one of them leads to is looked at on its own.
    pub select: Vec<String>,
    /// Conditions that must hold, all of them.
    #[serde(default)]
    pub all: Vec<ConditionEntry>,
    /// Conditions of which one must hold.
    #[serde(default)]
    pub any: Vec<ConditionEntry>,
    /// Conditions none of which may hold.
    #[serde(default)]
    pub none: Vec<ConditionEntry>,
    /// A path from what was selected to what is reported. If left out, or if nothing is there: the selected key.
    pub report: Option<String>,
    /// A regular expression. Each text in what is reported that it matches, or its group `part`, is a finding.
    pub find: Option<String>,
    /// The finding's message, by default the title. `{1}` is the text that the first `*` of the path matched, `{image}`
    /// the text at a path from what was selected, `{.}` the selected text, or with `find` the text that was found. With
    /// `together` it is an entry of the list behind the title.
    pub message: Option<String>,
    /// Whether all that is found in a file is one finding, at the first of them, whose messages are listed.
    #[serde(default)]
    pub together: bool,
    /// The fix.
    pub fix: Option<DocumentFixEntry>,
    /// See `in` of [`SettingEntry`](super::SettingEntry).
    #[serde(rename = "in")]
    pub environments: Option<BTreeMap<Environment, Severity>>,
    /// Globs of the files it applies to.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A change that surely puts the file right. What is put in takes the place of what is reported, or of nothing.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentFixEntry {
    /// The change, as an order: `Publish the port on 127.0.0.1 only`.
    pub title: String,
    /// A regular expression for all of the reported text; another text is left alone.
    pub matches: Option<String>,
    /// The replacement; `{}` is the text.
    pub replace: Option<String>,
    /// A line that is put in front of the first key of the selected mapping.
    pub insert: Option<String>,
}

/// Something that is asked of a part of a document. It holds if one of the parts at `at` passes all that is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConditionEntry {
    /// A path from what was selected, `deploy.resources.limits`; `^` goes one level up, `$` to the root. The part itself if
    /// left out.
    #[serde(default)]
    pub at: String,
    /// If false, the condition holds where no part passes.
    pub present: Option<bool>,
    /// The text must be one of these, in any case. A list has the texts of its entries with blanks between them.
    #[serde(default)]
    pub equals: Vec<String>,
    /// A regular expression that the text must match.
    pub matches: Option<String>,
    /// The text must say yes (`true`, `1`, `on`), or no.
    pub on: Option<bool>,
    /// Conditions that must hold of the part, all of them.
    #[serde(default)]
    pub all: Vec<ConditionEntry>,
    /// Conditions of which one must hold of the part.
    #[serde(default)]
    pub any: Vec<ConditionEntry>,
    /// Conditions none of which may hold of the part.
    #[serde(default)]
    pub none: Vec<ConditionEntry>,
}

/// Kinds of documents, by path and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DocumentKind {
    /// Services of compose, merged and spelled out as `docker compose config` does it.
    Compose,
    /// A manifest of Kubernetes, also as the template of a chart.
    Kubernetes,
    /// The values of a chart.
    HelmValues,
    /// A workflow of GitHub and its like.
    Workflow,
    /// A pipeline of GitLab.
    Gitlab,
    /// A unit of systemd.
    Systemd,
    /// An ecosystem of PM2.
    Pm2,
    /// `package.json`.
    Package,
    /// Any YAML.
    Yaml,
    /// Any JSON.
    Json,
    /// Any TOML.
    Toml,
    /// Any HCL, such as Terraform.
    Hcl,
    /// Any INI file.
    Ini,
    /// Any of these.
    Any,
}
