//! Scans of commit ranges: the file versions and messages that their commits introduce.

use super::{Scanned, Work, attribute::attribute, batch, blobs, count};
use crate::{
    engine::{ScanError, index::ProjectIndex, sink::Sink},
    model::{Container, Finding, Fingerprint, HistoryStatistics, Statistics},
    source::git::{self, Listing, ObjectId, Portion, Range, Repository, Store, Version},
};
use std::{collections::HashMap, ops::ControlFlow, path::Path};

pub(super) fn scan(work: &Work<'_>, path: &Path, range: &Range, sink: &mut dyn Sink) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let store = repository.store();
    let mut listing = Listing::new(&repository, range, work.cancel)?;
    let tip = listing.commits().last().map(|step| step.node.tree);
    let files = tip.map_or_else(Vec::new, |tree| store.files_of(&tree));
    let known = blobs::index_of(work, store, &files, files.iter());
    let mut tally = Tally::default();
    while let Some(portion) = listing.next_portion(work.cancel) {
        tally.portion(work, store, &known, portion);
    }
    let mut findings = attribute(&repository, listing.commits(), std::mem::take(&mut tally.found))?;
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut statistics = tally.statistics();
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(statistics)
}

/// The versions scanned so far, with their findings.
#[derive(Default)]
struct Tally {
    files: Statistics,
    messages: Statistics,
    commits: u64,
    /// Number and total bytes of the versions to scan.
    admitted: (u64, u64),
    /// Findings, each with the first version that has it.
    found: Vec<(Finding, Version)>,
    /// The number of the first version that has a finding.
    first: HashMap<Fingerprint, u64>,
}

impl Tally {
    fn portion(&mut self, work: &Work<'_>, store: &Store, known: &ProjectIndex, portion: Portion) {
        self.files.incidents.extend(portion.incidents);
        let versions = blobs::admit(work, store, &portion.versions, &mut self.files);
        let bytes = blobs::total(&versions);
        self.admitted = (self.admitted.0 + versions.len() as u64, self.admitted.1 + bytes);
        work.progress.total(self.admitted.0, self.admitted.1);
        let files = versions.iter().filter(|(version, _)| version.container == Container::File);
        let paths: Vec<String> = files.map(|(version, _)| version.blob.reported()).collect();
        let names = work.names(paths.iter().map(String::as_str));
        let one = |version: &Version| {
            let is_file = version.container == Container::File;
            let part = if is_file { whole } else { git::message };
            let mut scanned = blobs::scan(work, store, &version.blob, known, part);
            if let Ok((outcome, _)) = &mut scanned {
                match is_file {
                    true => work.add_names(&names, &version.blob.reported(), outcome),
                    false => outcome.findings.extend(authors(work, store, &version.blob.id)),
                }
            }
            scanned
        };
        let take = |(version, scanned)| {
            self.add(version, scanned);
            ControlFlow::Continue(())
        };
        let _ = batch::run(work, &versions, bytes, |(version, _), _| (*version, one(version)), take);
    }

    /// Adds a version. Versions arrive in the order of their commits.
    fn add(&mut self, version: &Version, scanned: Scanned) {
        let is_message = version.container != Container::File;
        self.commits += u64::from(scanned.is_ok() && version.container == Container::CommitMessage);
        let findings = count(scanned, if is_message { &mut self.messages } else { &mut self.files });
        let number = self.files.files + self.messages.files;
        for finding in findings {
            if *self.first.entry(finding.fingerprint).or_insert(number) == number {
                self.found.push((finding, version.clone()));
            }
        }
    }

    fn statistics(self) -> Statistics {
        let Tally { mut files, messages, commits, .. } = self;
        files.merge(Statistics { files: 0, binary_files: 0, ..messages });
        files.incidents.sort();
        files.incidents.dedup();
        files.history =
            Some(HistoryStatistics { commits, blobs: files.files, known_blobs: 0, searched_bytes: files.bytes });
        files
    }
}

/// The findings in the names of who made a commit or tag.
fn authors(work: &Work<'_>, store: &Store, id: &ObjectId) -> Vec<Finding> {
    let object = store.read(id).map(|(_, bytes)| bytes);
    object.map_or_else(|_| Vec::new(), |bytes| work.scan_authors(id, &bytes))
}

fn whole(object: &[u8]) -> &[u8] {
    object
}
