//! Files that set what production runs with. Items about values are decided only where there is one.

use crate::{
    context::{Language, is_compose_file, is_env_file, is_pm2_file},
    detect::{is_credential, is_weak_credential},
    document::Format,
    evidence::{Sightings, SurveyedFile},
    model::{Environment, ProductionFile, words},
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
        if is_measure(&name) {
            continue;
        }
        if is_credential(&name, &setting.text) {
            production.credentials.insert(name.clone());
        }
        if is_weak_credential(&name, &setting.text) {
            production.weak.insert(name.clone());
        }
        production.names.insert(name);
    }
    found.production = Some(production);
}

/// Whether a setting only says how long, how many, where or which: `JWT_EXPIRES_IN`, `DB_PORT`. No item about a secret or an address
/// is answered by that.
fn is_measure(name: &str) -> bool {
    const LAST: [&str; 26] = [
        "in", "expires", "expiry", "expiration", "ttl", "lifetime", "age", "duration", "timeout", "seconds", "minutes",
        "hours", "days", "port", "size", "pool", "min", "max", "limit", "count", "retries", "id", "algorithm",
        "version", "region", "window",
    ];
    words(name.as_bytes()).last().is_some_and(|word| LAST.contains(&word.as_str()))
}

/// Whether programs take variables from such a file.
fn sets_environment(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    // A script writes such files, often for somebody to fill in.
    let is_script = matches!(path.rsplit('.').next(), Some("sh" | "bash" | "zsh" | "fish" | "ps1" | "bat"));
    if is_script {
        return false;
    }
    is_env_file(path)
        || is_compose_file(path)
        || is_pm2_file(path, file.parsed.bytes())
        || matches!(Format::for_path(path), Some(Format::Unit | Format::Yaml | Format::Properties))
        || file.context.language == Language::Settings
}

#[cfg(test)]
mod tests {
    use super::is_measure;

    #[test]
    fn settings_that_say_how_long_or_how_many() {
        for name in ["JWT_EXPIRES_IN", "DB_PORT", "ENCRYPTION_KEY_ID", "DATABASE_POOL_SIZE", "RATE_LIMIT_MAX"] {
            assert!(is_measure(name), "{name}");
        }
        for name in ["JWT_SECRET", "DATABASE_URL", "DB_PASSWORD", "APP_URL", "RATE_LIMIT_ENABLED"] {
            assert!(!is_measure(name), "{name}");
        }
    }
}
