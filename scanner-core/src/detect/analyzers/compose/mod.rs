//! Compose files, as what is started from them together.

mod derive;
mod entry;
mod file;
mod health;
mod merge;
mod model;
mod normalize;
mod port;
mod stack;
mod started;
#[cfg(test)]
mod tests;

pub(in crate::detect) use file::ComposeFile;
pub(in crate::detect) use model::{Model, models};
pub(in crate::detect) use started::started_settings;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::is_compose_file,
    detect::{ConfigFile, project::split},
    model::Environment,
};

pub(super) const ANALYZER: Analyzer =
    Analyzer { checks: &[Check::ComposeHealthcheckToolMissing], applies_to: is_compose_file, reads: is_beside, check };

/// Other compose files, the variables that are put into them, and what is built for them.
fn is_beside(path: &str) -> bool {
    let name = split(path).1;
    is_compose_file(path) || name == ".env" || name.to_ascii_lowercase().contains("dockerfile")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if !ConfigFile::is_in_use(file.context().role) {
        return;
    }
    for model in file.compose() {
        if model.environment != Environment::Development && model.environment != Environment::Test {
            health::missing_tools(file, model, found);
        }
    }
}
