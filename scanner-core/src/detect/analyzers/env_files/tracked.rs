//! Env files in git.

use super::{Check, Diagnostics, list};
use crate::{
    detect::{ConfigFile, project::is_public, settings},
    document::Setting,
    model::{Environment, Severity},
    value::{CredentialClass, CredentialStrength, assess, is_encrypted},
};

/// A tracked env file that is no template and holds more than what browsers are given.
pub(super) fn env_file(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = file.context().environment;
    let tracked = file.relations.is_tracked(file.path) && !file.relations.is_encrypted_in_git(file.path);
    if !tracked || !file.context().role.is_in_use() || environment == Environment::Test {
        return;
    }
    let private: Vec<&Setting<'_>> = file.settings.iter().filter(|setting| is_private(setting)).collect();
    let held: Vec<(&str, CredentialStrength)> = private.iter().filter_map(|setting| held(setting)).collect();
    let real: Vec<&str> =
        held.iter().filter(|(_, strength)| *strength == CredentialStrength::Sound).map(|(name, _)| *name).collect();
    let (severity, what) = match (environment, real.is_empty(), held.is_empty()) {
        (Environment::Production, false, _) => (Severity::Blocker, list(&real)),
        (_, false, _) => (Severity::High, list(&real)),
        (Environment::Production, true, false) => (Severity::High, list(&names(&held))),
        (_, true, false) => (Severity::Medium, list(&names(&held))),
        (_, true, true) if private.is_empty() || !environment.is_deployed() => return,
        (_, true, true) => (Severity::Low, list(&private.iter().map(|setting| &*setting.name).collect::<Vec<_>>())),
    };
    let message = format!("`{}` is tracked by git and sets {what}", file.path);
    found.report(Check::TrackedEnvFile, 0..0).severity(severity).message(message);
}

/// Whether a setting is for nobody else: neither given to browsers, nor encrypted to be committed, nor a public key.
fn is_private(setting: &Setting<'_>) -> bool {
    let public_key = setting.name.to_ascii_lowercase().contains("public_key");
    !is_public(&setting.name) && !public_key && !is_encrypted(setting.text.as_bytes())
}

fn names<'a>(held: &[(&'a str, CredentialStrength)]) -> Vec<&'a str> {
    held.iter().map(|(name, _)| *name).collect()
}

/// The credential that a setting holds, and how good it is.
fn held<'a>(setting: &'a Setting<'_>) -> Option<(&'a str, CredentialStrength)> {
    let strength = match settings::connection_password(&setting.text) {
        Some(password) => assess(password, CredentialClass::DatabasePassword),
        None => assess(&setting.text, settings::class_of(&setting.name)?),
    };
    let kept = match strength {
        CredentialStrength::Empty | CredentialStrength::Reference => return None,
        CredentialStrength::Placeholder | CredentialStrength::DefaultCredential => strength,
        CredentialStrength::Weak(crate::value::Weakness::Short { .. })
        | CredentialStrength::Malformed
        | CredentialStrength::Sound => CredentialStrength::Sound,
        weak => weak,
    };
    Some((&setting.name, kept))
}
