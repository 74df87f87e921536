//! Scans of a whole history: every version of every file, each searched only where it differs from the version that it
//! is stored as a delta of.
//!
//! The paths of a blob are unknown while packs are read. So the first pass scans blobs for matches possible at any
//! path, the second reads trees and commits to learn the paths and dates of the few blobs with matches, and the third
//! scans one blob for each path and set of matches like any file.

mod blobs;
mod commits;
mod coverage;
mod findings;
mod reached;
mod single;
mod submodules;
mod timeline;

use super::Work;
use crate::{
    engine::{ScanError, sink::Sink, target::HistoryOptions},
    model::{Incident, Statistics},
    rule::Rule,
    source::{git::Repository, reported_path},
};
use single::Found;
use std::path::Path;
use submodules::Submodule;

/// The note about what is not looked for: rules for settings need the files around a file, as they were.
const SCOPE: &str = "old versions are searched for leaked credentials; defaults, placeholders and guessable passwords are judged in files only";

/// Maximum depth of nested submodules, since links could form a cycle.
const MAX_SUBMODULE_DEPTH: usize = 8;

pub(super) fn scan(
    work: &Work<'_>,
    path: &Path,
    options: &HistoryOptions,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let repository = Repository::open_with_logs(path)?;
    let mut found = single::scan(work, &repository, "", options);
    let submodules = std::mem::take(&mut found.submodules);
    if options.submodules {
        Descent { work, options, found: &mut found }.descend(&repository, "", &submodules, MAX_SUBMODULE_DEPTH);
    } else if !submodules.is_empty() {
        found.notes.push(submodules::note(submodules.len()));
    }
    let leaves_out = |rule: &Rule| rule.meta.is_about_credentials() && !rule.is_for_text();
    if work.scanner.0.detector.rules().iter().any(leaves_out) {
        found.notes.push(SCOPE.to_owned());
    }
    found.findings.sort_by(|a, b| (a.sort_key(), a.fingerprint).cmp(&(b.sort_key(), b.fingerprint)));
    found.notes.into_iter().for_each(|note| sink.note(note));
    let stopped = found.findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(Statistics { cancelled: stopped, ..found.statistics })
}

/// Recursive scan of the histories of submodules.
struct Descent<'a> {
    work: &'a Work<'a>,
    options: &'a HistoryOptions,
    found: &'a mut Found,
}

impl Descent<'_> {
    fn descend(&mut self, repository: &Repository, prefix: &str, submodules: &[Submodule], depth: usize) {
        for submodule in submodules {
            let path = format!("{prefix}{}", reported_path(&submodule.path));
            match submodule.open(repository) {
                _ if depth == 0 => self
                    .missing(format!("the submodule {path} is in {MAX_SUBMODULE_DEPTH} others, and was not scanned")),
                Some(Ok(inner)) => {
                    let prefix = format!("{path}/");
                    let mut found = single::scan(self.work, &inner, &prefix, self.options);
                    let below = std::mem::take(&mut found.submodules);
                    self.found.merge(found);
                    self.descend(&inner, &prefix, &below, depth - 1);
                }
                Some(Err(error)) => self.missing(format!("the submodule {path} can't be opened: {error}")),
                None => {
                    self.missing(format!("the submodule {path} is not here; `git submodule update --init` gets it"));
                }
            }
        }
    }

    fn missing(&mut self, reason: String) {
        self.found.statistics.incidents.push(Incident::History { reason });
    }
}
