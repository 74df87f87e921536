//! Services of compose files that are built from a Dockerfile.

use crate::{
    context::{FileContext, is_compose_file},
    detect::{
        ConfigFile,
        project::{join, split},
    },
    document::Node,
    model::Environment,
};

/// A service that is built from a Dockerfile.
pub(super) struct Service {
    /// The folder it is built in.
    pub(super) context: String,
    /// The stage it is made of.
    pub(super) target: Option<String>,
    /// What it runs in place of the image's command.
    pub(super) command: Option<Vec<String>>,
    pub(super) has_health_check: bool,
    pub(super) has_user: bool,
    environment: Environment,
}

impl Service {
    /// Whether the compose file is said to be for production.
    pub(super) fn is_for_production(&self) -> bool {
        self.environment == Environment::Production
    }
}

/// So many compose files are looked at.
const MOST: usize = 64;

/// The compose files that build something.
struct Builders(Vec<String>);

/// The services that are built from a Dockerfile, those for production first. Those for development and tests are left out.
pub(super) fn services(dockerfile: &ConfigFile<'_>) -> Vec<Service> {
    let files = dockerfile.relations.files();
    let compose = files.once::<Builders>("", |files| {
        let builds = |text: &[u8]| memchr::memmem::find(text, b"build").is_some();
        let compose = files.texts().filter(|(path, text)| is_compose_file(path) && builds(text));
        Builders(compose.take(MOST).map(|(path, _)| path.to_owned()).collect())
    });
    let mut found = Vec::new();
    for path in &compose.0 {
        let Some(text) = files.text(path) else { continue };
        let environment = dockerfile.project.context(path, text).environment;
        if matches!(environment, Environment::Development | Environment::Test)
            || !is_in_use(dockerfile.project.context(path, text))
        {
            continue;
        }
        let Some(document) = files.document(path) else { continue };
        let services = document.roots.iter().filter_map(|root| root.get("services")).flat_map(Node::entries);
        let read = services.filter_map(|entry| service(path, &entry.value, environment, dockerfile.path));
        found.extend(read);
    }
    found.sort_by_key(|service: &Service| service.environment != Environment::Production);
    found
}

fn is_in_use(context: FileContext) -> bool {
    ConfigFile::is_in_use(context.role)
}

fn service(compose: &str, node: &Node, environment: Environment, dockerfile: &str) -> Option<Service> {
    let build = node.get("build")?;
    let text = |key: &str| build.get(key).and_then(Node::text);
    let context = join(split(compose).0, build.text().or_else(|| text("context")).unwrap_or("."))?;
    if join(&context, text("dockerfile").unwrap_or("Dockerfile"))? != dockerfile {
        return None;
    }
    let command = node.get("command").or_else(|| node.get("entrypoint")).map(words).filter(|words| !words.is_empty());
    let disabled = |node: &Node| node.get("disable").and_then(Node::text) == Some("true");
    Some(Service {
        context,
        target: text("target").map(str::to_owned),
        command,
        has_health_check: node.get("healthcheck").is_some_and(|check| !disabled(check)),
        has_user: node.get("user").and_then(Node::text).is_some_and(|user| !super::user::is_root(user)),
        environment,
    })
}

/// The words of a command in compose: a list, or a line.
fn words(node: &Node) -> Vec<String> {
    match node.text() {
        Some(line) => ["sh", "-c", line].map(str::to_owned).to_vec(),
        None => node.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
    }
}
