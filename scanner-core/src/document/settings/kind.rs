//! Kinds of documents, which decide how settings are written in them.

use crate::{
    context::is_workflow,
    document::{Format, Node, setting::Syntax},
};

/// Kinds of documents in which settings have a syntax of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every key is a setting.
    Plain(Syntax),
    /// Services of compose.
    Compose,
    /// A manifest of Kubernetes.
    Kubernetes,
    /// A workflow of GitHub and its like, or a pipeline.
    Workflow,
    /// An ecosystem of PM2.
    Pm2,
    /// A unit of systemd.
    Unit,
    /// A package of npm.
    Package,
}

impl Kind {
    /// By the path in lower case, and the keys at the root.
    pub fn for_document(path: &str, format: Format, root: &Node) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let services =
            || root.get("services").is_some_and(|services| services.entries().iter().any(|e| is_service(&e.value)));
        let manifest = || root.get("apiVersion").is_some() && root.get("kind").is_some();
        match format {
            Format::Yaml | Format::Json if manifest() => Kind::Kubernetes,
            Format::Yaml | Format::Json if is_pipeline(path) => Kind::Workflow,
            Format::Yaml | Format::Json if services() || name.contains("compose") => Kind::Compose,
            Format::Yaml | Format::Json if root.get("apps").is_some_and(|apps| !apps.items().is_empty()) => Kind::Pm2,
            Format::Json if name == "package.json" => Kind::Package,
            Format::Yaml if is_helm_values(path, name) => Kind::Plain(Syntax::HelmValues),
            Format::Ini | Format::Unit if root.get("Service").is_some() || root.get("Container").is_some() => {
                Kind::Unit
            }
            Format::Hcl => Kind::Plain(Syntax::Tfvars),
            Format::Json if name.contains(".tfvars") => Kind::Plain(Syntax::Tfvars),
            Format::Dotenv => Kind::Plain(Syntax::Dotenv),
            Format::Yaml => Kind::Plain(Syntax::Yaml),
            Format::Json => Kind::Plain(Syntax::Json),
            Format::Toml => Kind::Plain(Syntax::Toml),
            Format::Properties => Kind::Plain(Syntax::Properties),
            Format::Ini | Format::Unit | Format::Conf | Format::Dockerfile => Kind::Plain(Syntax::Ini),
        }
    }
}

fn is_service(node: &Node) -> bool {
    ["image", "build", "environment", "ports", "env_file", "extends", "depends_on"]
        .iter()
        .any(|key| node.get(key).is_some())
}

/// Whether a file, by its path in lower case, is a workflow, an action for workflows, or a pipeline of some service that
/// builds and deploys.
pub fn is_pipeline(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_action = matches!(name, "action.yml" | "action.yaml") || path.contains(".github/actions/");
    is_action || name.starts_with("cloudbuild.") || is_workflow(path)
}

fn is_helm_values(path: &str, name: &str) -> bool {
    name.starts_with("values")
        || name.contains("-values")
        || name.contains(".values")
        || path.contains("/charts/") && name.contains("values")
}

/// Whether a file holds configuration rather than data or a description of a package, by its lower-case path.
pub(super) fn is_configuration(path: &str, format: Format) -> bool {
    match format {
        Format::Json => is_configuration_json(path),
        Format::Toml => !path.contains("cargo.toml"),
        _ => true,
    }
}

fn is_configuration_json(path: &str) -> bool {
    const PARTS: &[&str] = &[
        "config", "conf", "settings", "appsettings", "env", "environment", "environments", "ecosystem", "pm2",
        "compose", "secret", "secrets", "credential", "credentials", "tfvars", "values", "task", "taskdef",
        "deployment", "deploy", "parameters", "local", "production", "prod", "staging", "development", "dev",
        "default", "launchsettings", "vercel", "firebase", "nodemon", "devcontainer", "configmap", "manifest",
        "wrangler", "process", "container", "containers", "database", "strapi", "zappa", "chalice", "serverless",
        "options", "server", "app",
    ];
    const FOLDERS: &[&str] = &[
        "config", "configs", "conf", "settings", "deploy", "deployment", "k8s", "kubernetes", "environments", "ecs",
        ".vscode",
    ];
    const OTHERS: &[&str] = &["package-lock", "tsconfig", "composer", "jsconfig", "manifest.webmanifest"];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    if name == "package.json" {
        return true;
    }
    if OTHERS.contains(&stem) && !name.contains("compose.") {
        return false;
    }
    let mut parts = name.split(['.', '-', '_']).filter(|part| !part.starts_with("json"));
    parts.any(|part| PARTS.contains(&part) || part.ends_with("config") || part.ends_with("settings"))
        || folders.rsplit('/').next().is_some_and(|folder| FOLDERS.contains(&folder))
}
