//! From [`Finding`] to SARIF's `result`.

use super::{
    history,
    rules::level,
    schema::{
        ArtifactChange, ArtifactLocation, Location, Message, PartialFingerprints, PhysicalLocation, Region,
        Replacement, ResultProperties, SarifFix, SarifResult, Suppression,
    },
};
use crate::model::{Edit, Finding, Fix, SuppressionKind};
use std::borrow::Cow;

pub(super) fn result(finding: &Finding, rule_index: usize) -> SarifResult<'_> {
    SarifResult {
        rule_id: &finding.rule.id,
        rule_index,
        level: level(finding.severity),
        message: Message::new(message(finding)),
        locations: [Location { physical_location: place(finding), logical_locations: history::places(finding) }],
        partial_fingerprints: PartialFingerprints {
            primary_location_line_hash: &finding.line_hash,
            own: finding.fingerprint.to_string(),
        },
        suppressions: finding
            .suppression
            .as_ref()
            .map(|by| [Suppression { kind: suppression_kind(by.kind), status: "accepted", justification: &by.reason }]),
        fixes: finding.fix.iter().map(|fix| change(fix, &finding.location.path)).collect(),
        properties: ResultProperties {
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            history: finding.provenance.as_deref().map(history::properties),
        },
    }
}

fn change<'a>(fix: &'a Fix, path: &str) -> SarifFix<'a> {
    let replacement = |edit: &'a Edit| Replacement {
        deleted_region: edit.region.into(),
        inserted_content: Message::new(&*edit.text),
    };
    SarifFix {
        description: Message::new(&*fix.title),
        artifact_changes: [ArtifactChange {
            artifact_location: ArtifactLocation::of(path),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

/// SARIF refuses an empty message.
fn message(finding: &Finding) -> Cow<'_, str> {
    let message = if finding.message.trim().is_empty() { &finding.rule.id } else { &finding.message };
    match &finding.provenance {
        None => message.into(),
        Some(provenance) => format!("{}. {}", message.trim_end_matches('.'), history::sentence(provenance)).into(),
    }
}

fn suppression_kind(kind: SuppressionKind) -> &'static str {
    match kind {
        SuppressionKind::Inline => "inSource",
        SuppressionKind::Config | SuppressionKind::Baseline | SuppressionKind::Waiver => "external",
    }
}

/// The finding's own region, and the whole lines around it if they say more.
fn place(finding: &Finding) -> PhysicalLocation {
    let region = finding.location.region;
    let (lines, mark) = finding.snippet.redacted();
    let marked = lines[mark.clone()].to_owned();
    let context = (mark != (0..lines.len())).then(|| Region {
        start_line: finding.snippet.line().min(region.line),
        start_column: None,
        end_line: finding.snippet.end_line().max(region.end_line),
        end_column: None,
        snippet: Some(Message::new(lines)),
    });
    PhysicalLocation {
        artifact_location: ArtifactLocation::of(&finding.location.path),
        region: Some(Region { snippet: (!marked.is_empty()).then(|| Message::new(marked)), ..region.into() }),
        context_region: context,
    }
}
