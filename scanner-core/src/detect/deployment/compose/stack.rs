//! Compose files that are started together.
//!
//! A file for production is a whole of its own, or it is laid over the base beside it and keeps what the base says. It is laid
//! over if services in it have neither an image nor a build, depend on services that only the base has, or if the base comes
//! with an override for development too: who starts in two layers, does so everywhere.

use super::file::ComposeFile;
use crate::{context::is_compose_file, detect::project::split, document::Node, model::Environment};

/// Files that are started together, the base first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stack {
    pub(super) paths: Vec<String>,
    pub(super) environment: Environment,
    /// Whether services may be defined in files that are not known.
    pub(super) is_part: bool,
}

/// A compose file of the folder.
struct Member<'a> {
    path: &'a str,
    environment: Environment,
    root: &'a Node,
}

/// The stacks that a file is started in. A base for development with a layer for production is judged as what the two make.
pub(super) fn stacks(file: ComposeFile<'_>, root: &Node) -> Vec<Stack> {
    let own = Member { path: file.parsed.path(), environment: file.environment, root };
    let others = siblings(file);
    let alone = |is_part| Stack { paths: vec![own.path.to_owned()], environment: own.environment, is_part };
    if is_base(own.path) {
        let layers = others.iter().filter(|other| other.environment.is_deployed() && is_layer(other, &own, &others));
        let stacks: Vec<Stack> = layers.map(|layer| together(&own, layer)).collect();
        if !stacks.is_empty() {
            return stacks;
        }
    } else if own.environment.is_deployed()
        && let Some(base) = others.iter().find(|other| is_base(other.path) && is_layer(&own, other, &others))
    {
        return vec![together(base, &own)];
    }
    vec![alone(is_unfinished(own.root))]
}

fn together(base: &Member<'_>, layer: &Member<'_>) -> Stack {
    Stack { paths: vec![base.path.to_owned(), layer.path.to_owned()], environment: layer.environment, is_part: false }
}

fn siblings(file: ComposeFile<'_>) -> Vec<Member<'_>> {
    let own = file.parsed.path();
    let beside = file.files.inside(split(own).0).filter(|path| *path != own && is_compose_file(path));
    let member = |path| {
        let kept = file.files.file(path)?;
        Some(Member { path, environment: file.project.context(path, kept.bytes()).environment, root: kept.root()? })
    };
    beside.filter_map(member).collect()
}

/// `compose.yml`, `docker-compose.yaml`, and `docker-compose.base.yml`.
fn is_base(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    let stem = name.trim_end_matches(".yml").trim_end_matches(".yaml");
    matches!(
        stem,
        "compose"
            | "docker-compose"
            | "docker-compose.base"
            | "compose.base"
            | "docker-compose.common"
            | "docker-compose.shared"
    )
}

fn is_layer(layer: &Member<'_>, base: &Member<'_>, all: &[Member<'_>]) -> bool {
    let (own, below) = (services(layer.root), services(base.root));
    let shares = own.iter().any(|(name, _)| below.iter().any(|(known, _)| known == name));
    let overrides = || all.iter().any(|other| split(other.path).1.contains("override"));
    let has = |services: &[(&str, &Node)], name: &str| services.iter().any(|(known, _)| *known == name);
    let leans = own.iter().any(|(_, service)| {
        let needed = service.get("depends_on").map(dependencies).unwrap_or_default();
        needed.iter().any(|name| !has(&own, name) && has(&below, name))
    });
    shares && (is_unfinished(layer.root) || leans || overrides() && is_smaller(&own, &below))
}

/// Whether some service says nothing of what it runs.
fn is_unfinished(root: &Node) -> bool {
    // A build without a context is one whose context the base has.
    let builds = |service: &Node| {
        service.get("build").is_some_and(|build| build.text().is_some() || build.get("context").is_some())
    };
    let runs = |service: &Node| ["image", "extends"].iter().any(|key| service.get(key).is_some()) || builds(service);
    services(root).iter().any(|(_, service)| !runs(service))
}

/// Whether no service that both have says more than it does below.
fn is_smaller(own: &[(&str, &Node)], below: &[(&str, &Node)]) -> bool {
    own.iter().all(|(name, service)| {
        let known = below.iter().find(|(known, _)| known == name);
        known.is_none_or(|(_, known)| service.entries().len() <= known.entries().len())
    })
}

fn services(root: &Node) -> Vec<(&str, &Node)> {
    let services = root.get("services").map_or(&[][..], Node::entries);
    services.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
}

fn dependencies(node: &Node) -> Vec<&str> {
    let listed = node.items().iter().filter_map(Node::text);
    listed.chain(node.entries().iter().map(|entry| entry.key.as_str())).collect()
}
