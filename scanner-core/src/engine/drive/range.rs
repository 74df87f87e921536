//! Scans of commit ranges: the file versions and messages that their commits introduce.

use super::{
    Scanned, Work,
    added::{Comparison, take_old},
    attribute::{Found, attribute},
    batch, blobs, count,
};
use crate::{
    engine::{ScanError, sink::Sink},
    model::{Container, Finding, Fingerprint, HistoryStatistics, Incident, Statistics},
    source::git::{self, Gone, Listing, ObjectId, Portion, Range, Repository, Store, Version},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::ControlFlow,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The most commits of which it is kept what they removed.
const MAX_KEPT_COMMITS: usize = 64;

pub(super) fn scan(work: &Work<'_>, path: &Path, range: &Range, sink: &mut dyn Sink) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let store = repository.store();
    let mut listing = Listing::new(&repository, range, work.cancel)?;
    let tip = listing.commits().last().map(|step| step.node.tree);
    let files = tip.map_or_else(Vec::new, |tree| store.files_of(&tree));
    let known = blobs::index_of(work, store, &files, files.iter());
    let mut tally = Tally { all_lines: range.has_all_lines(), ..Tally::default() };
    let comparison = Comparison { work, store, known: &known };
    while let Some(portion) = listing.next_portion(work.cancel) {
        tally.portion(comparison, &Removals::new(&listing), portion);
    }
    let head = repository.head_tree();
    let mut findings = attribute(&repository, listing.commits(), std::mem::take(&mut tally.found), &head);
    let unread = head.err().map(|error| Incident::History { reason: error.to_string() });
    tally.files.incidents.extend(unread);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut statistics = tally.statistics();
    statistics.nothing_to_read = range.is_push();
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
    /// Whether findings that were there before count.
    all_lines: bool,
    /// Findings, each with the first version that has it.
    found: Vec<Found>,
    /// The number of the first version that has a finding.
    first: HashMap<Fingerprint, u64>,
    /// Findings that were left out, as they were there before.
    old: BTreeSet<Fingerprint>,
}

impl Tally {
    fn portion(&mut self, comparison: Comparison<'_>, removals: &Removals<'_>, portion: Portion) {
        let Comparison { work, store, known } = comparison;
        self.files.incidents.extend(portion.incidents);
        let versions = blobs::admit(work, store, &portion.versions, &mut self.files);
        let bytes = blobs::total(&versions);
        self.admitted = (self.admitted.0 + versions.len() as u64, self.admitted.1 + bytes);
        work.progress.total(self.admitted.0, self.admitted.1);
        let files = versions.iter().filter(|(version, _)| version.container == Container::File);
        let paths: Vec<String> = files.map(|(version, _)| version.blob.reported()).collect();
        let names = work.names(paths.iter().map(String::as_str));
        let all_lines = self.all_lines;
        let one = |version: &Version| {
            let is_file = version.container == Container::File;
            let part = if is_file { whole } else { git::message };
            let mut scanned = blobs::scan(work, store, &version.blob, known, part);
            let Some(at) = version.commit.filter(|_| is_file) else {
                if let Ok((outcome, _)) = &mut scanned {
                    outcome.findings.extend(authors(work, store, &version.blob.id));
                }
                return scanned;
            };
            let before = || removals.listing.versions_before(version);
            let scanned = comparison.mark(&version.blob, scanned, before, || removals.of(at));
            let before = || if all_lines { Vec::new() } else { before() };
            comparison.add_names(&names, &version.blob, scanned, before)
        };
        let take = |(version, scanned)| {
            self.add(version, scanned);
            ControlFlow::Continue(())
        };
        let _ = batch::run(work, &versions, bytes, |(version, _), _| (*version, one(version)), take);
    }

    /// Adds a version. Versions arrive in the order of their commits.
    fn add(&mut self, version: &Version, mut scanned: Scanned) {
        let is_message = version.container != Container::File;
        self.commits += u64::from(scanned.is_ok() && version.container == Container::CommitMessage);
        let mut old = BTreeSet::new();
        if let Ok((outcome, _)) = &mut scanned {
            match self.all_lines {
                true => old = std::mem::take(&mut outcome.old),
                false => self.old.append(&mut take_old(outcome)),
            }
        }
        let findings = count(scanned, if is_message { &mut self.messages } else { &mut self.files });
        let number = self.files.files + self.messages.files;
        for finding in findings {
            if *self.first.entry(finding.fingerprint).or_insert(number) == number {
                let is_old = old.contains(&finding.fingerprint);
                self.found.push(Found { finding, version: version.clone(), is_old });
            }
        }
    }

    fn statistics(self) -> Statistics {
        let Tally { mut files, messages, commits, first, old, .. } = self;
        files.old = old.iter().filter(|print| !first.contains_key(print)).count() as u64;
        files.merge(Statistics { files: 0, binary_files: 0, ..messages });
        files.incidents.sort();
        files.incidents.dedup();
        files.history =
            Some(HistoryStatistics { commits, blobs: files.files, known_blobs: 0, searched_bytes: files.bytes });
        files
    }
}

/// What each commit removed. It is only asked for where files have findings, and then by many files.
struct Removals<'a> {
    listing: &'a Listing<'a>,
    kept: Mutex<BTreeMap<usize, Arc<Gone>>>,
}

impl<'a> Removals<'a> {
    fn new(listing: &'a Listing<'a>) -> Self {
        Removals { listing, kept: Mutex::default() }
    }

    fn of(&self, commit: usize) -> Arc<Gone> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gone) = kept.get(&commit) {
            return Arc::clone(gone);
        }
        if kept.len() >= MAX_KEPT_COMMITS {
            kept.clear();
        }
        let gone = Arc::new(self.listing.gone(commit));
        kept.insert(commit, Arc::clone(&gone));
        gone
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
