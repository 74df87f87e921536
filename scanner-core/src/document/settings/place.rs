//! Syntax of a place in a document, by the keys above it.

use super::kind::Kind;
use crate::document::{
    EnvCondition, Node,
    node::Entry,
    setting::{Origin, Scope, Syntax},
};
use crate::model::{Environment, WordUse};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Whether a key names an environment.
pub(super) fn is_environment(key: &str) -> bool {
    Environment::named(key, WordUse::Section).is_some()
}

/// A place in a document, as far as it decides how settings are written there.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) syntax: Syntax,
    pub(super) form: Form,
    pub(super) scope: Scope,
}

impl Place {
    /// The same, for a value that is only used where no other is given.
    pub(super) fn of_default(&self) -> Self {
        Place { scope: Scope { origin: Origin::Default, ..self.scope.clone() }, ..self.clone() }
    }
}

/// The notation of the values at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As they are.
    Plain,
    /// Variables: a map, a list of `KEY=value`, or a list of names and values.
    Variables,
    /// Encoded in base64.
    Encoded,
    /// A script.
    Script,
}

/// The place at the root.
pub(super) fn root(kind: Kind, root: &Node) -> Place {
    let (syntax, scope) = match kind {
        Kind::Plain(syntax) => (syntax, Scope { environment: profile(root), ..Scope::default() }),
        Kind::Kubernetes => (Syntax::Yaml, object(root)),
        Kind::Compose | Kind::Workflow | Kind::Pm2 | Kind::Package => (Syntax::Yaml, Scope::default()),
        Kind::Unit => (Syntax::Ini, Scope::default()),
    };
    Place { syntax, form: Form::Plain, scope }
}

/// The profile that a document of Spring is for.
fn profile(root: &Node) -> Option<String> {
    const PATHS: [&[&str]; 5] = [
        &["spring", "config", "activate", "on-profile"],
        &["spring", "profiles"],
        &["spring.config.activate.on-profile"],
        &["spring.profiles"],
        &["quarkus", "profile"],
    ];
    PATHS.iter().find_map(|path| root.at(path)?.text()).map(str::to_lowercase)
}

/// The object that a manifest is of: `kind/name`, and its namespace.
fn object(root: &Node) -> Scope {
    let text = |path: &[&str]| root.at(path).and_then(Node::text);
    let owner = text(&["kind"]).map(|kind| match text(&["metadata", "name"]) {
        Some(name) => format!("{kind}/{name}"),
        None => kind.to_owned(),
    });
    let namespace = text(&["metadata", "namespace"]).filter(|name| !name.contains("{{"));
    Scope { owner, environment: namespace.map(str::to_lowercase), ..Scope::default() }
}

/// The place inside an entry, if it is another than the one around it. `path` ends in the entry's key.
pub(super) fn enter(kind: Kind, path: &str, entry: &Entry, place: &Place) -> Option<Place> {
    let key = &*entry.key;
    match kind {
        Kind::Compose => compose(path, key, place),
        Kind::Kubernetes => kubernetes(path, key, place),
        Kind::Workflow => workflow(path, entry, place),
        Kind::Pm2 => pm2(entry, place),
        Kind::Unit => unit(key, place),
        Kind::Package => package(path, entry, place),
        Kind::Plain(_) => plain(path, entry, place),
    }
}

/// The place inside an entry of a list.
pub(super) fn item(kind: Kind, entries: &[Entry], place: &Place) -> Option<Place> {
    if kind != Kind::Pm2 {
        return None;
    }
    let name = entries.iter().find(|entry| entry.key == "name")?.value.text()?;
    Some(Place { scope: Scope { owner: Some(name.to_owned()), ..place.scope.clone() }, ..place.clone() })
}

fn variables(place: &Place, syntax: Syntax) -> Option<Place> {
    Some(Place { syntax, form: Form::Variables, scope: place.scope.clone() })
}

fn owned(place: &Place, owner: &str) -> Option<Place> {
    Some(Place { scope: Scope { owner: Some(owner.to_owned()), ..place.scope.clone() }, ..place.clone() })
}

