//! Findings that a project decided not to count: comments beside the finding, entries of its configuration, waivers, a baseline.
//!
//! A suppressed finding stays in the report and says by what it is suppressed. What suppresses nothing, or names a rule
//! that does not exist, is noted, so that suppressions do not outlive what they were written for.

mod allow;
mod baseline;
mod inline;
mod marker;
mod outdated;
mod session;
mod statement;
mod waiver;

pub use allow::Allow;
pub use baseline::{Baseline, BaselineError};
pub use session::{Scope, Session};
pub use waiver::Waived;

use std::collections::BTreeSet;

/// All suppressions of a project. Comments always count; the rest is added. Shared by scans, each of which is a
/// [`Session`].
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    allow: Vec<Allow>,
    baseline: Baseline,
    waivers: Vec<Waived>,
    known_rules: BTreeSet<String>,
}

impl Suppressions {
    /// Only comments in the files.
    pub fn new() -> Self {
        Suppressions::default()
    }

    /// Adds an entry of the configuration.
    #[must_use]
    pub fn allow(mut self, entry: Allow) -> Self {
        self.allow.push(entry);
        self
    }

    /// Adds a waiver of one finding.
    #[must_use]
    pub fn waive(mut self, waiver: Waived) -> Self {
        self.waivers.push(waiver);
        self
    }

    /// Sets the baseline.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = baseline;
        self
    }

    /// Names rules that exist though a scan may not run them, so that what is written for them is neither unknown nor
    /// unused. The rules that run are known anyway.
    #[must_use]
    pub fn known_rules(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.known_rules.extend(ids.into_iter().map(Into::into));
        self
    }

    /// Starts a scan that runs the rules `running`.
    pub fn session<'a>(&'a self, running: impl IntoIterator<Item = &'a str>) -> Session<'a> {
        Session::new(self, running.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
