//! Settings of Django: protections that are off by default and that no module turns on.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::{
        ConfigFile,
        deployment::django::{SettingsModule, is_settings},
    },
    model::Severity,
};

pub(super) const ANALYZER: Analyzer =
    Analyzer { checks: &[Check::DjangoCookiesInClear], applies_to: is_settings, reads: is_settings, check };

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let files = file.relations.files();
    if !files.is_known() || !file.context().role.is_in_use() {
        return;
    }
    let Some(module) = SettingsModule::new(file.path, file.parsed.text(), files) else { return };
    let has_sessions = module.says("SessionMiddleware") || module.says("django.contrib.sessions");
    if !has_sessions || !module.runs_in_production(file.context().environment, files) {
        return;
    }
    let missing: Vec<&str> =
        ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"].into_iter().filter(|name| !module.says(name)).collect();
    if missing.is_empty() {
        return;
    }
    let message = format!("Cookies are also sent over plain HTTP: no {}", super::list(&missing));
    let place = place(file.parsed.text());
    found.report(Check::DjangoCookiesInClear, place..place).severity(Severity::Medium).message(message);
}

/// The first setting of security, or the start.
fn place(text: &str) -> usize {
    ["SECURE_SSL", "SECURE_HSTS", "SECURE_PROXY"].iter().filter_map(|name| text.find(name)).min().unwrap_or(0)
}
