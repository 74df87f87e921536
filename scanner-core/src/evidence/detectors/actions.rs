//! Actions and templates that pipelines take from others, and services that look at a repository by themselves.

use super::{
    Detector,
    steps::{Purpose, purposes_of_action},
};
use crate::{
    context::is_workflow,
    document::Node,
    evidence::{Sightings, SurveyedFile, readers::commands::is_off},
    model::EvidenceKind,
};

/// Templates of GitLab that scan, by the ends of their names.
const TEMPLATES: &[(&str, EvidenceKind)] = &[
    ("SAST.gitlab-ci.yml", EvidenceKind::SecurityScan),
    ("SAST-IaC.gitlab-ci.yml", EvidenceKind::SecurityScan),
    ("DAST.gitlab-ci.yml", EvidenceKind::SecurityScan),
    ("Secret-Detection.gitlab-ci.yml", EvidenceKind::SecurityScan),
    ("Container-Scanning.gitlab-ci.yml", EvidenceKind::SecurityScan),
    ("Dependency-Scanning.gitlab-ci.yml", EvidenceKind::AuditStep),
];

pub(super) const ACTIONS: Detector = Detector {
    keywords: &["uses:", "gitlab-ci.yml"],
    applies_to: |file| file.is_in_use() && is_workflow(&file.path().to_ascii_lowercase()),
    look: actions,
};

/// Files by which services propose new versions of dependencies.
const UPDATERS: &[&str] =
    &["dependabot.yml", "dependabot.yaml", "renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json"];

pub(super) const UPDATES: Detector = Detector {
    keywords: &["dependabot", "renovate"],
    applies_to: |file| file.is_in_use() && UPDATERS.contains(&&*file.split().1.to_ascii_lowercase()),
    look: updates,
};

fn actions(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(root) = file.parsed.root() else { return };
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        if is_off(node) {
            continue;
        }
        for entry in node.entries() {
            if let Some(name) = entry.value.text().filter(|_| entry.key == "uses") {
                let input = |key: &str| node.at(&["with", key]).and_then(Node::text);
                for kind in purposes_of_action(name, input).filter_map(shown) {
                    found.report(kind, entry.value.span.clone()).wired();
                }
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items());
    }
    let included = root.get("include").into_iter().flat_map(|include| std::iter::once(include).chain(include.items()));
    for template in included.filter_map(|one| one.get("template").or(Some(one))) {
        let name = template.text().unwrap_or_default();
        if let Some((_, kind)) = TEMPLATES.iter().find(|(known, _)| name.rsplit('/').next() == Some(*known)) {
            found.report(*kind, template.span.clone()).wired();
        }
    }
}

/// What an action shows that is there for something.
fn shown(purpose: Purpose) -> Option<EvidenceKind> {
    Some(match purpose {
        Purpose::Audit => EvidenceKind::AuditStep,
        Purpose::Build => EvidenceKind::BuildScript,
        Purpose::EndToEnd => EvidenceKind::EndToEndTests,
        Purpose::Load => EvidenceKind::LoadTests,
        Purpose::Scan => EvidenceKind::SecurityScan,
        Purpose::Secrets => EvidenceKind::SecretsManager,
        _ => return None,
    })
}

fn updates(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(root) = file.parsed.root() else { return };
    let updates = root.get("updates").filter(|updates| !updates.items().is_empty());
    let is_on = root.get("enabled").and_then(Node::text) != Some("false");
    let shown = match file.split().1.to_ascii_lowercase().starts_with("dependabot") {
        true => updates,
        false => Some(root).filter(|root| is_on && !root.entries().is_empty()),
    };
    if let Some(node) = shown {
        found.report(EvidenceKind::AuditStep, node.span.clone());
    }
}
