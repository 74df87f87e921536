//! The services that compose would start: files merged, `extends` and `include` followed, variables replaced, short
//! forms written in full.

use super::{
    build::ServiceBuild,
    derive::derive,
    file::ComposeFile,
    merge::{alone, merge},
    normalize::Normalizer,
    services::Services,
    stack::{Stack, stacks},
};
use crate::{
    detect::{
        deployment::{Model, Sources},
        project::{Files, join, split},
    },
    document::{Entry, Keyword, Node, ParsedFile, Value},
    model::{Environment, WordUse},
};
use std::{collections::BTreeMap, sync::Arc};

/// The depth to which services that extend others are followed.
const MAX_DEPTH: usize = 8;
/// Words of profiles that are not started where something is deployed, beside the names of environments.
const ASIDE: &[&str] = &["tools", "tool", "manual", "seed", "never", "disabled", "docs", "lint", "build", "cli"];

/// The models of a compose file: one for each set of files it is started with.
pub(super) fn models(file: ComposeFile<'_>) -> Vec<Model> {
    let Some(root) = root(file.parsed) else { return Vec::new() };
    let model = |stack: Stack| Builder::new(file, &stack).build(stack);
    stacks(file, root).into_iter().map(model).collect()
}

/// The document of a stream that describes services.
fn root<'a>(file: &'a ParsedFile<'_>) -> Option<&'a Node> {
    file.document()?.roots.iter().find(|root| !root.entries().is_empty())
}

struct Builder<'a> {
    file: ComposeFile<'a>,
    variables: BTreeMap<String, String>,
    sources: Sources,
    is_whole: bool,
    /// Files whose services others extend, by path and depth.
    extended: BTreeMap<(String, usize), Arc<Services>>,
}

impl<'a> Builder<'a> {
    fn new(file: ComposeFile<'a>, stack: &Stack) -> Self {
        let folder = stack.paths.first().map_or("", |path| split(path).0);
        let variables = join(folder, ".env").and_then(|path| file.files.file(&path)).map(variables);
        Builder {
            file,
            variables: variables.unwrap_or_default(),
            sources: Sources::default(),
            is_whole: !stack.is_part,
            extended: BTreeMap::new(),
        }
    }

    fn build(mut self, stack: Stack) -> Model {
        let mut merged: Option<Node> = None;
        for path in &stack.paths {
            let Some(root) = self.with_includes(path, 0) else { continue };
            merged = Some(match merged {
                Some(before) => merge("", before, root),
                None => alone(root),
            });
        }
        let mut root = merged.unwrap_or(Node { span: 0..0, value: Value::Mapping(Vec::new()) });
        if let Some(services) = services_mut(&mut root) {
            services.retain(|entry| is_started(&entry.value));
            derive(services, |service| self.brings_check(service, &stack), limits_logs(self.file.files));
        }
        Model { root, environment: stack.environment, is_whole: self.is_whole, sources: Arc::new(self.sources) }
    }

    /// Whether the Dockerfile of a service that is built has a health check.
    fn brings_check(&self, service: &Entry, stack: &Stack) -> bool {
        if let Some(inline) = service.value.at(&["build", "dockerfile_inline"]).and_then(Node::text) {
            return inline.lines().any(|line| line.trim_start().starts_with("HEALTHCHECK"));
        }
        let folder = stack.paths.first().map_or("", |path| split(path).0);
        let image = ServiceBuild::new(service, folder).and_then(|build| self.file.files.file(&build.dockerfile));
        let stages = image.map_or(&[][..], |file| &file.dockerfile().stages);
        let mut instructions = stages.iter().flat_map(|stage| &stage.instructions);
        instructions.any(|instruction| instruction.keyword == Keyword::Healthcheck)
    }

    /// A file, below it what it includes.
    fn with_includes(&mut self, path: &str, depth: usize) -> Option<Node> {
        let root = self.normalized(path, depth)?;
        let mut merged: Option<Node> = None;
        for included in root.get("include").map(includes).unwrap_or_default() {
            let found = join(split(path).0, &included).filter(|_| depth < MAX_DEPTH);
            match found.and_then(|path| self.with_includes(&path, depth + 1)) {
                Some(included) => {
                    merged = Some(match merged {
                        Some(before) => merge("", before, included),
                        None => alone(included),
                    });
                }
                None => self.is_whole = false,
            }
        }
        Some(match merged {
            Some(below) => merge("", below, root),
            None => root,
        })
    }

