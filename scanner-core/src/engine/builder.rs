//! How a scan is set up.

use super::{Inner, Scanner};
use crate::{
    context::Override,
    detect::{ConfigDetector, Detector},
    model::PathGlobs,
    rule::{PackError, RuleSet},
    source::TreeOptions,
    suppress::Suppressions,
};
use std::sync::{Arc, OnceLock};

/// Sets up a [`Scanner`].
#[derive(Clone, Debug, Default)]
pub struct ScannerBuilder {
    rules: Option<RuleSet>,
    threads: usize,
    tree: TreeOptions,
    suppressions: Suppressions,
    overrides: Vec<Override>,
}

/// The scanner can't be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A pack is broken.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl ScannerBuilder {
    /// The rules that run, instead of all built-in ones.
    #[must_use]
    pub fn rules(mut self, rules: RuleSet) -> Self {
        self.rules = Some(rules);
        self
    }

    /// How many threads work; 0, the default, for as many as there are cores.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self.tree.threads = threads;
        self
    }

    /// Larger files, in bytes, are skipped and named.
    #[must_use]
    pub fn max_file_size(mut self, bytes: u64) -> Self {
        self.tree.max_file_size = bytes;
        self
    }

    /// Whether files that `.gitignore` excludes and git does not track are skipped; true if not set.
    #[must_use]
    pub fn respect_ignore(mut self, respect: bool) -> Self {
        self.tree.respect_ignore = respect;
        self
    }

    /// Files that walks leave out.
    #[must_use]
    pub fn exclude(mut self, exclude: PathGlobs) -> Self {
        self.tree.exclude = exclude;
        self
    }

    /// Whether [`exclude`](Self::exclude) also goes for files that are named one by one; false if not set.
    #[must_use]
    pub fn force_exclude(mut self, force: bool) -> Self {
        self.tree.force_exclude = force;
        self
    }

    /// What does not count, beside what comments in the files say.
    #[must_use]
    pub fn suppressions(mut self, suppressions: Suppressions) -> Self {
        self.suppressions = suppressions;
        self
    }

    /// What files are, where the user knows better; later ones count more.
    #[must_use]
    pub fn contexts(mut self, overrides: Vec<Override>) -> Self {
        self.overrides = overrides;
        self
    }

    /// The scanner.
    ///
    /// # Errors
    /// A built-in pack is broken, which a test rules out.
    pub fn build(self) -> Result<Scanner, BuildError> {
        let rules = self.rules.map_or_else(RuleSet::builtin, Ok)?;
        let inner = Inner {
            config: ConfigDetector::new(&rules),
            detector: Detector::new(rules),
            #[cfg(feature = "git")]
            leaks: OnceLock::new(),
            overrides: self.overrides,
            suppressions: self.suppressions,
            tree: self.tree,
            threads: self.threads,
            pool: OnceLock::new(),
        };
        Ok(Scanner(Arc::new(inner)))
    }
}