fn compose(path: &str, key: &str, place: &Place) -> Option<Place> {
    let depth = path.split('.').count();
    match key {
        "environment" if depth >= 3 => variables(place, Syntax::ComposeEnvironment),
        "args" if path.ends_with("build.args") => variables(place, Syntax::ComposeEnvironment),
        _ if depth == 2 && path.starts_with("services.") => owned(place, key),
        _ => None,
    }
}

fn kubernetes(path: &str, key: &str, place: &Place) -> Option<Place> {
    let kind = place.scope.owner.as_deref().and_then(|owner| owner.split('/').next()).unwrap_or_default();
    match (kind, path) {
        ("ConfigMap", "data") => variables(place, Syntax::ConfigMap),
        ("Secret", "data") => {
            Some(Place { syntax: Syntax::SecretManifest, form: Form::Encoded, scope: place.scope.clone() })
        }
        ("Secret" | "SealedSecret", "stringData") => variables(place, Syntax::SecretManifest),
        _ if key == "env" => variables(place, Syntax::KubernetesEnv),
        _ => literals(path, place),
    }
}

/// The pairs that Kustomize makes objects of.
fn literals(path: &str, place: &Place) -> Option<Place> {
    let generator = path.strip_suffix(".literals")?;
    let syntax = if generator.starts_with("secret") { Syntax::SecretManifest } else { Syntax::ConfigMap };
    variables(place, syntax)
}

fn workflow(path: &str, entry: &Entry, place: &Place) -> Option<Place> {
    let script = matches!(&*entry.key, "run" | "script" | "before_script" | "after_script" | "command" | "commands");
    match &*entry.key {
        _ if script && entry.value.entries().is_empty() => {
            Some(Place { syntax: Syntax::Shell, form: Form::Script, scope: place.scope.clone() })
        }
        "env" | "environment" | "variables" | "env_variables" => variables(place, Syntax::WorkflowEnv),
        key if path.strip_prefix("jobs.") == Some(key) => owned(place, key),
        _ => None,
    }
}

fn pm2(entry: &Entry, place: &Place) -> Option<Place> {
    let environment = match entry.key.strip_prefix("env").filter(|_| entry.value.as_scalar().is_none())? {
        "" => None,
        suffix => Some(suffix.strip_prefix('_')?.to_lowercase()),
    };
    let scope = Scope { environment, ..place.scope.clone() };
    Some(Place { syntax: Syntax::Pm2, form: Form::Variables, scope })
}

fn unit(key: &str, place: &Place) -> Option<Place> {
    if key == "Environment" { variables(place, Syntax::Systemd) } else { None }
}

/// The scripts of a package; what else it says is no setting. Where one starts it for production, the one that just starts
/// it is for development.
fn package(path: &str, entry: &Entry, place: &Place) -> Option<Place> {
    if path == "scripts" {
        let mut names = entry.value.entries().iter().map(|script| script.key.as_str());
        let has_production = names.any(|name| name.starts_with("start") && is_for_production(name));
        let environment = has_production.then(|| "development".to_owned());
        let scope = Scope { environment, ..place.scope.clone() };
        return Some(Place { form: Form::Script, scope, ..place.clone() });
    }
    let name = path.strip_prefix("scripts.").filter(|name| *name == entry.key)?;
    let environment = match name {
        "start" => place.scope.environment.clone(),
        name => script_environment(name).map(|environment| environment.as_str().to_owned()),
    };
    Some(Place { scope: Scope { owner: Some(name.to_owned()), environment, ..place.scope.clone() }, ..place.clone() })
}

fn is_for_production(script: &str) -> bool {
    script_words(script).any(|word| Environment::named(word, WordUse::Path) == Some(Environment::Production))
}

/// The environment that a script is for by its name: `start:dev`, `test:e2e`, `db:seed`.
fn script_environment(script: &str) -> Option<Environment> {
    const FOR_TESTS: [&str; 7] = ["test", "tests", "e2e", "ci", "lint", "cypress", "playwright"];
    const FOR_DEVELOPERS: [&str; 8] = ["watch", "hot", "debug", "storybook", "seed", "seeds", "local", "nodemon"];
    if is_for_production(script) {
        return None;
    }
    script_words(script).find_map(|word| match word {
        _ if FOR_TESTS.contains(&word) => Some(Environment::Test),
        _ if FOR_DEVELOPERS.contains(&word) => Some(Environment::Development),
        _ => Environment::named(word, WordUse::Script),
    })
}

