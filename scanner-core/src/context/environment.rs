//! Classification of a file's environment by its path and its content.
//!
//! A word of the path names the environment (`docker-compose.prod.yml`, `deploy/`); the file's name takes precedence
//! over its folders, and inner folders over outer ones. If the path names none, a setting such as `NODE_ENV=production`
//! decides.

use super::{
    Language, Reason,
    names::{is_for_test_host, is_pm2_file},
};
use crate::model::{Environment, WordUse, interpolate};
use std::ops::Range;

/// Folders whose files are deployed to servers.
const DEPLOYED: &[&str] =
    &["deploy", "deployment", "deployments", "hosting", "selfhost", "self-host", "selfhosted", "self-hosted"];
/// Folders of the tools that set up a developer's machine.
const LOCAL: &[&str] = &[".ddev", ".devcontainer", ".lando", ".vscode", ".idea", ".gitpod", ".vagrant"];
/// Suffixes, in capitals, of variables that select the environment of a program.
const SELECTING_VARIABLES: &[&[u8]] = &[
    b"NODE_ENV", b"APP_ENV", b"RAILS_ENV", b"RACK_ENV", b"FLASK_ENV", b"DJANGO_ENV", b"FASTAPI_ENV", b"MIX_ENV",
    b"GO_ENV", b"GIN_MODE", b"DEPLOY_ENV", b"SYMFONY_ENV", b"APPLICATION_ENV", b"CI_ENVIRONMENT", b"VERCEL_ENV",
    b"SERVER_ENV", b"ENVIRONMENT", b"PROFILES_ACTIVE", b"RUN_ENV",
];
/// The part of a file that is searched for them: they are near its start, and this runs on every file.
const MAX_SEARCHED_BYTES: usize = 64 << 10;

/// The environment that a word names, in any case.
///
/// ```
/// use gonogo_core::{context::environment_of, model::Environment};
/// assert_eq!(environment_of("Production"), Some(Environment::Production));
/// assert_eq!(environment_of("product"), None);
/// ```
pub fn environment_of(word: &str) -> Option<Environment> {
    Environment::named(word, WordUse::Path)
}

/// The environment by the path, in lower case, then by the content.
pub(super) fn classify(path: &str, language: Language, text: &[u8]) -> (Environment, Reason) {
    by_path(path, language, text)
        .or_else(|| by_content(language, text))
        .unwrap_or((Environment::Unknown, Reason::Nothing))
}

fn by_path(path: &str, language: Language, text: &[u8]) -> Option<(Environment, Reason)> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let named = by_name(name, language, text);
    if named.is_some() || language == Language::Source && !is_deployed(folders) {
        return named;
    }
    if is_workflow(path) {
        return Some(by_workflow(name));
    }
    folders.rsplit('/').find_map(|folder| {
        if LOCAL.contains(&folder) {
            return Some((Environment::Development, Reason::Folder(folder.to_owned())));
        }
        let environment = in_words(folder).or_else(|| DEPLOYED.contains(&folder).then_some(Environment::Production))?;
        Some((environment, Reason::Folder(folder.to_owned())))
    })
}

/// The path of the folder that has the folder of what is deployed, if a file is in one: `apps/` of `apps/deploy/compose.yml`.
pub(super) fn above_deployed(path: &str) -> Option<&str> {
    let mut start = 0;
    for folder in path.split('/') {
        if DEPLOYED.contains(&folder) {
            return Some(&path[..start]);
        }
        start += folder.len() + 1;
    }
    None
}

fn is_deployed(folders: &str) -> bool {
    folders.split('/').any(|folder| DEPLOYED.contains(&folder))
}

