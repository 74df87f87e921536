//! A whole history: every version of every file, each searched only where it differs from the one it is stored as a change
//! of.
//!
//! Which path a blob has is not known while packs are read. So this first scans blobs for what rules could claim at any
//! path, then reads trees and commits to learn where the few blobs with claims were and since when, and only then scans
//! one blob for each path and different set of claims as any file is scanned.

mod blobs;
mod commits;
mod coverage;
mod findings;
mod submodules;
mod timeline;

use super::Work;
use crate::{
    engine::{ScanError, sink::Sink, target::HistoryOptions},
    model::{Finding, HistoryStatistics, Statistics},
    source::{
        git::{Graph, ObjectId, Ref, Repository, Store, refs},
        history::{Cache, MarkedTrees, Trees},
    },
};
use blobs::Blobs;
use commits::Commits;
use findings::Findings;
use std::path::Path;
use submodules::Submodule;
use timeline::Timeline;

pub(super) fn scan(
    work: &Work<'_>,
    path: &Path,
    options: &HistoryOptions,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let mut found = one(work, &repository, "", options);
    let submodules = std::mem::take(&mut found.submodules);
    if options.submodules {
        submodules::scan(work, &repository, &submodules, options, &mut found);
    } else if !submodules.is_empty() {
        found.notes.push(submodules::note(submodules.len()));
    }
    found.findings.sort_by(|a, b| (a.sort_key(), a.fingerprint).cmp(&(b.sort_key(), b.fingerprint)));
    found.notes.into_iter().for_each(|note| sink.note(note));
    let stopped = found.findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(Statistics { cancelled: stopped, ..found.statistics })
}

/// The result of one history.
struct Found {
    findings: Vec<Finding>,
    statistics: Statistics,
    notes: Vec<String>,
    /// Submodules that HEAD names.
    submodules: Vec<Submodule>,
}

impl Found {
    fn merge(&mut self, other: Found) {
        self.findings.extend(other.findings);
        self.statistics.merge(other.statistics);
        self.notes.extend(other.notes);
    }
}

/// The history of one repository, whose paths are reported behind a prefix.
fn one(work: &Work<'_>, repository: &Repository, prefix: &str, options: &HistoryOptions) -> Found {
    let (store, scanner) = (repository.store(), work.scanner);
    let Objects { blobs, commits, trees, known, notes } = scanner.in_pool(|| Objects::read(work, store, options));
    let graph = Graph::new(commits.nodes.clone());
    let (refs, mut incidents) = refs(repository, options.reflogs);
    let mut everything = options.all_objects;
    let head = head(repository, &graph);
    let mut reached = Reached::of(&refs, head, &commits, &graph, everything);
    if !work.cancel.is_cancelled() {
        let all = (&blobs, &commits, &trees);
        let gaps = coverage::gaps(repository, store, all, (&graph, &refs, &reached));
        incidents.extend(gaps.incidents);
        if gaps.unreachable && !everything {
            everything = true;
            reached = Reached::of(&refs, head, &commits, &graph, everything);
        }
    }
    let mut marked = MarkedTrees::new(trees);
    let timeline = Timeline::of(&graph, reached.commits.clone(), &mut marked, work.cancel);
    let is_cut = timeline.is_full() || marked.is_cut();
    incidents.extend(is_cut.then(coverage::cut));
    let mut gathered = Findings::new(work, prefix, store, &blobs, &graph, &timeline);
    gathered.files(&mut marked, &reached, everything || is_cut);
    gathered.messages(&commits, &reached);
    let (findings, unread) = gathered.finish(&reached);
    incidents.extend(unread);
    incidents.extend(coverage::circular(&marked));
    let has_submodules = marked.trees().submodules;
    let tree = head.filter(|_| has_submodules).map(|head| graph.node(head).tree);
    let submodules = tree.map_or_else(Vec::new, |tree| submodules::named(store, &tree));
    let history = HistoryStatistics {
        commits: reached.commits.len() as u64,
        blobs: blobs.count + known,
        known_blobs: known,
        searched_bytes: blobs.searched + commits.bytes,
    };
    let statistics = Statistics {
        files: blobs.count + known,
        bytes: blobs.bytes + commits.bytes,
        binary_files: blobs.binary,
        incidents,
        history: Some(history),
        ..Statistics::default()
    };
    Found { findings, statistics, notes, submodules }
}

/// The commit that HEAD is. Only refs are read by libgit2, which never ends on a loose object that is cut.
fn head(repository: &Repository, graph: &Graph) -> Option<u32> {
    let head = repository.git().head().ok()?;
    graph.number(&ObjectId::from_git2(head.target()?)?)
}

/// All objects, each read once.
struct Objects {
    blobs: Blobs,
    commits: Commits,
    trees: Trees,
    /// How many blobs earlier scans had searched.
    known: u64,
    notes: Vec<String>,
}

impl Objects {
    fn read(work: &Work<'_>, store: &Store, options: &HistoryOptions) -> Self {
        work.progress.total(store.len() as u64, 0);
        let detector = work.scanner.0.leaks();
        let limit = work.scanner.0.tree.max_file_size;
        let digest = detector.rules().digest();
        let file = options.cache.as_ref().zip(digest).map(|(folder, digest)| Cache::file(folder, digest, limit));
        let mut cache = file.as_ref().map_or_else(Cache::default, |file| Cache::read(file));
        let advance = |bytes| work.progress.advance(1, bytes);
        let mut blobs = Blobs::scan(store, detector, limit, &cache, &advance, work.cancel);
        let known = cache.count(store);
        let mut notes = Vec::new();
        if options.cache.is_some() && digest.is_none() {
            notes.push("the cache was not used: nothing of rules that hold values is kept".to_owned());
        }
        if let Some(file) = &file {
            blobs.exchange(&mut cache, store);
            // The cache is only ever that of a whole scan: one that is stopped leaves nothing in it.
            let written = if work.cancel.is_cancelled() { Ok(()) } else { cache.write(file) };
            notes.extend(written.err().map(|error| format!("the cache {} was not written: {error}", file.display())));
        }
        let commits = Commits::read(work, store);
        let is_special = |name: &[u8]| detector.knows_name(name);
        let trees = Trees::read(store, &blobs.class_of, blobs.classes.len() as u32, &is_special, work.cancel);
        Objects { blobs, commits, trees, known, notes }
    }
}

/// The part of the history that is asked for.
struct Reached {
    /// The commit that HEAD is.
    head: Option<u32>,
    /// Parents before children.
    commits: Vec<u32>,
    /// Annotated tags.
    tags: Vec<ObjectId>,
    /// Names that lead to something else than a commit.
    others: Vec<Ref>,
    /// Names of tags that lead around in a circle.
    circular: Vec<Ref>,
}

impl Reached {
    fn of(refs: &[Ref], head: Option<u32>, commits: &Commits, graph: &Graph, all: bool) -> Self {
        let (mut starts, mut tags, mut others, mut circular) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for name in refs {
            let Some(id) = commits.peel(name.id, &mut tags) else {
                circular.push(name.clone());
                continue;
            };
            match graph.number(&id) {
                Some(number) => starts.push(number),
                None => others.push(Ref { name: name.name.clone(), id }),
            }
        }
        if all {
            tags.extend(commits.tags.keys());
            starts.extend(graph.all());
        }
        tags.sort_unstable();
        tags.dedup();
        Reached { head, commits: graph.oldest_first(starts), tags, others, circular }
    }
}
