//! One secret in two files that should not share it.

use super::Claim;
use crate::{
    context::{Role, is_env_file},
    detect::ConfigFile,
    model::{Environment, RuleMeta, Severity, ValueHash},
};

/// A production env file with a secret that an env file for development has too.
pub(super) fn with_development(meta: &RuleMeta, file: &ConfigFile<'_>) -> Vec<Claim> {
    if file.context().environment != Environment::Production || !ConfigFile::is_in_use(file.context().role) {
        return Vec::new();
    }
    let develops = |environment| matches!(environment, Environment::Development | Environment::Test);
    claims(
        file,
        |other| develops(other.environment) && ConfigFile::is_in_use(other.role),
        |name, other| (Severity::High, false, format!("{}: `{name}` is the same in `{other}`", meta.title)),
    )
}

/// A template with a secret that a file in use has too.
pub(super) fn live_in_template(meta: &RuleMeta, file: &ConfigFile<'_>) -> Vec<Claim> {
    if file.context().role != Role::Template {
        return Vec::new();
    }
    claims(
        file,
        |other| ConfigFile::is_in_use(other.role),
        |name, other| (Severity::Blocker, true, format!("{}: `{name}` is the value that `{other}` uses", meta.title)),
    )
}

/// Claims each secret of a file that another of a kind has.
fn claims(
    file: &ConfigFile<'_>,
    kind: impl Fn(&crate::context::FileContext) -> bool,
    say: impl Fn(&str, &str) -> (Severity, bool, String),
) -> Vec<Claim> {
    let relations = &file.relations;
    let Some(own) = relations.env_files().find(|(path, _)| *path == file.path).map(|(_, own)| own) else {
        return Vec::new();
    };
    let holder = |secret: ValueHash| {
        let others = relations.env_files().filter(|(path, other)| *path != file.path && kind(&other.context));
        others
            .filter(|(path, _)| is_env_file(path))
            .find(|(_, other)| other.keys.iter().any(|key| key.secret == Some(secret)))
    };
    let found = own.keys.iter().zip(file.settings).filter_map(|(key, setting)| {
        let (other, _) = holder(key.secret?)?;
        let (severity, secret, message) = say(&key.name, other);
        let span = if secret { setting.value.clone() } else { setting.key.clone() };
        Some(Claim { span, secret, severity, message })
    });
    found.collect()
}
