//! File kinds recognised by name alone.

use super::{Language, environment::environment_of};

/// Parts of a name that mark a template.
const TEMPLATE: &[&str] = &["example", "examples", "sample", "template", "dist", "tpl", "tmpl"];

fn name_of(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase()
}

/// Whether a file holds environment variables: `.env`, `prod.env`, `env.production`, `.env.example`, but not `env.ts`.
///
/// ```
/// use gonogo_core::context::is_env_file;
/// for path in [".env", ".dev.vars", "deploy/.env.production", "prod.env", "app.env.example", "env.staging", "env-example"] {
///     assert!(is_env_file(path), "{path}");
/// }
/// for path in ["src/env.ts", ".envrc", "environment.yml", "env/main.py"] {
///     assert!(!is_env_file(path), "{path}");
/// }
/// ```
pub fn is_env_file(path: &str) -> bool {
    let could = |part: &[u8]| part.eq_ignore_ascii_case(b"env") || part.eq_ignore_ascii_case(b"var");
    if !path.as_bytes().windows(3).any(could) {
        return false;
    }
    let name = name_of(path);
    let said =
        name.split('.').any(|part| part == "env" || part == "dotenv") || name.starts_with("env-") || is_dev_vars(&name);
    let extension = name.rsplit('.').next().unwrap_or(&name);
    let other = ["yml", "yaml", "json", "toml", "md", "html", "txt", "sh", "tf", "sql", "lock"].contains(&extension);
    said && !other && Language::from_path(&name) != Language::Source
}

/// Whether a name is that of an env file of wrangler: `.dev.vars`, `.dev.vars.production`.
fn is_dev_vars(name: &str) -> bool {
    name == ".dev.vars" || name.starts_with(".dev.vars.")
}

/// Endings of templates that a tool fills in where it deploys, unlike those that people copy.
const RENDERED: &[&str] = &[".j2", ".jinja", ".jinja2", ".tftpl", ".erb", ".ctmpl"];

/// A path without the ending of a template that is filled in where something is deployed.
pub(super) fn without_rendering(path: &str) -> &str {
    RENDERED.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

/// Whether a file describes services for compose: `compose.yml`, `docker-compose.prod.yaml`, `docker-prod.yaml`,
/// `compose.yml.j2`.
pub fn is_compose_file(path: &str) -> bool {
    let path = without_rendering(path);
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if !["yml", "yaml"].iter().any(|yaml| extension.eq_ignore_ascii_case(yaml)) {
        return false;
    }
    let name = name_of(path);
    let docker = name.starts_with("docker-") && name.split(['-', '.']).any(|part| environment_of(part).is_some());
    name.contains("compose") || docker
}

/// The path of the file that a template is copied to: `.env.production.example` becomes `.env.production`. `None` if
/// the name is not that of a template.
///
/// ```
/// use gonogo_core::context::template_of;
/// assert_eq!(template_of("api/.env.production.example").as_deref(), Some("api/.env.production"));
/// assert_eq!(template_of(".example.env").as_deref(), Some(".env"));
/// assert_eq!(template_of(".env"), None);
/// ```
pub fn template_of(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let parts: Vec<&str> = name.split('.').collect();
    let kept: Vec<&str> =
        parts.iter().copied().filter(|part| !TEMPLATE.contains(&part.to_ascii_lowercase().as_str())).collect();
    if kept.len() == parts.len() || kept.iter().all(|part| part.is_empty()) {
        return None;
    }
    let copy = kept.join(".");
    Some(if folder.is_empty() { copy } else { format!("{folder}/{copy}") })
}
