//! Services of compose files that are built from a Dockerfile.

use crate::{
    context::{Project, is_compose_file},
    detect::{
        ConfigFile, Files,
        deployment::{
            Model,
            compose::{ComposeFile, ServiceBuild, is_check_off},
        },
        knowledge::launch::command_words,
    },
    document::{Entry, Node},
    model::Environment,
};
use std::collections::BTreeMap;

/// A service that is built from a Dockerfile.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Service {
    /// The folder it is built in.
    pub(super) context: String,
    /// The stage it is made of.
    pub(super) target: Option<String>,
    /// The command it runs in place of the image's.
    pub(super) command: Option<Vec<String>>,
    pub(super) has_entry_point: bool,
    pub(super) has_health_check: bool,
    pub(super) has_user: bool,
    /// Whether it sets `NODE_ENV`, or has a file that may.
    pub(super) has_node_env: bool,
    environment: Environment,
}

impl Service {
    /// Whether the compose file is said to be for production.
    pub(super) fn is_for_production(&self) -> bool {
        self.environment == Environment::Production
    }
}

/// At most this many compose files are read.
const MAX_COMPOSE_FILES: usize = 64;

/// The services that compose files build, by Dockerfile.
struct BuiltServices(BTreeMap<String, Vec<Service>>);

/// The services that are built from a Dockerfile, those for production first. Those for development and tests are left out.
pub(super) fn services(dockerfile: &ConfigFile<'_>) -> Vec<Service> {
    let files = dockerfile.relations.files();
    let built = files.once("", |files| BuiltServices::new(files, dockerfile.project));
    built.0.get(dockerfile.path).cloned().unwrap_or_default()
}

impl BuiltServices {
    fn new(files: &Files, project: &Project) -> Self {
        let builds = |text: &[u8]| memchr::memmem::find(text, b"build").is_some();
        let kept = files.kept().filter(|file| is_compose_file(file.path()) && builds(file.bytes()));
        let compose = kept.take(MAX_COMPOSE_FILES).filter_map(|file| ComposeFile::from_kept(file, project, files));
        let mut built = BuiltServices(BTreeMap::new());
        for compose in compose {
            compose.models().iter().for_each(|model| built.add(model));
        }
        built.0.values_mut().for_each(|services| services.sort_by_key(|service| !service.is_for_production()));
        built
    }

    fn add(&mut self, model: &Model) {
        if matches!(model.environment, Environment::Development | Environment::Test) {
            return;
        }
        for (dockerfile, service) in model.services().iter().filter_map(|entry| service(model, entry)) {
            let services = self.0.entry(dockerfile).or_default();
            // A base and its layer make the same model.
            if !services.contains(&service) {
                services.push(service);
            }
        }
    }
}

/// A service that is built, and the path of its Dockerfile.
fn service(model: &Model, entry: &Entry) -> Option<(String, Service)> {
    let build = ServiceBuild::new(entry, model.sources.folder())?;
    let node = &entry.value;
    let command = node.get("command").or_else(|| node.get("entrypoint")).map(command_words);
    let service = Service {
        context: build.context,
        target: build.target.map(str::to_owned),
        command: command.filter(|words| !words.is_empty()),
        has_entry_point: node.get("entrypoint").is_some(),
        has_health_check: node.get("healthcheck").is_some_and(|check| !is_check_off(check)),
        has_user: node.get("user").and_then(Node::text).is_some_and(|user| !is_root(user)),
        has_node_env: node.at(&["environment", "NODE_ENV"]).is_some() || node.get("env_file").is_some(),
        environment: model.environment,
    };
    Some((build.dockerfile, service))
}

/// Whether a user is root: `root`, `0`, with or without a group.
pub(super) fn is_root(user: &str) -> bool {
    matches!(user.trim().split(':').next(), Some("root" | "0"))
}
