//! Routes that say whether the program works, and what asks them.

use super::{Detector, Sightings, SurveyedFile};
use crate::{
    context::{Role, is_compose_file},
    document::{
        Format, Keyword, Node,
        code::{Code, Group, MAX_CODE_BYTES},
    },
    model::EvidenceKind,
};

/// Last parts of addresses that such routes have.
const NAMES: &[&str] = &[
    "health", "healthz", "health-check", "health_check", "healthcheck", "healthy", "live", "livez", "liveness",
    "ready", "readyz", "readiness", "ping", "up", "_health", "__health",
];

/// What defines a route whose address is its first argument, in any language, in lower case.
const DEFINING: &[&str] = &[
    "all", "add_api_route", "add_url_rule", "controller", "getmapping", "handle", "handlefunc", "mapget",
    "maphealthchecks", "path", "re_path", "requestmapping", "route", "use",
];

/// Receivers of `get` that ask for an address instead of answering it.
const CLIENTS: &[&str] = &[
    "axios", "http", "client", "api", "apiclient", "request", "requests", "session", "$http", "httpclient", "ky", "got",
];

pub(super) const ROUTES: Detector = Detector {
    keywords: &[
        "health", "livez", "liveness", "readyz", "readiness", "ping", "/up", "'up'", "\"up\"", "ready", "/live",
    ],
    applies_to: |file| file.role() == Role::Source && file.parsed.text().len() <= MAX_CODE_BYTES,
    look: routes,
};

pub(super) const PROBES: Detector =
    Detector { keywords: &["health", "httpget", "curl", "wget"], applies_to, look: probes };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    file.is_in_use() && matches!(Format::for_path(file.path()), Some(Format::Dockerfile | Format::Yaml | Format::Hcl))
}

fn routes(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if let Some(name) = route_of_path(file.path()).filter(|_| file.parsed.text().contains("export")) {
        found.report(EvidenceKind::HealthRoute, 0..0).handle(name);
    }
    let code = file.parsed.code();
    for at in 2..code.tokens.len() {
        let Some(name) = health_name(code.inner_text(at)) else { continue };
        if code.sign(at - 1) == "(" && defines_route(&code, at - 2) {
            found.report(EvidenceKind::HealthRoute, code.span(at)).handle(name);
        }
    }
}

/// The last part of an address that is a health route's.
fn health_name(address: &str) -> Option<&str> {
    let last = address.trim_matches('/').rsplit('/').next().unwrap_or_default();
    NAMES.contains(&last).then_some(last)
}

/// Frameworks whose routes are files: Next.js, Nuxt, SvelteKit.
fn route_of_path(path: &str) -> Option<&str> {
    let (folders, name) = path.rsplit_once('/')?;
    let stem = name.split('.').next().unwrap_or_default();
    let is_in = |parts: &[&str]| parts.iter().any(|part| format!("{folders}/").contains(part));
    if matches!(stem, "route" | "+server" | "index") && is_in(&["app/", "routes/", "pages/api/", "server/"]) {
        return health_name(folders);
    }
    health_name(stem).filter(|_| is_in(&["pages/api/", "server/api/", "server/routes/"]))
}

/// Whether the call of a name defines the route that its first argument is.
fn defines_route(code: &Code<'_>, callee: usize) -> bool {
    let name = code.word(callee).to_ascii_lowercase();
    let is_decorator = code.before(callee) == "@" || decorated_receiver(code, callee);
    if DEFINING.contains(&&*name) {
        return !matches!(&*name, "path" | "use" | "all" | "handle") || is_decorator || has_handler(code, callee + 1);
    }
    match &*name {
        "get" if is_decorator => true,
        "get" => !CLIENTS.contains(&&*receiver(code, callee)) && has_handler(code, callee + 1),
        _ => false,
    }
}

/// `@app.get(`: the decorator's sign is before the receiver.
fn decorated_receiver(code: &Code<'_>, callee: usize) -> bool {
    callee >= 3 && code.before(callee) == "." && code.sign(callee - 3) == "@"
}

/// The name before the dot.
fn receiver(code: &Code<'_>, callee: usize) -> String {
    let is_member = callee >= 2 && matches!(code.before(callee), "." | "->" | "::" | "?.");
    if is_member { code.word(callee - 2).to_ascii_lowercase() } else { String::new() }
}

/// Whether a call is given something that answers requests, beside the address: a function or the name of one.
fn has_handler(code: &Code<'_>, open: usize) -> bool {
    let Some(group) = Group::at(code, open) else {
        // Too long to be a request to another program.
        return true;
    };
    let is_handler = |part: &str| !part.starts_with(['{', '"', '\'', '`']);
    (1..group.len()).any(|at| is_handler(group.part(at)))
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
        Some(Format::Yaml) => {
            let roots = file.parsed.document().map_or(&[][..], |document| &document.roots);
            roots.iter().for_each(|root| addresses(root, found));
        }
        _ => {}
    }
}

/// A scalar, or those of a list.
fn texts(node: &Node) -> impl Iterator<Item = &str> {
    node.text().into_iter().chain(node.items().iter().filter_map(Node::text))
}

/// The addresses that probes and uptime monitors of a document ask.
fn addresses(root: &Node, found: &mut Sightings) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        for entry in node.entries() {
            let path = if entry.key == "httpGet" { entry.value.get("path") } else { None };
            let named = matches!(&*entry.key, "healthCheckPath" | "health_check_path" | "healthcheckPath");
            for text in path.into_iter().chain(named.then_some(&entry.value)).filter_map(Node::text) {
                found.uses(EvidenceKind::HealthRoute, text);
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items());
    }
}
