//! A finding as JSON and JSON Lines write it.

use super::{Values, origin::Origin};
use crate::model::{Confidence, Environment, Finding, Fix, Region, Severity};
use serde::Serialize;

/// The keys of one finding, in this order. They are the contract of `docs/json.md`: none goes or changes its meaning
/// under one version of the schema.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    rule: &'a str,
    category: &'a str,
    severity: Severity,
    lowered: Option<Reduction>,
    confidence: Confidence,
    message: &'a str,
    path: &'a str,
    #[serde(flatten)]
    region: Region,
    environment: Environment,
    name: Option<&'a str>,
    fingerprint: String,
    redacted: String,
    value_class: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    fix: Option<Change<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Origin<'a>>,
}

/// The severity before it was lowered, and the reason.
#[derive(Serialize)]
struct Reduction {
    from: Severity,
    reason: &'static str,
}

/// A change of the file after which the finding is gone.
#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    edits: Vec<Replacement<'a>>,
}

/// The region that `text` replaces; one that ends where it starts is an insertion.
#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    region: Region,
    text: &'a str,
}

impl<'a> Record<'a> {
    pub(super) fn new(finding: &'a Finding, values: Values) -> Self {
        let has_value = !finding.secret.is_empty();
        Record {
            rule: &finding.rule.id,
            category: finding.rule.category.as_str(),
            severity: finding.severity,
            lowered: finding.lowered.map(|lowered| Reduction { from: finding.rule.severity, reason: lowered.as_str() }),
            confidence: finding.confidence,
            message: &finding.message,
            path: &finding.location.path,
            region: finding.location.region,
            environment: finding.environment,
            name: finding.name.as_deref(),
            fingerprint: finding.fingerprint.to_string(),
            redacted: Values::Redacted.of(finding),
            value_class: has_value.then(|| finding.value_class.as_str()),
            secret: (values == Values::Shown).then(|| values.of(finding)),
            fix: finding.fix.as_ref().map(Change::new),
            provenance: finding.provenance.as_deref().map(Origin::new),
        }
    }
}

impl<'a> Change<'a> {
    fn new(fix: &'a Fix) -> Self {
        let edits = fix.edits.iter().map(|edit| Replacement { region: edit.region, text: &edit.text });
        Change { title: &fix.title, edits: edits.collect() }
    }
}
