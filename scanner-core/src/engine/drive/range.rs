//! What commits brought: versions of files, and messages.

use super::{Scanned, Work, attribute::attribute, batch, blobs, count};
use crate::{
    engine::{ScanError, sink::Sink},
    model::{Container, Finding, Fingerprint, HistoryStatistics, Statistics},
    source::git::{self, Range, Repository, Version},
};
use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    ops::ControlFlow,
    path::Path,
};

pub(super) fn scan(work: &Work<'_>, path: &Path, range: &Range, sink: &mut dyn Sink) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let brought = git::brought(&repository, range, work.cancel)?;
    let objects = repository.objects()?;
    let mut tally = Tally::default();
    tally.files.incidents.extend(brought.incidents.iter().cloned());
    let versions = blobs::admit(work, &objects, &brought.versions, &mut tally.files);

    let mut found = Found::default();
    let one = |version: &Version| {
        let part = if version.container == Container::File { whole } else { git::message };
        blobs::scan(work, &objects, &version.blob, part)
    };
    let take = |(version, scanned)| {
        found.add(version, tally.count(version, scanned));
        ControlFlow::Continue(())
    };
    let _ = batch::run(work, &versions, blobs::total(&versions), |(version, _), _| (*version, one(version)), take);

    let mut findings = attribute(&repository, &objects, &brought.commits, found.findings)?;
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut statistics = tally.statistics();
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(statistics)
}

fn whole(object: &[u8]) -> &[u8] {
    object
}

/// What was scanned.
#[derive(Default)]
struct Tally {
    files: Statistics,
    messages: Statistics,
    commits: u64,
    blobs: BTreeSet<git::Oid>,
}

impl Tally {
    fn count(&mut self, version: &Version, scanned: Scanned) -> Vec<Finding> {
        let is_scanned = scanned.is_ok();
        match version.container {
            Container::File => {
                self.blobs.extend(is_scanned.then_some(version.blob.id));
                count(scanned, &mut self.files)
            }
            _ => {
                self.commits += u64::from(is_scanned && version.container == Container::CommitMessage);
                count(scanned, &mut self.messages)
            }
        }
    }

    fn statistics(self) -> Statistics {
        let Tally { mut files, messages, commits, blobs } = self;
        files.merge(Statistics { files: 0, binary_files: 0, ..messages });
        let blobs = blobs.len() as u64;
        files.history = Some(HistoryStatistics { commits, blobs, known_blobs: 0, searched_bytes: files.bytes });
        files
    }
}

/// Findings, each with the version that was the first to have it.
#[derive(Default)]
struct Found<'a> {
    findings: Vec<(Finding, &'a Version)>,
    first: HashMap<Fingerprint, &'a Version>,
}

impl<'a> Found<'a> {
    /// Versions come in the order of their commits.
    fn add(&mut self, version: &'a Version, findings: Vec<Finding>) {
        for finding in findings {
            let is_new = match self.first.entry(finding.fingerprint) {
                Entry::Vacant(entry) => {
                    entry.insert(version);
                    true
                }
                Entry::Occupied(first) => std::ptr::eq(*first.get(), version),
            };
            if is_new {
                self.findings.push((finding, version));
            }
        }
    }
}
