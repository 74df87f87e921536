//! Detectors for whole files: what is deployed, and how it is set up.
//!
//! Each kind of file is an [`Analyzer`]. It reads a file once and hands every problem to [`Diagnostics`], named by the detector that
//! a rule in the packs has the same name as. What it needs of other files is in [`RelatedFiles`](super::RelatedFiles).

pub(super) mod compose;
mod containers;
mod dependencies;
mod diagnostics;
mod dockerfile;
mod env_files;
mod pool;
mod processes;
mod server;
mod webserver;
mod workflow;

pub(super) use diagnostics::Diagnostics;
pub(super) use dockerfile::shipped_stages;

use super::ConfigFile;
use crate::{context::Reason, model::Environment};
use std::collections::BTreeSet;

/// One kind of file and the detectors for it.
pub(super) struct Analyzer {
    /// Their names, as packs write them. What several kinds of files can have wrong is in the lists of several analyzers.
    pub(super) detectors: &'static [&'static str],
    /// Whether files of such a path are of the kind.
    pub(super) applies_to: fn(path: &str) -> bool,
    /// Whether the text of files of such a path is looked up while others are searched.
    pub(super) reads: fn(path: &str) -> bool,
    /// Claims what is wrong in a file of the kind.
    pub(super) check: fn(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>),
}

/// All analyzers.
pub(super) const ANALYZERS: &[Analyzer] = &[
    compose::ANALYZER,
    containers::ANALYZER,
    dependencies::ANALYZER,
    dockerfile::ANALYZER,
    env_files::ANALYZER,
    pool::ANALYZER,
    processes::ANALYZER,
    server::ANALYZER,
    webserver::apache::ANALYZER,
    webserver::caddy::ANALYZER,
    webserver::nginx::ANALYZER,
    workflow::ANALYZER,
];

/// The names of all detectors.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let names: BTreeSet<&str> = ANALYZERS.iter().flat_map(|analyzer| analyzer.detectors.iter().copied()).collect();
    names.into_iter()
}

/// Whether some analyzer looks up the text of files of such a path.
pub(super) fn is_looked_up(path: &str) -> bool {
    ANALYZERS.iter().any(|analyzer| (analyzer.reads)(path))
}

/// The environment that a file's name, its folder or the user says it is for. What it sets tells of the programs that it
/// starts, not of who uses it.
fn said_environment(file: &ConfigFile<'_>) -> Environment {
    match file.why.environment {
        Reason::Content { .. } => Environment::Unknown,
        _ => file.context().environment,
    }
}

/// `a`, `b` and 3 more.
pub(super) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
