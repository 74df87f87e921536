//! A setting with what rules ask of it, worked out once.

use super::ConfigFile;
use crate::{
    context::environment_of,
    detect::naming::{NameHint, credential, holds_name, name_hint},
    document::{EnvCondition, Origin, Setting, Syntax},
    model::{Environment, NameWords, words},
    rule::{CredentialName, Place},
    value::is_placeholder_word,
};

/// Of a long key path this many parts count.
const MAX_PARTS: usize = 4;
/// Of a longer name the end counts: no rule asks for so many words.
const MAX_NAME_BYTES: usize = 512;

/// A name under which rules are looked up.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) words: NameWords,
    /// The start of the last part in the flat words.
    pub(super) last: usize,
}

impl Name {
    fn new(path: &str, name: &str) -> Self {
        let tail = path.rmatch_indices('.').nth(MAX_PARTS - 1).map_or(path, |(at, _)| &path[at + 1..]);
        let words = NameWords::new(end_of(tail));
        let last = words.flat().len().saturating_sub(NameWords::new(end_of(name)).flat().len());
        Name { words, last }
    }
}

fn end_of(name: &str) -> &str {
    let start = name.len().saturating_sub(MAX_NAME_BYTES);
    let start = (start..name.len()).find(|at| name.is_char_boundary(*at)).unwrap_or(name.len());
    &name[start..]
}

/// One setting of a file.
#[derive(Debug)]
pub(super) struct SettingView<'a> {
    pub(super) setting: &'a Setting<'a>,
    pub(super) names: Vec<Name>,
    pub(super) place: Place,
    pub(super) environment: Environment,
    pub(super) credential: Option<CredentialName>,
}

impl<'a> SettingView<'a> {
    /// `None` for settings that say nothing of a deployment: those that no program is given, those that only hold outside of production, and those of
    /// stages of a Dockerfile that are not `shipped`.
    pub(super) fn new(setting: &'a Setting<'a>, file: &ConfigFile<'_>, shipped: &[String]) -> Option<Self> {
        let stage = setting.scope.owner.as_ref().filter(|_| is_dockerfile(setting));
        if stage.is_some_and(|stage| !shipped.contains(stage)) {
            return None;
        }
        let environment = match setting.scope.condition {
            _ if setting.scope.is_inert => return None,
            EnvCondition::Elsewhere => return None,
            EnvCondition::Production => Environment::Production,
            EnvCondition::Any if is_for_tests(&setting.name) || is_in_tests(&setting.path) => Environment::Test,
            EnvCondition::Any => scope_environment(setting).unwrap_or(file.context().environment),
        };
        let mut names = vec![Name::new(&setting.path, &setting.name)];
        if let Some(receiver) = &setting.receiver {
            names.push(Name::new(receiver, receiver));
        }
        let place = place(setting);
        let lists = match place {
            Place::Constant | Place::Code => LISTS,
            Place::Argument => SAMPLES,
            _ => &[],
        };
        if names[0].words.iter().any(|word| lists.contains(&word)) {
            return None;
        }
        if place != Place::Config && is_validator(file.path) {
            return None;
        }
        let is_elsewhere =
            || is_resource(file.path, setting) || holds_name(file.path, setting) || is_key_of_code(setting, place);
        let credential = match setting.syntax {
            Syntax::Argument(class) => class,
            _ => setting.names().find_map(credential).filter(|_| !is_elsewhere()),
        };
        Some(SettingView { setting, names, place, environment, credential })
    }
}

impl SettingView<'_> {
    /// Whether source code signs with the value, at least where nothing else is configured.
    pub(super) fn signs_in_code(&self) -> bool {
        let in_code = matches!(self.place, Place::Fallback | Place::Constant | Place::Argument);
        in_code && self.credential == Some(CredentialName::SigningSecret)
    }
}

/// Words in the path of a value that code holds to compare with, not to use.
const LISTS: &[&str] = &[
    "placeholder", "placeholders", "insecure", "forbidden", "denied", "deny", "denylist", "blocked", "blocklist",
    "blacklist", "weak", "invalid", "example", "examples", "mock", "mocks", "fake", "disallowed", "banned", "known",
    "expected", "schema", "label", "labels", "message", "messages", "error", "errors", "title", "description",
];

/// The same for arguments of calls, in whose path the types of functions are, too.
const SAMPLES: &[&str] = &["example", "examples", "schema", "placeholder", "mock", "mocks", "fake"];

/// `TEST_DATABASE_URL`, `e2e_password`.
fn is_for_tests(name: &str) -> bool {
    let first = words(name.as_bytes()).into_iter().next();
    first.is_some_and(|word| ["test", "testing", "e2e", "mock", "fake", "dummy"].contains(&word.as_str()))
}

/// `connections.testing_pgsql.password`.
fn is_in_tests(path: &str) -> bool {
    let is_of_tests = |part: &str| {
        let first = part.split(['_', '-']).next().unwrap_or(part);
        first.len() < part.len() && first.eq_ignore_ascii_case("testing")
    };
    path.split('.').any(is_of_tests)
}

/// Whether code is there to refuse values, and so holds those that are bad.
fn is_validator(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    words(stem.as_bytes())
        .iter()
        .any(|word| ["validator", "validation", "validate", "sanitizer"].contains(&word.as_str()))
}

/// Terraform resources hold placeholders on purpose: what is real is put in their place by other means.
fn is_resource(path: &str, setting: &Setting<'_>) -> bool {
    path.ends_with(".tf") && setting.scope.origin == Origin::Given && is_placeholder_word(setting.text.as_bytes())
}

/// Whether source code calls something else a key: an entry of a session or cache (`GUEST_SESSION_KEY`), or a member (`CLASS_KEY`).
fn is_key_of_code(setting: &Setting<'_>, place: Place) -> bool {
    let words = NameWords::new(&setting.name);
    let words: Vec<&str> = words.iter().collect();
    let mut last = words.iter().rev().copied();
    if place == Place::Config || last.next() != Some("key") {
        return false;
    }
    let entry = last.next().is_none_or(|word| ["session", "cookie"].contains(&word));
    let is_variable = place == Place::Fallback && is_capitals(&setting.name);
    !is_variable && (entry || name_hint(setting.name.as_bytes()) == Some(NameHint::Key))
}

fn is_capitals(name: &str) -> bool {
    name.len() > 1 && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether a setting is of a Dockerfile.
pub(super) fn is_dockerfile(setting: &Setting<'_>) -> bool {
    matches!(setting.syntax, Syntax::DockerfileEnv | Syntax::DockerfileArg)
}

fn scope_environment(setting: &Setting<'_>) -> Option<Environment> {
    let name = setting.scope.environment.as_deref()?;
    name.split(|c: char| !c.is_alphanumeric()).find_map(environment_of)
}

fn place(setting: &Setting<'_>) -> Place {
    match setting.syntax {
        Syntax::Fallback => Place::Fallback,
        Syntax::Argument(_) => Place::Argument,
        Syntax::Assignment if is_capitals(&setting.name) => Place::Constant,
        Syntax::Assignment => Place::Code,
        _ => Place::Config,
    }
}
