//! Dependencies of a project: unfinished releases, versions that nobody chose, and lockfiles.

mod locks;
mod manifest;
mod version;

use super::{Analyzer, Check, Diagnostics, list, said_environment};
use crate::{
    detect::{ConfigFile, project::split},
    model::{Environment, Severity},
};
use manifest::Dependency;
pub(crate) use manifest::Manifest;
use version::{Maturity, VersionBound};

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::AnyVersionDependency,
        Check::LockfileMissing,
        Check::LockfilesConflicting,
        Check::PrereleaseDependency,
        Check::UnpinnedDependencies,
    ],
    applies_to: |path| manifest::Kind::of(path).is_some(),
    reads: |path| matches!(split(path).1, "package.json" | "Cargo.toml" | "pyproject.toml" | "composer.json"),
    check,
};

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = said_environment(file);
    let for_others = matches!(environment, Environment::Development | Environment::Test);
    if !file.context().role.is_in_use() || for_others {
        return;
    }
    let Some(manifest) = Manifest::read(file.parsed) else { return };
    for dependency in manifest.dependencies.iter().filter(|dependency| !dependency.is_development) {
        unfinished(&manifest, dependency, found);
    }
    let lock = locks::lock(file.relations.files(), file.path, manifest.kind);
    if !lock.is_there {
        unpinned(&manifest, found);
    }
    // Whether there is a lockfile is said of the packages.
    if !manifest::is_catalog(file.path) {
        locks::check(file, &manifest, &lock, found);
    }
}

/// A release that its makers do not call finished, or the first of a major version, of what everything is built on.
fn unfinished(manifest: &Manifest, dependency: &Dependency, found: &mut Diagnostics<'_>) {
    if !version::is_framework(manifest.kind, &dependency.name) {
        return;
    }
    let (name, asked) = (&dependency.name, &dependency.requirement);
    let message = match version::maturity(manifest.kind, asked) {
        Maturity::Prerelease => format!("`{name}` {asked} is a prerelease"),
        // Some number every release so.
        Maturity::First if version::counts_majors(&dependency.name) => return,
        Maturity::First => format!("`{name}` {asked} is the first release of a major version"),
        Maturity::Settled => return,
    };
    let report = found.report(Check::PrereleaseDependency, dependency.span.clone());
    report.subject(&**name).severity(Severity::Medium).message(message);
}

/// Versions that the day of the build decides. Those without any bound are claimed one by one, the others together.
fn unpinned(manifest: &Manifest, found: &mut Diagnostics<'_>) {
    let version_bound = |dependency: &Dependency| version::version_bound(manifest.kind, &dependency.requirement);
    let used = || manifest.dependencies.iter().filter(|dependency| !dependency.is_development);
    for dependency in used().filter(|dependency| version_bound(dependency) == VersionBound::Any) {
        found
            .report(Check::AnyVersionDependency, dependency.span.clone())
            .subject(&*dependency.name)
            .severity(Severity::Medium)
            .message(format!("`{}` may be any version (`{}`)", dependency.name, dependency.requirement));
    }
    let open: Vec<&Dependency> = used().filter(|dependency| version_bound(dependency) == VersionBound::Open).collect();
    let Some(first) = open.first() else { return };
    let names: Vec<&str> = open.iter().map(|dependency| dependency.name.as_str()).collect();
    let message = format!("No upper bound for the version of {}", list(&names));
    found.report(Check::UnpinnedDependencies, first.span.clone()).severity(Severity::Medium).message(message);
}
