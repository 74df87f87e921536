//! What the role of a file does to the credentials found in it. The table is in `docs/quality.md`.

use super::{Match, Matches, Specificity, key_of_value, naming::credential, roles::Roles};
use crate::{
    context::{FileContext, Role, is_compose_file, is_for_developers, is_workflow},
    model::{Category, Confidence, Environment, Lowered, Severity, ValueClass},
    rule::{Check, CredentialName, Matcher, Rule, RuleSet},
    value::value_class,
};
use std::{cell::LazyCell, ops::Range};

/// The bytes before a password in which the element with its host is looked for.
const MAX_ELEMENT_BYTES: usize = 400;

/// The maker of a credential, as far as it tells an invented one from a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A vendor issued it, in a format of its own: nobody writes one by hand.
    Issued,
    /// A key or a store of keys, which tests make for themselves.
    Key,
    /// Somebody chose it, or signed it with a key that may be a test's.
    Chosen,
}

/// What becomes of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It counts as anywhere.
    Full,
    /// It is worth no more than this.
    AtMost(Severity),
    /// It is worth no more than this, and nothing if there is any doubt about it.
    Certain(Severity),
    /// Such files are full of what only looks like it.
    Ignored,
}

/// Applies the policy to what was found in a file. What is dropped is still hidden in snippets of the rest.
pub fn apply_role(rules: &RuleSet, context: FileContext, path: &str, text: &[u8], mut matches: Matches) -> Matches {
    if matches.list.is_empty() {
        return matches;
    }
    let roles = Roles::new(context, path, text);
    let is_job = context.environment != Environment::Production && is_workflow(&path.to_lowercase());
    let is_shared = context.environment == Environment::Unknown && is_compose_file(path);
    let is_for_developers = LazyCell::new(|| is_shared && is_for_developers(text));
    let (mut list, mut hidden) = (Vec::with_capacity(matches.list.len()), Vec::new());
    for mut found in matches.list {
        let rule = &rules.as_slice()[found.rule];
        lower_if_guessable(rule, context.environment, text, &mut found);
        if rule.meta.category == Category::DefaultCredential && *is_for_developers {
            lower(rule, Severity::Medium, Lowered::Environment, &mut found);
        }
        if is_client_key(rule) && is_shipped(path) {
            found.at_most(Severity::Medium, Lowered::Extent);
        }
        let role = roles.at(&found.value, rule);
        let origin = origin(rule, &found);
        if origin == Some(Origin::Chosen) && context.environment == Environment::Development {
            lower(rule, Severity::Medium, Lowered::Environment, &mut found);
        }
        if origin == Some(Origin::Chosen) && matches.replaced.iter().any(|place| place.contains(&found.value.start)) {
            lower(rule, Severity::Medium, Lowered::Environment, &mut found);
        }
        let is_own = || is_for_own_machine(text, found.value.start) || is_job && is_for_own_program(text, &found.value);
        if origin == Some(Origin::Chosen) && is_own() {
            lower(rule, Severity::Low, Lowered::Environment, &mut found);
        }
        match origin.map_or(Standing::Full, |origin| standing(role, origin, found.specificity)) {
            Standing::Full => list.push(found),
            Standing::Ignored => hidden.push(found.value),
            Standing::Certain(_) if found.confidence == Some(Confidence::Low) => hidden.push(found.value),
            Standing::AtMost(most) | Standing::Certain(most) => {
                let own = found.severity.unwrap_or(rule.meta.severity);
                if own > most {
                    found.doubt(most, Lowered::Practice);
                }
                list.push(found);
            }
        }
    }
    matches.list = list;
    matches.hidden.extend(hidden);
    matches
}

/// Lowers a password that anyone could guess, in the syntax of a vendor's connection string or command: it is as bad as
/// any other default, not as a leak.
fn lower_if_guessable(rule: &Rule, environment: Environment, text: &[u8], found: &mut Match) {
    let is_chosen = origin(rule, found) == Some(Origin::Chosen) && matches!(rule.matcher, Matcher::Text(_));
    let is_weak = || {
        let value = &text[found.value.clone()];
        matches!(value_class(value), ValueClass::Default | ValueClass::Guessable | ValueClass::Placeholder)
    };
    if is_chosen && is_weak() {
        let production = environment == Environment::Production;
        lower(rule, if production { Severity::High } else { Severity::Medium }, Lowered::Value, found);
    }
}

fn lower(rule: &Rule, most: Severity, reason: Lowered, found: &mut Match) {
    if found.severity.unwrap_or(rule.meta.severity) > most {
        found.at_most(most, reason);
    }
}

