//! The pipeline of a scan. The only module that connects the stages: source, decoding, context, detection, suppression,
//! order.

mod builder;
mod drive;
mod example;
mod file;
mod finding;
mod index;
mod masks;
mod names;
#[cfg(test)]
mod parses;
mod sink;
mod target;

pub use builder::{BuildError, ScannerBuilder};
pub use example::{ExampleFailure, check_examples};
pub use sink::{NoProgress, Progress, Sink};
#[cfg(feature = "git")]
pub use target::HistoryOptions;
pub use target::{ScanError, Target};

use file::Search;

use crate::{
    context::{Explanation, Override, Reader},
    detect::{ConfigDetector, Detector},
    evidence::Surveyor,
    model::{Cancel, Finding, FingerprintKey, Report, RuleMeta, Statistics},
    source::{self, TreeOptions},
    suppress::{Session, Suppressions},
};
use index::ProjectIndex;
use rayon::ThreadPool;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Instant,
};

/// A scanner, made by [`Scanner::builder`]. It is cheap to clone, and clones share everything.
#[derive(Clone, Debug)]
pub struct Scanner(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    detector: Detector,
    /// The rules for histories, prepared for the first scan of one.
    #[cfg(feature = "git")]
    leaks: OnceLock<Detector>,
    config: ConfigDetector,
    surveyor: Option<Surveyor>,
    overrides: Vec<Override>,
    suppressions: Suppressions,
    fingerprint_key: Option<FingerprintKey>,
    tree: TreeOptions,
    threads: usize,
    pool: OnceLock<Option<ThreadPool>>,
}

impl Scanner {
    /// A builder with the defaults: built-in rules, all cores, files of up to 10 MiB.
    pub fn builder() -> ScannerBuilder {
        ScannerBuilder::default()
    }

    /// Scans a target and collects all findings, in order.
    ///
    /// # Errors
    /// A target that does not exist. What exists and can't be read is in [`Report::statistics`].
    pub fn scan(&self, target: Target) -> Result<Report, ScanError> {
        self.scan_watched(target, &NoProgress, &Cancel::new())
    }

    /// [`Scanner::scan`] with progress and cancellation.
    ///
    /// # Errors
    /// See [`Scanner::scan`].
    pub fn scan_watched(&self, target: Target, progress: &dyn Progress, cancel: &Cancel) -> Result<Report, ScanError> {
        let mut report = Report { target: target.name(), rules: self.rules(), ..Report::default() };
        let started = Instant::now();
        report.statistics = self.scan_with(target, &mut report, progress, cancel)?;
        report.duration = started.elapsed();
        Ok(report)
    }

    /// Scans a target, and passes each finding to the sink in the order of [`Finding::sort_key`], whatever the number
    /// of threads.
    ///
    /// The scan ends early if the sink breaks or `cancel` is set; the statistics record it.
    ///
    /// # Errors
    /// See [`Scanner::scan`].
    pub fn scan_with(
        &self,
        target: Target,
        sink: &mut dyn Sink,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<Statistics, ScanError> {
        drive::run(self, target, sink, progress, cancel)
    }

    /// Scans bytes as the content of a file with this path, without input, output or threads.
    pub fn scan_bytes(&self, path: &str, bytes: &[u8]) -> Vec<Finding> {
        let suppress = |text: &[u8], findings: &mut [Finding]| {
            if !findings.is_empty() {
                self.0.sign(findings);
                self.session().apply(path, text, findings);
            }
        };
        let known = ProjectIndex::none(&self.0.overrides);
        file::scan(&self.0.search(&known), path, bytes, suppress).findings
    }

    /// Classification of a file, with the reasons, in the context of all files of the folder `base`; and what loads it: the
    /// files that name it, and of an env file the loaders that dependencies bring.
    ///
    /// # Errors
    /// A file or folder that does not exist, or a file that can't be read.
    pub fn explain_file(&self, base: &Path, file: &Path) -> Result<(Explanation, Vec<Reader>), ScanError> {
        let cancel = Cancel::new();
        let all = source::list(&[PathBuf::from(".")], base, &self.0.tree, &cancel)?;
        let known = ProjectIndex::from_listing(&all, &self.0);
        let mut named = source::list(&[file.to_owned()], base, &self.0.tree, &cancel)?;
        let entry = named.entries.pop().ok_or_else(|| ScanError::unread(file, named.incidents.first()))?;
        let mut bytes = Vec::new();
        source::read(&entry, self.0.tree.max_file_size, &mut bytes)
            .map_err(|incident| ScanError::unread(file, Some(&incident)))?;
        let mut readers = known.project.loaders(&entry.path);
        let unknown = known.project.readers(&entry.path).iter().filter(|reader| reader.loader.is_none());
        readers.extend(unknown.cloned());
        Ok((known.project.explain(&entry.path, &bytes), readers))
    }

    /// The metadata of the rules.
    pub fn rules(&self) -> Vec<Arc<RuleMeta>> {
        self.0.detector.rules().iter().map(|rule| Arc::clone(&rule.meta)).collect()
    }

    /// A hash of what the rules find, in hexadecimal; `None` if rules were made of values, which it would let guesses check.
    pub fn rules_hash(&self) -> Option<String> {
        let digest = self.0.detector.rules().report_digest()?;
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn session(&self) -> Session<'_> {
        self.0.suppressions.session(self.0.detector.rules().iter().map(|rule| rule.meta.id.as_str()))
    }

    /// Runs work in the scanner's thread pool, or on this thread if one is enough or no pool can be made.
    fn in_pool<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let build = || rayon::ThreadPoolBuilder::new().num_threads(self.0.threads).build().ok();
        match self.0.pool.get_or_init(build) {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

impl Inner {
    /// Gives findings the fingerprints of the project's key.
    fn sign(&self, findings: &mut [Finding]) {
        if let Some(key) = &self.fingerprint_key {
            findings.iter_mut().for_each(|finding| finding.sign(key));
        }
    }

    /// A search with the rules and the project index.
    fn search<'a>(&'a self, known: &'a ProjectIndex) -> Search<'a> {
        Search { detector: &self.detector, config: Some(&self.config), known, surveyor: self.surveyor.as_ref() }
    }

    /// The rules for histories: old configuration no longer matters, but a leaked credential does.
    #[cfg(feature = "git")]
    fn leaks(&self) -> &Detector {
        self.leaks.get_or_init(|| self.detector.only(|rule| rule.meta.is_about_credentials() && rule.is_for_text()))
    }
}
