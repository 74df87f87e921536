//! A finding as the JSON formats write it, and the values that every format shows of it.

use super::origin::Origin;
use crate::model::{Confidence, Finding, Region, Report, Severity, Veil};
use serde::Serialize;

/// The keys of one finding, in this order. They are the contract of JSON Lines: none may go or change its meaning.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    rule: &'a str,
    category: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    path: &'a str,
    #[serde(flatten)]
    region: Region,
    fingerprint: String,
    redacted: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Origin<'a>>,
}

impl<'a> Record<'a> {
    /// `veil` hides values in what comes from git, unless secrets are shown.
    pub(super) fn of(finding: &'a Finding, show_secrets: bool, veil: &Veil) -> Self {
        Record {
            rule: &finding.rule.id,
            category: &finding.rule.category,
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            path: &finding.location.path,
            region: finding.location.region,
            fingerprint: finding.fingerprint.to_string(),
            redacted: shown(finding, false),
            secret: show_secrets.then(|| shown(finding, true)),
            provenance: finding.provenance.as_deref().map(|provenance| Origin::of(provenance, veil)),
        }
    }
}

/// What hides values in a report, or nothing if they are to be shown.
pub(super) fn veil(report: &Report, show_secrets: bool) -> Veil {
    if show_secrets { Veil::default() } else { Veil::of(report) }
}

/// The finding's value, redacted or not; empty if it has none.
pub(super) fn shown(finding: &Finding, show_secrets: bool) -> String {
    match (finding.secret.is_empty(), show_secrets) {
        (true, _) => String::new(),
        (false, false) => finding.redacted(),
        (false, true) => String::from_utf8_lossy(finding.secret.reveal()).into_owned(),
    }
}
