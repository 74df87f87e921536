//! Configuration of a [`Scanner`].

use super::{Inner, Scanner};
use crate::{
    context::Override,
    detect::{ConfigDetector, Detector},
    evidence::Surveyor,
    model::{FingerprintKey, PathGlobs},
    rule::{PackError, RuleSet},
    source::TreeOptions,
    suppress::Suppressions,
};
use std::sync::{Arc, OnceLock};

/// Builder of a [`Scanner`].
#[derive(Clone, Debug, Default)]
pub struct ScannerBuilder {
    rules: Option<RuleSet>,
    threads: usize,
    tree: TreeOptions,
    suppressions: Suppressions,
    overrides: Vec<Override>,
    fingerprint_key: Option<FingerprintKey>,
    evidence: bool,
}

/// The error for a scanner that cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A rule pack is invalid.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl ScannerBuilder {
    /// The rules to run, in place of all built-in ones.
    #[must_use]
    pub fn rules(mut self, rules: RuleSet) -> Self {
        self.rules = Some(rules);
        self
    }

    /// The number of threads; 0, the default, for one per core.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self.tree.threads = threads;
        self
    }

    /// The maximum size of a file in bytes; larger ones are skipped and reported.
    #[must_use]
    pub fn max_file_size(mut self, bytes: u64) -> Self {
        self.tree.max_file_size = bytes;
        self
    }

    /// Whether untracked files that `.gitignore` excludes are skipped; true by default.
    #[must_use]
    pub fn respect_ignore(mut self, respect: bool) -> Self {
        self.tree.respect_ignore = respect;
        self
    }

    /// Files that walks skip.
    #[must_use]
    pub fn exclude(mut self, exclude: PathGlobs) -> Self {
        self.tree.exclude = exclude;
        self
    }

    /// Whether [`exclude`](Self::exclude) also applies to files named explicitly; false by default.
    #[must_use]
    pub fn force_exclude(mut self, force: bool) -> Self {
        self.tree.force_exclude = force;
        self
    }

    /// Suppressions in addition to comments in the files.
    #[must_use]
    pub fn suppressions(mut self, suppressions: Suppressions) -> Self {
        self.suppressions = suppressions;
        self
    }

    /// A key of the project, which makes its fingerprints safe to publish: they differ from those of any other key.
    #[must_use]
    pub fn fingerprint_key(mut self, key: Option<FingerprintKey>) -> Self {
        self.fingerprint_key = key;
        self
    }

    /// Whether scans also make a [`Survey`](crate::model::Survey) of what files show; false by default.
    #[must_use]
    pub fn evidence(mut self, evidence: bool) -> Self {
        self.evidence = evidence;
        self
    }

    /// Overrides of the classification of files; later ones take precedence.
    #[must_use]
    pub fn contexts(mut self, overrides: Vec<Override>) -> Self {
        self.overrides = overrides;
        self
    }

    /// Builds the scanner.
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
            surveyor: self.evidence.then(Surveyor::default),
            overrides: self.overrides,
            suppressions: self.suppressions,
            fingerprint_key: self.fingerprint_key,
            tree: self.tree,
            threads: self.threads,
            pool: OnceLock::new(),
        };
        Ok(Scanner(Arc::new(inner)))
    }
}
