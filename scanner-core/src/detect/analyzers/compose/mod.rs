//! Compose files: health checks that can't work.

mod health;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::is_compose_file,
    detect::{ConfigFile, project::split},
    model::Environment,
};

pub(super) const ANALYZER: Analyzer =
    Analyzer { checks: &[Check::ComposeHealthcheckToolMissing], applies_to: is_compose_file, reads: is_beside, check };

/// Other compose files, the variables that are put into them, what is built for them, and what limits their logs.
fn is_beside(path: &str) -> bool {
    let name = split(path).1;
    is_compose_file(path) || name == ".env" || name == "daemon.json" || name.to_ascii_lowercase().contains("dockerfile")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if !file.context().role.is_in_use() {
        return;
    }
    for model in file.compose() {
        if model.environment != Environment::Development && model.environment != Environment::Test {
            found.because(file.why_in_model(model));
            health::missing_tools(file, model, found);
        }
    }
}