    /// A file in full, in which every service has what it extends.
    fn normalized(&mut self, path: &str, depth: usize) -> Option<Node> {
        let file = if path == self.file.parsed.path() { self.file.parsed } else { self.file.files.file(path)? };
        let root = root(file)?;
        let Some(start) = self.sources.add(file) else {
            self.is_whole = false;
            return None;
        };
        let normalized = Normalizer { text: file.text(), variables: &self.variables, start }.file(root);
        Some(self.extended(normalized, path, depth))
    }

    /// The services of another file, which is read once.
    fn services(&mut self, path: String, depth: usize) -> Arc<Services> {
        let at = (path, depth);
        if let Some(known) = self.extended.get(&at) {
            return Arc::clone(known);
        }
        let root = self.normalized(&at.0, depth);
        let services = Arc::new(root.as_ref().map(Services::of).unwrap_or_default());
        self.extended.insert(at, Arc::clone(&services));
        services
    }

    fn extended(&mut self, mut root: Node, path: &str, depth: usize) -> Node {
        let own = Arc::new(Services::of(&root));
        let Some(services) = services_mut(&mut root) else { return root };
        for entry in services {
            let mut seen = 0;
            while let Some((file, service)) = extended(&entry.value).filter(|_| seen + depth < MAX_DEPTH) {
                seen += 1;
                remove(&mut entry.value, "extends");
                let other = file.and_then(|file| join(split(path).0, &file)).filter(|other| other != path);
                let services = other.map_or_else(|| Arc::clone(&own), |other| self.services(other, depth + seen));
                match services.get(&service) {
                    Some(base) => entry.value = merge("", alone(base.clone()), entry.value.clone()),
                    None => self.is_whole = false,
                }
            }
        }
        root
    }
}

/// Whether the project sets the daemon of its hosts to limit the logs of all containers.
fn limits_logs(files: &Files) -> bool {
    let sets = |file: &ParsedFile<'_>| {
        let text = file.text();
        (split(file.path()).1 == "daemon.json" || text.contains("docker/daemon.json")) && text.contains("max-size")
    };
    files.ask("log-opts of daemon.json", |files| files.kept().any(sets))
}

fn is_started(service: &Node) -> bool {
    let replicas = service.at(&["deploy", "replicas"]).or_else(|| service.get("scale")).and_then(Node::text);
    let is_aside = |word: &str| {
        Environment::named(word, WordUse::Profile).is_some()
            || ASIDE.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    let aside = |profile: &str| profile.split(['-', '_']).any(is_aside);
    let profiles: Vec<&str> = service.items_of("profiles").iter().filter_map(Node::text).collect();
    replicas != Some("0") && (profiles.is_empty() || !profiles.iter().all(|profile| aside(profile)))
}

fn services_mut(root: &mut Node) -> Option<&mut Vec<Entry>> {
    root.get_mut("services")?.entries_mut()
}

fn remove(node: &mut Node, key: &str) {
    if let Some(entries) = node.entries_mut() {
        entries.retain(|entry| entry.key != key);
    }
}

/// The file, if it is another, and the service that a service extends.
fn extended(service: &Node) -> Option<(Option<String>, String)> {
    let extends = service.get("extends")?;
    let text = |key: &str| extends.get(key).and_then(Node::text).map(str::to_owned);
    Some((text("file"), text("service")?))
}

fn includes(node: &Node) -> Vec<String> {
    let paths = |item: &Node| match (item.text(), item.get("path")) {
        (Some(text), _) => vec![text.to_owned()],
        (None, Some(path)) if path.items().is_empty() => path.text().map(str::to_owned).into_iter().collect(),
        (None, Some(path)) => path.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
        (None, None) => Vec::new(),
    };
    node.items().iter().flat_map(paths).collect()
}

/// The variables of an env file.
fn variables(file: &ParsedFile<'_>) -> BTreeMap<String, String> {
    let entries = file.root().map_or(&[][..], Node::entries).iter();
    entries.filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned()))).collect()
}
