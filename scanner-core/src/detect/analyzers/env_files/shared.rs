//! One secret in two files that should not share it.

use super::{Check, Diagnostics};
use crate::{
    context::{FileContext, Role},
    detect::ConfigFile,
    document::Setting,
    model::{Environment, Severity, ValueHash},
};

/// A production env file with a secret that an env file for development has too.
pub(super) fn with_development(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if file.context().environment != Environment::Production || !file.context().role.is_in_use() {
        return;
    }
    let develops = |environment| matches!(environment, Environment::Development | Environment::Test);
    for (setting, other) in shared(file, |other| develops(other.environment) && other.role.is_in_use()) {
        let report = found.report(Check::SecretSharedWithDevelopment, setting.key.clone()).severity(Severity::High);
        report.subject(&*setting.name).message(format!("`{}` has the same value in `{other}`", setting.name));
    }
}

/// A template with a secret that a file in use has too.
pub(super) fn live_in_template(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if file.context().role != Role::Template {
        return;
    }
    for (setting, other) in shared(file, |other| other.role.is_in_use()) {
        let message = format!("`{}` has the value that `{other}` uses", setting.name);
        let report = found.report(Check::LiveSecretInTemplate, setting.value.clone()).severity(Severity::Blocker);
        report.message(message).secret();
    }
}

/// The secrets of a file that another of a kind has, and which.
fn shared<'a>(file: &'a ConfigFile<'_>, kind: impl Fn(&FileContext) -> bool) -> Vec<(&'a Setting<'a>, &'a str)> {
    let relations = file.relations;
    let Some(own) = relations.env_file(file.path) else { return Vec::new() };
    let holder = |secret: ValueHash| {
        let mut others = relations.holders(secret).filter(|(path, other)| *path != file.path && kind(&other.context));
        others.next().map(|(path, _)| path)
    };
    let keys = own.keys.iter().zip(file.settings);
    keys.filter_map(|(key, setting)| Some((setting, holder(key.secret?)?))).collect()
}
