//! The part of SARIF 2.1.0 that we write, one type an object, in the words of the standard.

use crate::{model, report::receipt::Content as Receipt};
use serde::Serialize;
use std::borrow::Cow;

/// Stands for the root that all relative URIs start from, under the name that CodeQL gave it.
pub(super) const SOURCE_ROOT: &str = "%SRCROOT%";

/// The address of the standard's JSON Schema.
pub(in crate::report) const SCHEMA_URI: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The version of the standard.
pub(in crate::report) const SARIF_VERSION: &str = "2.1.0";

#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

impl<'a> Log<'a> {
    pub(super) fn of(run: Run<'a>) -> Self {
        Log { schema: SCHEMA_URI, version: SARIF_VERSION, runs: [run] }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    pub(super) invocations: [Invocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) automation_details: Option<AutomationDetails>,
    pub(super) original_uri_base_ids: UriBases,
    pub(super) column_kind: &'static str,
    pub(super) newline_sequences: [&'static str; 3],
    pub(super) results: Vec<SarifResult<'a>>,
    pub(super) properties: RunProperties<'a>,
}

/// The property bag of a run.
#[derive(Serialize)]
pub(super) struct RunProperties<'a> {
    pub(super) receipt: Receipt<'a>,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) rules: Vec<Rule<'a>>,
}

/// A `reportingDescriptor` of a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    pub(super) id: &'a str,
    pub(super) name: String,
    pub(super) short_description: Message<'a>,
    pub(super) full_description: Message<'a>,
    pub(super) help: Message<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<&'a str>,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties<'a>,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: Level,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RuleProperties<'a> {
    pub(super) tags: Vec<Cow<'a, str>>,
    pub(super) precision: &'static str,
    pub(super) security_severity: &'static str,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::report) enum Level {
    Note,
    Warning,
    Error,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: usize,
    pub(super) level: Level,
    pub(super) message: Message<'a>,
    pub(super) locations: [Location<'a>; 1],
    pub(super) partial_fingerprints: PartialFingerprints<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<[Suppression<'a>; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<SarifFix<'a>>,
    pub(super) properties: ResultProperties<'a>,
}

/// The standard's `fix`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifFix<'a> {
    pub(super) description: Message<'a>,
    pub(super) artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange<'a> {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement<'a> {
    pub(super) deleted_region: Region,
    pub(super) inserted_content: Message<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartialFingerprints<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) primary_location_line_hash: &'a str,
    #[serde(rename = "gonogoFingerprint/v1")]
    pub(super) own: String,
}

/// Properties for which [`Level`] and the rule's `precision` are too coarse, and the origin of the result in history.
#[derive(Serialize)]
pub(super) struct ResultProperties<'a> {
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    #[serde(flatten)]
    pub(super) history: Option<HistoryProperties<'a>>,
}

/// `tags` is SARIF's own property for what viewers filter by.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HistoryProperties<'a> {
    pub(super) tags: [&'static str; 2],
    pub(super) at_head: Option<bool>,
    pub(super) object: &'a str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) introduced: Option<CommitProperties<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) removed_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) removed_on: Option<String>,
}

#[derive(Serialize)]
pub(super) struct CommitProperties<'a> {
    pub(super) commit: &'a str,
    pub(super) author: &'a str,
    pub(super) date: String,
}

#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) justification: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub(super) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation<'a>>,
}

impl Location<'_> {
    /// A place in a file, and nothing else.
    pub(super) fn physical(physical_location: PhysicalLocation) -> Self {
        Location { physical_location, logical_locations: Vec::new() }
    }
}

/// The standard lets `kind` be any word where none of its own fits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    pub(super) name: &'a str,
    pub(super) fully_qualified_name: String,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) context_region: Option<Region>,
}

impl PhysicalLocation {
    /// A region of a file, without its text.
    pub(in crate::report) fn of(location: &model::Location) -> Self {
        let region = Some(location.region.into());
        PhysicalLocation { region, ..Self::file(ArtifactLocation::of(&location.path)) }
    }

    /// A file as a whole.
    pub(super) fn file(artifact_location: ArtifactLocation) -> Self {
        PhysicalLocation { artifact_location, region: None, context_region: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_column: Option<u32>,
    pub(super) end_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snippet: Option<Message<'static>>,
}

impl From<model::Region> for Region {
    fn from(region: model::Region) -> Self {
        Region {
            start_line: region.line,
            start_column: Some(region.column),
            end_line: region.end_line,
            end_column: Some(region.end_column),
            snippet: None,
        }
    }
}

/// `message`, `multiformatMessageString` and `artifactContent`, as far as we use them.
#[derive(Serialize)]
pub(super) struct Message<'a> {
    pub(super) text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<String>,
}

impl<'a> Message<'a> {
    pub(super) fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Message { text: text.into(), markdown: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
pub(super) struct Notification<'a> {
    pub(super) descriptor: Descriptor,
    pub(super) level: Level,
    pub(super) message: Message<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'a>>,
}

impl<'a> Notification<'a> {
    pub(super) fn new(id: &'static str, level: Level, text: impl Into<Cow<'a, str>>) -> Self {
        Notification { descriptor: Descriptor { id }, level, message: Message::new(text), locations: Vec::new() }
    }
}

/// A `reportingDescriptorReference`.
#[derive(Serialize)]
pub(super) struct Descriptor {
    pub(super) id: &'static str,
}

#[derive(Serialize)]
pub(super) struct AutomationDetails {
    pub(super) id: String,
}

/// The root is described, not located: where it lies differs from machine to machine.
#[derive(Serialize)]
pub(in crate::report) struct UriBases {
    #[serde(rename = "%SRCROOT%")]
    source_root: Described,
}

impl UriBases {
    pub(in crate::report) fn root() -> Self {
        UriBases { source_root: Described { description: Message::new("The root of the scan.") } }
    }
}

#[derive(Serialize)]
struct Described {
    description: Message<'static>,
}
