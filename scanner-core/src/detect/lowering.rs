//! What lowers a credential besides the role of its place: its value, its environment, and what stands around it.

use super::{Match, key_of_value, knowledge::OWN_MACHINE, naming::credential, origin::Origin};
use crate::{
    context::{FileContext, is_compose_file, is_for_developers, is_workflow},
    model::{Category, Environment, Lowered, Severity, ValueClass},
    rule::{CredentialName, Matcher, Rule},
    value::value_class,
};
use std::{cell::OnceCell, ops::Range};

/// The bytes before a password in which the element with its host is looked for.
const MAX_ELEMENT_BYTES: usize = 400;

/// The file around what was found in it.
pub(super) struct Surroundings<'a> {
    environment: Environment,
    path: &'a str,
    text: &'a [u8],
    /// Values in whose place production has others, in order.
    replaced: &'a [Range<usize>],
    /// Whether it is a workflow that deploys nothing.
    is_job: bool,
    /// Whether developers start it as often as servers do.
    is_for_developers: OnceCell<bool>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(context: FileContext, path: &'a str, text: &'a [u8], replaced: &'a [Range<usize>]) -> Self {
        let environment = context.environment;
        Surroundings {
            environment,
            path,
            text,
            replaced,
            is_job: environment != Environment::Production && is_workflow(&path.to_lowercase()),
            is_for_developers: OnceCell::new(),
        }
    }

    /// Lowers a match to what it is worth here.
    pub(super) fn lower(&self, rule: &Rule, origin: Option<Origin>, found: &mut Match) {
        let is_chosen = origin == Some(Origin::Chosen);
        if is_chosen && matches!(rule.matcher, Matcher::Text(_)) && self.is_weak(found) {
            let production = self.environment == Environment::Production;
            lower(rule, if production { Severity::High } else { Severity::Medium }, Lowered::Value, found);
        }
        if rule.meta.category == Category::DefaultCredential && self.is_for_developers() {
            lower(rule, Severity::Medium, Lowered::Environment, found);
        }
        if is_client_key(rule) && is_shipped(self.path) {
            found.at_most(Severity::Medium, Lowered::Extent);
        }
        if is_chosen && (self.environment == Environment::Development || self.is_replaced(found)) {
            lower(rule, Severity::Medium, Lowered::Environment, found);
        }
        if is_chosen && (self.is_for_own_machine(found) || self.is_job && self.is_for_own_program(found)) {
            lower(rule, Severity::Low, Lowered::Environment, found);
        }
    }

    fn is_for_developers(&self) -> bool {
        *self.is_for_developers.get_or_init(|| {
            self.environment == Environment::Unknown && is_compose_file(self.path) && is_for_developers(self.text)
        })
    }

    /// Whether anyone could guess a password: in the syntax of a vendor's connection string or command it is as bad as any
    /// other default, not as a leak.
    fn is_weak(&self, found: &Match) -> bool {
        let value = &self.text[found.value.clone()];
        matches!(value_class(value), ValueClass::Default | ValueClass::Guessable | ValueClass::Placeholder)
    }

    /// Whether production has another value in this place.
    fn is_replaced(&self, found: &Match) -> bool {
        let place = found.value.start;
        let behind = self.replaced.partition_point(|replaced| replaced.start <= place);
        behind.checked_sub(1).is_some_and(|at| self.replaced[at].contains(&place))
    }

    /// Whether a password is beside the host it is for, in XML, and that is the machine of whoever wrote it:
    /// `<server>localhost</server>`.
    fn is_for_own_machine(&self, found: &Match) -> bool {
        let place = found.value.start;
        let before = &self.text[place.saturating_sub(MAX_ELEMENT_BYTES)..place];
        let is_in_element = before.ends_with(b">")
            || memchr::memrchr(b'<', before).is_some_and(|at| memchr::memchr(b'\n', &before[at..]).is_none());
        let is_named = |host: &str| memchr::memmem::find(before, format!(">{host}</").as_bytes()).is_some();
        is_in_element && OWN_MACHINE.into_iter().any(is_named)
    }

    /// Whether a value of a workflow is a key with which the program itself signs or encrypts: what a job tests or builds needs
    /// one for as long as the job runs. Tokens of others give access to them.
    fn is_for_own_program(&self, found: &Match) -> bool {
        let name = key_of_value(self.text, &found.value).map(|name| String::from_utf8_lossy(&self.text[name]));
        let credential = name.and_then(|name| credential(&name));
        matches!(credential, Some(CredentialName::SigningSecret | CredentialName::EncryptionKey))
    }
}

fn lower(rule: &Rule, most: Severity, reason: Lowered, found: &mut Match) {
    if found.severity.unwrap_or(rule.meta.severity) > most {
        found.at_most(most, reason);
    }
}

fn is_client_key(rule: &Rule) -> bool {
    matches!(&rule.matcher, Matcher::Text(text) if text.client_key)
}

/// Whether a file becomes part of an app or a page that anyone can read.
fn is_shipped(path: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".html", ".htm", ".jsx", ".tsx", ".vue", ".svelte", ".dart", ".swift", ".kt", ".xml", ".plist", ".xaml",
        ".blade.php", ".twig", ".erb", ".ejs", ".hbs", ".cshtml", ".jinja", ".xaml.cs", ".axaml",
        "google-services.json", "app.json",
    ];
    const FOLDERS: &[&str] = &["public", "static", "wwwroot", "frontend", "client", "mobile", "android", "ios", "web"];
    let lower = path.to_ascii_lowercase();
    let folders = lower.rsplit_once('/').map_or("", |(folders, _)| folders);
    ENDINGS.iter().any(|ending| lower.ends_with(ending)) || folders.split('/').any(|folder| FOLDERS.contains(&folder))
}
