//! Detectors for whole files: what is deployed, and how it is set up.
//!
//! Each kind of file is an [`Analyzer`]. It reads a file once and reports every problem to [`Diagnostics`], under the
//! [`Check`] that a rule in the packs names. What it needs of other files is in [`RelatedFiles`](super::RelatedFiles).

mod compose;
mod containers;
mod dependencies;
mod diagnostics;
mod django;
mod dockerfile;
mod env_files;
mod network;
mod pool;
mod processes;
mod proxies;
mod reach;
mod scripts;
mod server;
mod shell;
mod stores;
mod webserver;
mod workflow;

pub(crate) use dependencies::Manifest;
pub(super) use diagnostics::Diagnostics;
pub(crate) use dockerfile::{run_commands, start_words};

use super::ConfigFile;
pub(super) use super::list::list;
use crate::{context::Reason, model::Environment, rule::Check};

/// One kind of file and the checks for it.
pub(super) struct Analyzer {
    /// The checks it reports. One that applies to several kinds of files is listed by several analyzers.
    pub(super) checks: &'static [Check],
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
    django::ANALYZER,
    dockerfile::ANALYZER,
    env_files::ANALYZER,
    network::ANALYZER,
    pool::ANALYZER,
    processes::ANALYZER,
    proxies::ANALYZER,
    scripts::ANALYZER,
    server::ANALYZER,
    stores::ANALYZER,
    webserver::apache::ANALYZER,
    webserver::caddy::ANALYZER,
    webserver::nginx::ANALYZER,
    workflow::ANALYZER,
];

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
