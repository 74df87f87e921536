//! Dockerfiles: what the image for production is made of, runs and holds.
//!
//! Checks look at the stages that are shipped: what an earlier stage does is thrown away. Files that are for development by
//! their name, or because another one beside them is for production, are not looked at.

mod apt;
mod base;
mod build;
mod command;
mod context;
mod copied;
mod copies;
mod exec;
mod folder;
mod health;
mod install;
mod node_env;
mod packages;
mod scripts;
mod secret;
mod service;
mod user;
mod words;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::{is_aside, is_compose_file},
    detect::{
        ConfigFile,
        project::{PackagePaths, split},
    },
    document::Format,
};
use build::{Build, is_deployed};
pub(crate) use exec::{run as run_commands, start as start_words};

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::BaseImageUnpinned,
        Check::BuildToolsInImage,
        Check::ContextCopiedUnfiltered,
        Check::CredentialFileInImage,
        Check::DatabaseResetAtStart,
        Check::DevelopmentDependenciesInImage,
        Check::DevelopmentEnvironmentInImage,
        Check::DevelopmentServerStarted,
        Check::HealthCheckNeverFails,
        Check::HealthCheckToolMissing,
        Check::ImageEndOfLife,
        Check::ImageNodeEnvMissing,
        Check::ImageRunsAsRoot,
        Check::ImageWithoutHealthCheck,
        Check::NpmInstallInImage,
        Check::PackageLeftoversInImage,
        Check::RemoteFileAddedUnchecked,
        Check::ScriptPipedIntoShell,
        Check::SecretBuildArgument,
        Check::SeedingAtStart,
        Check::TemplateEnvInImage,
        Check::UnlockedInstallInImage,
        Check::UnpinnedToolInImage,
        Check::WorldWritableFilesInImage,
    ],
    applies_to: is_dockerfile,
    reads: is_beside,
    check,
};

/// Whether a file is a Dockerfile by its name.
pub(super) fn is_dockerfile(path: &str) -> bool {
    Format::for_path(path) == Some(Format::Dockerfile)
}

/// Whether a file says something about the image of a Dockerfile beside it.
fn is_beside(path: &str) -> bool {
    let name = split(path).1;
    let told = ["fly.toml", "render.yaml", "railway.json", "railway.toml"].contains(&name)
        || PackagePaths::NAMES.contains(&name);
    let orchestrated = (name.ends_with(".yml") || name.ends_with(".yaml")) && health::may_be_manifest(path);
    let entry = command::is_python_entry(name);
    let script = entry || name.ends_with(".sh") || name.contains("entrypoint") && !name.contains('.');
    told || script && !is_aside(path) || orchestrated || name.ends_with(".dockerignore") || is_compose_file(path)
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if !is_deployed(file) {
        return;
    }
    let Some(mut build) = Build::new(file) else { return };
    build.context = folder::likely_context(&build);
    base::check(&build, found);
    user::check(&build, found);
    health::check(&build, found);
    command::check(&build, found);
    node_env::check(&build, found);
    context::check(&build, found);
    packages::check(&build, found);
    apt::check(&build, found);
    scripts::check(&build, found);
    secret::check(&build, found);
}
