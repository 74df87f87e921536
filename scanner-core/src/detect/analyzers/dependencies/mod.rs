//! What a project depends on: releases that are not finished, versions that nobody chose, and lockfiles.

mod locks;
mod manifest;
mod version;

use super::{Analyzer, Diagnostics, list, said_environment};
use crate::{
    detect::{ConfigFile, project::split},
    model::{Environment, Severity},
};
use manifest::{Dependency, Manifest};
use version::{Looseness, Maturity};

pub(super) const ANALYZER: Analyzer = Analyzer {
    detectors: &[
        "any-version-dependency", "lockfile-missing", "lockfiles-conflicting", "prerelease-dependency",
        "unpinned-dependencies",
    ],
    applies_to: |path| manifest::Kind::of(path).is_some(),
    reads: |path| matches!(split(path).1, "package.json" | "Cargo.toml" | "pyproject.toml"),
    check,
};

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let environment = said_environment(file);
    let for_others = matches!(environment, Environment::Development | Environment::Test);
    if !ConfigFile::is_in_use(file.context().role) || for_others {
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
    locks::check(file, &manifest, &lock, found);
}

/// A release that its makers do not call finished, or the first of a major version, of what everything is built on.
fn unfinished(manifest: &Manifest, dependency: &Dependency, found: &mut Diagnostics<'_>) {
    if !version::is_framework(manifest.kind, &dependency.name) {
        return;
    }
    let (name, asked) = (&dependency.name, &dependency.requirement);
    let what = match version::maturity(manifest.kind, asked) {
        Maturity::Prerelease => format!("`{name}` {asked} is not called finished by its makers"),
        // Some number every release so.
        Maturity::First if version::counts_majors(&dependency.name) => return,
        Maturity::First => format!("`{name}` {asked} is the first release of a major version"),
        Maturity::Settled => return,
    };
    found.report("prerelease-dependency", dependency.span.clone(), Severity::Medium, what);
}

/// Versions that the day of the build decides. Those without any bound are claimed one by one, the others together.
fn unpinned(manifest: &Manifest, found: &mut Diagnostics<'_>) {
    let looseness = |dependency: &Dependency| version::looseness(manifest.kind, &dependency.requirement);
    let used = || manifest.dependencies.iter().filter(|dependency| !dependency.is_development);
    for dependency in used().filter(|dependency| looseness(dependency) == Looseness::Any) {
        let what = format!("`{}` may be any version (`{}`)", dependency.name, dependency.requirement);
        found.report("any-version-dependency", dependency.span.clone(), Severity::Medium, what);
    }
    let open: Vec<&Dependency> = used().filter(|dependency| looseness(dependency) == Looseness::Open).collect();
    let Some(first) = open.first() else { return };
    let names: Vec<&str> = open.iter().map(|dependency| dependency.name.as_str()).collect();
    let what = format!("nothing bounds {} from above", list(&names));
    found.report("unpinned-dependencies", first.span.clone(), Severity::Medium, what);
}
