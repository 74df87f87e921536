//! Files that set what production runs with. Items about values are decided only where there is one.

use super::{Sightings, SurveyedFile};
use crate::{
    context::{Language, is_compose_file, is_env_file, is_pm2_file},
    detect::is_weak_credential,
    document::Format,
    model::{Environment, ProductionFile},
    value::is_reference,
};

/// Notes the settings of a file for production that are given a value there.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if file.context.environment != Environment::Production || !file.is_in_use() || !sets_environment(file) {
        return;
    }
    let settings = file.parsed.settings();
    let is_given = |text: &str| !text.trim().is_empty() && !is_reference(text.as_bytes());
    let mut production = ProductionFile::default();
    for setting in settings.list.iter().filter(|setting| is_given(&setting.text)) {
        let name = setting.name.clone().into_owned();
        if is_weak_credential(&name, &setting.text) {
            production.weak.insert(name.clone());
        }
        production.names.insert(name);
    }
    found.production = Some(production);
}

/// Whether programs take variables from such a file.
fn sets_environment(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    is_env_file(path)
        || is_compose_file(path)
        || is_pm2_file(path, file.parsed.bytes())
        || matches!(Format::for_path(path), Some(Format::Unit | Format::Yaml | Format::Properties))
        || file.context.language == Language::Settings
}
