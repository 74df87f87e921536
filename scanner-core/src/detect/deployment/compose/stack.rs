//! Compose files that are started together.
//!
//! A file for production is a whole of its own, or it is laid over the base beside it and keeps what the base says. It is laid
//! over if services in it have neither an image nor a build, depend on services that only the base has, or if the base comes
//! with an override for development too: who starts in two layers, does so everywhere.

use super::file::ComposeFile;
use crate::{
    context::{FileContext, is_compose_file},
    detect::project::{Files, split},
    document::{Entry, Node, ParsedFile},
    model::Environment,
};
use std::{collections::HashMap, sync::Arc};

/// Files that are started together, the base first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stack {
    pub(super) paths: Vec<String>,
    pub(super) environment: Environment,
    /// Whether services may be defined in files that are not known.
    pub(super) is_part: bool,
}

/// A compose file, and its services by name.
struct Member<'a> {
    path: &'a str,
    environment: Environment,
    root: &'a Node,
    services: HashMap<&'a str, &'a Node>,
}

impl<'a> Member<'a> {
    fn new(path: &'a str, environment: Environment, root: &'a Node) -> Self {
        let services = services(root).iter().map(|entry| (entry.key.as_str(), &entry.value)).collect();
        Member { path, environment, root, services }
    }
}

/// The compose files of a folder that can be read, each with where it runs.
struct Folder {
    files: Vec<(String, Environment)>,
    overrides: usize,
}

impl Folder {
    fn of(file: ComposeFile<'_>) -> Arc<Self> {
        let folder = split(file.path()).0;
        file.files.once(folder, |files| {
            let kept = files.inside(folder).filter(|path| is_compose_file(path)).filter_map(|path| files.file(path));
            let readable = kept.filter(|kept| kept.root().is_some());
            let context = |kept: &ParsedFile<'_>| file.project.context(kept.path(), kept.bytes());
            let files: Vec<_> = readable.map(|kept| (kept.path().to_owned(), context(kept).environment)).collect();
            let overrides = files.iter().filter(|(path, _)| is_override(path)).count();
            Folder { files, overrides }
        })
    }

    /// The other files that are wanted.
    fn others<'a>(
        &'a self,
        file: ComposeFile<'a>,
        wanted: impl Fn(&str, Environment) -> bool + 'a,
    ) -> impl Iterator<Item = Member<'a>> {
        let wanted =
            move |(path, environment): &&(String, Environment)| path != file.path() && wanted(path, *environment);
        self.files.iter().filter(wanted).filter_map(move |(path, environment)| {
            Some(Member::new(path, *environment, file.files.file(path)?.root()?))
        })
    }
}

/// The stacks that a file is started in. A base for development with a layer for production is judged as what the two make.
pub(super) fn stacks(file: ComposeFile<'_>, root: &Node) -> Vec<Stack> {
    let own = Member::new(file.path(), file.environment, root);
    let folder = Folder::of(file);
    let has_override = folder.overrides > usize::from(is_override(own.path));
    let alone = |is_part| Stack { paths: vec![own.path.to_owned()], environment: own.environment, is_part };
    if is_base(own.path) {
        let deployed = folder.others(file, |_, environment| environment.is_deployed());
        let layers = deployed.filter(|other| is_layer(other, &own, has_override));
        let stacks: Vec<Stack> = layers.map(|layer| together(&own, &layer)).collect();
        if !stacks.is_empty() {
            return stacks;
        }
    } else if own.environment.is_deployed()
        && let Some(base) = folder.others(file, |path, _| is_base(path)).find(|base| is_layer(&own, base, has_override))
    {
        return vec![together(&base, &own)];
    }
    vec![alone(is_unfinished(own.root))]
}

/// Whether a file is the base of one for production beside it, so that what it says is deployed too.
pub(crate) fn is_deployed_base(parsed: &ParsedFile<'_>, files: &Files) -> bool {
    let Some(root) = parsed.root().filter(|_| is_compose_file(parsed.path()) && is_base(parsed.path())) else {
        return false;
    };
    let own = Member::new(parsed.path(), Environment::Unknown, root);
    let beside = || files.inside(split(own.path).0).filter(|path| *path != own.path && is_compose_file(path));
    let has_override = beside().any(is_override);
    beside().filter_map(|path| files.file(path)).any(|kept| {
        let environment = FileContext::for_path(kept.path(), kept.bytes()).environment;
        let layer = kept.root().map(|root| Member::new(kept.path(), environment, root));
        environment.is_deployed() && layer.is_some_and(|layer| is_layer(&layer, &own, has_override))
    })
}

fn together(base: &Member<'_>, layer: &Member<'_>) -> Stack {
    Stack { paths: vec![base.path.to_owned(), layer.path.to_owned()], environment: layer.environment, is_part: false }
}

fn is_override(path: &str) -> bool {
    split(path).1.contains("override")
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

fn is_layer(layer: &Member<'_>, base: &Member<'_>, has_override: bool) -> bool {
    let (own, below) = (&layer.services, &base.services);
    let shares = services(layer.root).iter().any(|entry| below.contains_key(&*entry.key));
    let leans = services(layer.root).iter().any(|entry| {
        let needed = entry.value.get("depends_on").map(dependencies).unwrap_or_default();
        needed.iter().any(|name| !own.contains_key(name) && below.contains_key(name))
    });
    shares && (is_unfinished(layer.root) || leans || has_override && is_smaller(layer, base))
}

/// Whether some service says nothing of what it runs.
fn is_unfinished(root: &Node) -> bool {
    // A build without a context is one whose context the base has.
    let builds = |service: &Node| {
        service.get("build").is_some_and(|build| build.text().is_some() || build.get("context").is_some())
    };
    let runs = |service: &Node| ["image", "extends"].iter().any(|key| service.get(key).is_some()) || builds(service);
    services(root).iter().any(|entry| !runs(&entry.value))
}

/// Whether no service that both have says more than it does below.
fn is_smaller(layer: &Member<'_>, base: &Member<'_>) -> bool {
    services(layer.root).iter().all(|entry| {
        let below = base.services.get(&*entry.key);
        below.is_none_or(|below| entry.value.entries().len() <= below.entries().len())
    })
}

fn services(root: &Node) -> &[Entry] {
    root.entries_of("services")
}

fn dependencies(node: &Node) -> Vec<&str> {
    let listed = node.items().iter().filter_map(Node::text);
    listed.chain(node.entries().iter().map(|entry| entry.key.as_str())).collect()
}