/// The environment that a file's name states. In program source only the last word counts: `environment.prod.ts` and
/// `settings/production.py` configure production, `production_line.py` may not.
fn by_name(name: &str, language: Language, text: &[u8]) -> Option<(Environment, Reason)> {
    let because = |environment| Some((environment, Reason::Name));
    if is_pm2_file(name, text) {
        return Some((in_words(name).unwrap_or(Environment::Production), Reason::ProcessManager));
    }
    if name == "procfile" || name.starts_with("procfile.") {
        return Some((in_words(name).unwrap_or(Environment::Production), Reason::Procfile));
    }
    if is_for_test_host(name) {
        return None;
    }
    if matches!(name, "tye.yaml" | "tye.yml" | "tiltfile" | "skaffold.yaml" | "process-compose.yaml") {
        return because(Environment::Development);
    }
    if name.contains("compose") && name.split('.').any(|part| part == "override") {
        return because(Environment::Development);
    }
    if name.contains("compose") && name.split(['.', '-', '_']).any(|part| DEPLOYED.contains(&part) || part == "server")
    {
        return because(in_words(name).unwrap_or(Environment::Production));
    }
    if name.split('.').any(|part| part == "live") && name.contains("env") {
        return because(Environment::Production);
    }
    match language {
        Language::Source => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            because(environment_of(stem.rsplit(['.', '-', '_']).next()?)?)
        }
        Language::Prose if !name.contains("env") => None,
        _ => because(in_words(name)?),
    }
}

/// Whether a file describes the work of a CI service, by the names that the services look for; the path in lower case.
pub(crate) fn is_workflow(path: &str) -> bool {
    const FOLDERS: &[&str] = &[".circleci/", ".woodpecker/", ".buildkite/"];
    const NAMES: &[&str] = &[
        ".gitlab-ci.", ".woodpecker.", ".drone.", ".travis.", ".appveyor.", "appveyor.", ".cirrus.", "azure-pipelines",
        "bitbucket-pipelines.", ".semaphore.", "buildspec.",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    // GitHub's format is that of Gitea, Forgejo, Depot and others, each in a hidden folder of its own.
    let hidden = path.rsplit_once("/workflows/").map(|(folders, _)| folders.rsplit('/').next().unwrap_or(folders));
    NAMES.iter().any(|start| name.starts_with(start))
        || FOLDERS.iter().any(|folder| path.contains(folder))
        || hidden.is_some_and(|folder| folder.starts_with('.'))
}

/// The environment of a workflow: test, for its service containers, unless it deploys.
fn by_workflow(name: &str) -> (Environment, Reason) {
    let deploys = ["deploy", "release", "publish", "cd."].iter().any(|word| name.contains(word));
    (if deploys { Environment::Unknown } else { Environment::Test }, Reason::Workflow)
}

/// The environment named by the words of a name. `pre-prod` is not production, and the last word wins: `test-prod`.
pub(super) fn in_words(name: &str) -> Option<Environment> {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let found = words.iter().rposition(|word| environment_of(word).is_some())?;
    let environment = environment_of(words[found])?;
    let before = found.checked_sub(1).map(|at| words[at]);
    match before {
        Some("pre") => Some(Environment::Staging),
        Some("non" | "not" | "no") => Some(Environment::Unknown),
        _ => Some(environment),
    }
}

/// Production if any setting selects it, otherwise the first environment that is selected.
fn by_content(language: Language, text: &[u8]) -> Option<(Environment, Reason)> {
    if !matches!(language, Language::Settings | Language::Json) {
        return None;
    }
    let text = &text[..text.len().min(MAX_SEARCHED_BYTES)];
    let mut first = None;
    for at in memchr::memmem::find_iter(text, b"ENV").chain(memchr::memmem::find_iter(text, b"PROFILES_ACTIVE")) {
        let Some((environment, span)) = selected(text, at) else { continue };
        let line = text[..at].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
        let found = (environment, Reason::Content { setting: excerpt(text, span), line });
        if environment == Environment::Production {
            return Some(found);
        }
        first.get_or_insert(found);
    }
    first.or_else(|| namespace(text))
}

/// The environment that the setting around `at` selects, and its span.
fn selected(text: &[u8], at: usize) -> Option<(Environment, Range<usize>)> {
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let start = at - text[..at].iter().rev().take_while(|byte| name(byte)).count();
    let end = at + text[at..].iter().take_while(|byte| name(byte)).count();
    if !SELECTING_VARIABLES.iter().any(|selector| text[start..end].ends_with(selector)) || is_comment(text, start) {
        return None;
    }
    let line = memchr::memchr(b'\n', &text[end..]).map_or(text.len(), |length| end + length);
    let rest = &text[end..line];
    let assigned = rest.iter().position(|byte| !b" \t\"'".contains(byte)).filter(|&at| b"=:".contains(&rest[at]))?;
    let rest = std::str::from_utf8(&rest[assigned + 1..]).ok()?.trim();
    // A reference with a default: `${NODE_ENV:-production}`.
    let value = interpolate(rest, &|_| None);
    let word: String = value.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_alphanumeric()).collect();
    let environment = if word == "release" { Some(Environment::Production) } else { environment_of(&word) };
    Some((environment?, start..line))
}