fn script_words(script: &str) -> impl Iterator<Item = &str> {
    script.split([':', '-', '_', '.'])
}

/// Keys above sections that are named by the environment that they are for.
const SECTIONS: &[&str] = &[
    "env", "envs", "environment", "environments", "context", "contexts", "stage", "stages", "profile", "profiles",
    "target", "targets",
];

/// The place inside a script of a package, which is for the environment that its name says. Beside a script for production
/// the plain `start` is for a developer's machine.
pub(super) fn script(place: Place, name: &str, scripts: &[Entry]) -> Place {
    let said = |name: &str| {
        name.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
            Environment::named(word, WordUse::Path).or_else(|| Environment::named(word, WordUse::Script))
        })
    };
    let has_production = || scripts.iter().any(|script| said(&script.key) == Some(Environment::Production));
    let is_start = matches!(name, "start" | "serve");
    let environment = said(name).or_else(|| (is_start && has_production()).then_some(Environment::Development));
    let environment = environment.map(|environment| environment.as_str().to_owned());
    Place { scope: Scope { environment, ..place.scope }, ..place }
}

fn plain(path: &str, entry: &Entry, place: &Place) -> Option<Place> {
    let key = entry.key.to_lowercase();
    let above = path.strip_suffix(&*entry.key).and_then(|above| above.strip_suffix('.'));
    let is_listed = above.is_some_and(|above| SECTIONS.contains(&above.rsplit('.').next().unwrap_or_default()));
    let outermost = above.is_none() || is_listed || place.syntax == Syntax::Tfvars;
    let section = outermost && entry.value.as_scalar().is_none();
    // Quarkus: `%dev.quarkus.datasource.password`.
    if let Some(profile) = key.strip_prefix('%').and_then(|key| key.split('.').next()).filter(|_| above.is_none()) {
        let scope = Scope { environment: Some(profile.to_owned()), ..place.scope.clone() };
        return Some(Place { scope, ..place.clone() });
    }
    if section && is_environment(key.split([' ', ':']).next().unwrap_or_default()) {
        let scope = Scope { environment: Some(key), ..place.scope.clone() };
        return Some(Place { scope, form: Form::Plain, ..place.clone() });
    }
    let nested = entry.value.as_scalar().is_none();
    // A stage of Dofigen in which the image is only built.
    if path.strip_prefix("builders.") == Some(&*entry.key) && entry.value.get("fromImage").is_some() {
        let scope = Scope { condition: EnvCondition::Elsewhere, ..place.scope.clone() };
        return Some(Place { scope, ..place.clone() });
    }
    match &*entry.key {
        "environment" | "env" | "env_variables" if nested => variables(place, place.syntax),
        _ => literals(path, place),
    }
}

/// The syntax of a name and a value in a list.
pub(super) fn named_syntax(kind: Kind, place: &Place) -> Syntax {
    match kind {
        Kind::Plain(Syntax::Yaml | Syntax::Json) => Syntax::KubernetesEnv,
        _ => place.syntax,
    }
}

/// Whether a path is that of the default of a parameter: `Parameters.Name.Default`, `inputs.name.default`.
pub(super) fn is_parameter_default(path: &str) -> bool {
    let mut keys = path.rsplit('.');
    let default = keys.next().is_some_and(|key| key.eq_ignore_ascii_case("default"));
    default
        && keys
            .nth(1)
            .is_some_and(|key| matches!(key, "Parameters" | "parameters" | "inputs" | "variables" | "variable"))
}

/// Whether a line of an INI file sets variables, as `environment` of supervisor and `env` of uWSGI do.
pub(super) fn holds_variables(key: &str, text: &str) -> bool {
    matches!(key, "environment" | "env" | "raw_env") && text.contains('=')
}

/// Whether a text under this key is an env file or alike.
pub(super) fn is_env_file(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, ending)| ["env", "properties", "ini", "conf", "cfg"].contains(&ending))
}

/// The decoded base64, if it is text.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let compact: String = encoded.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(compact).ok()?).ok()
}