/// Whether a password is beside the host it is for, in XML, and that is the machine of whoever wrote it: `<server>localhost</server>`.
fn is_for_own_machine(text: &[u8], place: usize) -> bool {
    let before = &text[place.saturating_sub(MAX_ELEMENT_BYTES)..place];
    let open = before.ends_with(b">")
        || memchr::memrchr(b'<', before).is_some_and(|at| memchr::memchr(b'\n', &before[at..]).is_none());
    open && [&b">localhost</"[..], b">127.0.0.1</"].iter().any(|host| memchr::memmem::find(before, host).is_some())
}

/// Whether a value of a workflow is a key with which the program itself signs or encrypts: what a job tests or builds needs one
/// for as long as the job runs. Tokens of others give access to them.
fn is_for_own_program(text: &[u8], value: &Range<usize>) -> bool {
    let name = key_of_value(text, value).map(|name| String::from_utf8_lossy(&text[name]));
    let credential = name.and_then(|name| credential(&name));
    matches!(credential, Some(CredentialName::SigningSecret | CredentialName::EncryptionKey))
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

/// The origin of a credential; `None` for what is no credential, or is about the file around it.
fn origin(rule: &Rule, found: &Match) -> Option<Origin> {
    if rule.meta.category != Category::Secret || found.is_about_setup || found.subject.is_some() {
        return None;
    }
    match &rule.matcher {
        Matcher::Text(text) if text.low_in_tests => Some(Origin::Chosen),
        Matcher::Text(_) => Some(Origin::Issued),
        Matcher::Assigned(_) => Some(Origin::Chosen),
        Matcher::Code(code) => Some(match code.check {
            Check::PrivateKey | Check::EncryptedPrivateKey | Check::PrivateKeyBase64 | Check::Keystore => Origin::Key,
            _ => Origin::Chosen,
        }),
        Matcher::Setting(_) | Matcher::Document(_) => None,
    }
}

fn standing(role: Role, origin: Origin, specificity: Specificity) -> Standing {
    use Origin::{Chosen, Issued, Key};
    use Standing::{AtMost, Certain, Full, Ignored};
    // Where a vendor's name is beside it, there is less doubt.
    let is_loose = specificity < Specificity::Named;
    match (role, origin) {
        (Role::Plain | Role::Source | Role::Config, _) | (Role::Docs, Issued) => Full,
        (Role::Test | Role::Fixture, Issued) if specificity == Specificity::Proved => Full,
        (Role::Test | Role::Fixture, Issued) => AtMost(Severity::Medium),
        (Role::Test | Role::Fixture | Role::Docs, Key) => AtMost(Severity::Low),
        (Role::Test | Role::Fixture | Role::Docs | Role::Template, Chosen) if is_loose => Certain(Severity::Low),
        (Role::Test | Role::Fixture | Role::Docs | Role::Template, Chosen) => AtMost(Severity::Low),
        (Role::Vendored, Issued | Key) => AtMost(Severity::Medium),
        (Role::Localisation | Role::Lockfile, Chosen) if specificity == Specificity::Generic => Ignored,
        (Role::Vendored, Chosen) => AtMost(Severity::Low),
        (Role::Localisation | Role::Lockfile, Chosen) => Certain(Severity::Low),
        (Role::Generated, Chosen) if specificity == Specificity::Generic => Certain(Severity::Low),
        (Role::Generated, Chosen) => AtMost(Severity::Medium),
        (Role::Template | Role::Generated | Role::Localisation | Role::Lockfile, Issued | Key) => Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_origins() {
        use Origin::{Chosen, Issued, Key};
        use Standing::{AtMost, Certain, Full};
        let (low, medium) = (Severity::Low, Severity::Medium);
        for (role, issued, key, chosen) in [
            (Role::Source, Full, Full, Full),
            (Role::Config, Full, Full, Full),
            (Role::Test, AtMost(medium), AtMost(low), Certain(low)),
            (Role::Docs, Full, AtMost(low), Certain(low)),
            (Role::Template, Full, Full, Certain(low)),
            (Role::Generated, Full, Full, AtMost(medium)),
            (Role::Vendored, AtMost(medium), AtMost(medium), AtMost(low)),
        ] {
            for (origin, expected) in [(Issued, issued), (Key, key), (Chosen, chosen)] {
                assert_eq!(standing(role, origin, Specificity::Kind), expected, "{role} {origin:?}");
            }
        }
        assert_eq!(standing(Role::Generated, Chosen, Specificity::Generic), Certain(low));
        assert_eq!(standing(Role::Test, Issued, Specificity::Proved), Full);
        assert_eq!(standing(Role::Test, Chosen, Specificity::Named), AtMost(low));
        assert_eq!(standing(Role::Lockfile, Chosen, Specificity::Generic), Standing::Ignored);
    }
}
