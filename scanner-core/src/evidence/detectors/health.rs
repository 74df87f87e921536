//! Routes that say whether the program works, and what asks them.

use super::Detector;
use crate::{
    context::is_compose_file,
    document::{Format, Keyword, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            routes::{route_of_path, routes},
            tree,
        },
    },
    model::EvidenceKind,
};

/// Last parts of addresses that such routes have.
const NAMES: &[&str] = &[
    "health", "healthz", "health-check", "health_check", "healthcheck", "healthy", "live", "livez", "liveness",
    "ready", "readyz", "readiness", "ping", "up", "_health", "__health",
];

pub(super) const ROUTES: Detector = Detector {
    keywords: &[
        "health", "livez", "liveness", "readyz", "readiness", "ping", "/up", "'up'", "\"up\"", "ready", "/live",
    ],
    applies_to: |file| file.is_source(),
    look,
};

pub(super) const PROBES: Detector =
    Detector { keywords: &["health", "httpget", "curl", "wget"], applies_to, look: probes };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    file.is_in_use() && matches!(Format::for_path(file.path()), Some(Format::Dockerfile | Format::Yaml | Format::Hcl))
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let of_path = route_of_path(file.path()).and_then(health_name);
    if let Some(name) = of_path.filter(|_| file.parsed.text().contains("export")) {
        found.report(EvidenceKind::HealthRoute, 0..0).handle(name);
    }
    let code = file.parsed.code();
    for at in routes(&code, |address| health_name(address).is_some()) {
        found
            .report(EvidenceKind::HealthRoute, code.span(at))
            .handle(health_name(code.inner_text(at)).unwrap_or_default());
    }
}

/// The last part of an address that is a health route's.
pub(super) fn health_name(address: &str) -> Option<&str> {
    let last = address.trim_matches('/').rsplit('/').next().unwrap_or_default();
    NAMES.contains(&last).then_some(last)
}

/// What asks: health checks of images and services, probes of manifests.
fn probes(file: &SurveyedFile<'_>, found: &mut Sightings) {
    match Format::for_path(file.path()) {
        Some(Format::Dockerfile) => {
            let stages = &file.parsed.dockerfile().stages;
            let checks = stages.iter().flat_map(|stage| &stage.instructions);
            let checks = checks.filter(|instruction| instruction.keyword == Keyword::Healthcheck);
            checks.for_each(|check| found.uses(EvidenceKind::HealthRoute, check.flat.clone()));
        }
        Some(Format::Yaml) if is_compose_file(file.path()) => {
            let services = file.parsed.root().map_or(&[][..], |root| root.entries_of("services"));
            for test in services.iter().filter_map(|service| service.value.at(&["healthcheck", "test"])) {
                texts(test).for_each(|text| found.uses(EvidenceKind::HealthRoute, text));
            }
        }
        Some(Format::Yaml) => file.roots().iter().for_each(|root| addresses(root, found)),
        _ => {}
    }
}

/// A scalar, or those of a list.
fn texts(node: &Node) -> impl Iterator<Item = &str> {
    node.text().into_iter().chain(node.items().iter().filter_map(Node::text))
}

/// The addresses that probes and uptime monitors of a document ask.
fn addresses(root: &Node, found: &mut Sightings) {
    for entry in tree::entries(root) {
        let path = if entry.key == "httpGet" { entry.value.get("path") } else { None };
        let named = matches!(&*entry.key, "healthCheckPath" | "health_check_path" | "healthcheckPath");
        for text in path.into_iter().chain(named.then_some(&entry.value)).filter_map(Node::text) {
            found.uses(EvidenceKind::HealthRoute, text);
        }
    }
}