fn is_comment(text: &[u8], at: usize) -> bool {
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    let lead = text[line..at].trim_ascii_start();
    lead.starts_with(b"#") || lead.starts_with(b"//") || lead.starts_with(b";")
}

/// The environment in the namespace of a Kubernetes manifest: `namespace: prod`.
fn namespace(text: &[u8]) -> Option<(Environment, Reason)> {
    let at = memchr::memmem::find(text, b"namespace:")?;
    let line = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length);
    let name = std::str::from_utf8(&text[at + b"namespace:".len()..line]).ok()?;
    let environment = in_words(&name.to_lowercase())?;
    let line_number = text[..at].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
    Some((environment, Reason::Content { setting: excerpt(text, at..line), line: line_number }))
}

/// A short excerpt for display.
fn excerpt(text: &[u8], span: Range<usize>) -> String {
    let setting = String::from_utf8_lossy(&text[span]);
    let setting = setting.trim().trim_end_matches(',');
    // A quote that only ends here began before the name: `"NODE_ENV=production"`.
    let is_open = ['"', '\''].iter().any(|quote| setting.matches(*quote).count() % 2 == 1);
    let setting = if is_open { setting.trim_end_matches(['"', '\'']) } else { setting };
    setting.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_path_alone() {
        use Environment::{Development, Production, Staging, Test, Unknown};
        for (path, expected) in [
            (".env.prod", Production),
            ("prod.env", Production),
            ("env.production", Production),
            ("docker-compose.prod.yml", Production),
            ("docker-prod.yaml", Production),
            ("compose.override.yml", Development),
            ("compose.deploy.yml", Production),
            ("docker-compose.server.yml", Production),
            ("charts/values-prod.yaml", Production),
            ("deploy/debian12/app.service", Production),
            ("docker/nerdstore-producao.yml", Production),
            ("docker/nerdstore-produção.yml", Production),
            ("konfigurasi/produksi.env", Production),
            ("config/desarrollo.yml", Development),
            ("apps/api/.env.production.local", Development),
            (".env.pre-prod", Staging),
            ("k8s/overlays/staging/config.yaml", Staging),
            ("k8s/non-prod/config.yaml", Unknown),
            (".env", Unknown),
            ("config/environments/production.rb", Production),
            ("src/environment.prod.ts", Production),
            ("src/production_line.py", Unknown),
            ("src/production/order.py", Unknown),
            ("cypress/docker-compose.yml", Test),
            (".github/workflows/ci.yml", Test),
            (".github/workflows/main.yml", Test),
            (".github/workflows/deploy-production.yml", Production),
            ("products/values.yaml", Unknown),
            ("ecosystem.config.js", Production),
            ("pm2.config.cjs", Production),
            ("process.json", Unknown),
            ("procfile", Production),
            ("procfile.dev", Development),
            (".dev.vars", Development),
            ("sites/shop.test.conf.j2", Unknown),
        ] {
            let found = classify(path, Language::from_path(path), b"").0;
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn by_content_where_the_path_says_nothing() {
        use Environment::{Development, Production, Unknown};
        for (text, expected) in [
            ("NODE_ENV=production\n", Production),
            ("# NODE_ENV=production\n", Unknown),
            ("A: 1\n  - NODE_ENV=development\n  - APP_ENV=prod\n", Production),
            ("NODE_ENV: ${NODE_ENV:-production}\n", Production),
            ("ENVIRONMENT: \"staging-eu\"\n", Environment::Staging),
            ("FLASK_ENV = 'development'\n", Development),
            ("SPRING_PROFILES_ACTIVE=prod,metrics\n", Production),
            ("metadata:\n  namespace: shop-prod\n", Production),
            ("MY_ENVELOPE=production\n", Unknown),
            ("NODE_ENV=${NODE_ENV}\n", Unknown),
        ] {
            assert_eq!(classify(".env", Language::Settings, text.as_bytes()).0, expected, "{text}");
        }
        let (_, reason) = classify(".env", Language::Settings, b"A=1\nNODE_ENV=production # ours\n");
        assert_eq!(reason.to_string(), "`NODE_ENV=production # ours` on line 2");
    }
}
