//! Env files: what git and images have of them, what production's lack, and secrets that two environments share.

mod complete;
mod ignored;
mod misread;
mod shared;
mod tracked;

use super::{Analyzer, Check, Diagnostics, list};
use crate::{
    context::is_env_file,
    detect::{ConfigFile, project::split},
};

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::EnvFileInImage,
        Check::EnvFileNotIgnored,
        Check::EnvValueMisread,
        Check::KeyMissingInProduction,
        Check::LiveSecretInTemplate,
        Check::SecretSharedWithDevelopment,
        Check::TrackedEnvFile,
    ],
    applies_to: |path| is_env_file(path) || is_ignore_file(path),
    reads: |_| false,
    check,
};

fn is_ignore_file(path: &str) -> bool {
    matches!(split(path).1, ".gitignore" | ".dockerignore")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if is_ignore_file(file.path) {
        ignored::by_git(file, found);
        ignored::by_docker(file, found);
        return;
    }
    tracked::env_file(file, found);
    complete::missing_keys(file, found);
    misread::values(file, found);
    shared::with_development(file, found);
    shared::live_in_template(file, found);
}
