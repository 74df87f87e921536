//! Settings that a template has and the file for production lacks.

use super::{Check, Diagnostics, list};
use crate::{
    detect::ConfigFile,
    model::{Environment, Severity},
};

/// A file that has less than this share of its template's keys is made for something else.
const SHARE: (usize, usize) = (1, 2);

pub(super) fn missing_keys(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let production = file.context().environment == Environment::Production && file.context().role.is_in_use();
    let Some((path, template)) = production.then(|| file.relations.template_for(file.path)).flatten() else { return };
    let has = |name: &str| file.settings.iter().any(|setting| setting.name == name);
    let known = template.keys.iter().filter(|key| has(&key.name)).count();
    let missing: Vec<&str> =
        template.keys.iter().filter(|key| !key.is_empty && !has(&key.name)).map(|key| key.name.as_str()).collect();
    if !missing.is_empty() && known * SHARE.1 >= template.keys.len() * SHARE.0 {
        let message = format!("`{path}` has {}, and this file does not", list(&missing));
        found.report(Check::KeyMissingInProduction, 0..0).severity(Severity::Medium).message(message);
    }
}
