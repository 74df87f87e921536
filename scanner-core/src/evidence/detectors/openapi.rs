//! Descriptions of an API that programs read: OpenAPI, Swagger.

use super::Detector;
use crate::{
    document::Format,
    evidence::{Sightings, SurveyedFile},
    model::EvidenceKind,
};

pub(super) const DETECTOR: Detector = Detector {
    keywords: &["openapi", "swagger"],
    applies_to: |file| matches!(Format::for_path(file.path()), Some(Format::Yaml | Format::Json)),
    look,
};

/// A description counts with a path in it.
fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(root) = file.parsed.root() else { return };
    let version = root.get("openapi").or_else(|| root.get("swagger"));
    if let Some(version) = version.filter(|_| !root.entries_of("paths").is_empty()) {
        found.report(EvidenceKind::ApiDocs, version.span.clone()).wired();
    }
}
