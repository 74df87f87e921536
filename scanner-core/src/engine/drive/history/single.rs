//! Scan of the history of one repository, without its submodules.

use super::{
    blobs::Blobs,
    commits::Commits,
    coverage,
    findings::Findings,
    reached::Reached,
    submodules::{self, Submodule},
    timeline::Timeline,
};
use crate::{
    engine::{drive::Work, target::HistoryOptions},
    model::{Finding, HistoryStatistics, Statistics},
    source::{
        git::{Graph, ObjectId, Repository, Store, refs},
        history::{Cache, MarkedTrees, Trees},
    },
};
use git2::ErrorCode;
use std::mem;

/// The result of one history.
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    pub(super) statistics: Statistics,
    pub(super) notes: Vec<String>,
    /// Submodules that HEAD names.
    pub(super) submodules: Vec<Submodule>,
}

impl Found {
    pub(super) fn merge(&mut self, other: Found) {
        self.findings.extend(other.findings);
        self.statistics.merge(other.statistics);
        self.notes.extend(other.notes);
    }
}

/// Scans the history of one repository, whose paths are reported behind a prefix.
pub(super) fn scan(work: &Work<'_>, repository: &Repository, prefix: &str, options: &HistoryOptions) -> Found {
    let (store, scanner) = (repository.store(), work.scanner);
    let Objects { blobs, mut commits, trees, known, notes } = scanner.in_pool(|| Objects::read(work, store, options));
    let graph = Graph::new(mem::take(&mut commits.nodes));
    let (refs, mut incidents) = refs(repository, options.reflogs);
    let mut everything = options.all_objects;
    let known_head = head(repository, &graph);
    let head = known_head.flatten();
    let mut reached = Reached::new(&refs, head, &commits, &graph, everything);
    if !work.cancel.is_cancelled() {
        let all = (&blobs, &commits, &trees);
        let gaps = coverage::gaps(repository, store, all, (&graph, &refs, &reached));
        incidents.extend(gaps.incidents);
        if gaps.unreachable && !everything {
            everything = true;
            reached = Reached::new(&refs, head, &commits, &graph, everything);
        }
    }
    let mut marked = MarkedTrees::new(trees);
    let timeline = Timeline::new(&graph, reached.commits.clone(), &mut marked, work.cancel);
    let is_cut = timeline.is_full() || marked.is_cut();
    incidents.extend(is_cut.then(coverage::cut));
    let mut gathered = Findings::new(work, prefix, store, &blobs, &graph, &timeline);
    gathered.files(&mut marked, &reached, everything || is_cut);
    gathered.messages(&commits, &reached);
    gathered.names(marked.trees(), &refs);
    let (mut findings, unread) = gathered.finish(&reached);
    let provenances = findings.iter_mut().filter_map(|finding| finding.provenance.as_mut());
    provenances.for_each(|provenance| provenance.head_unread = known_head.is_none());
    incidents.extend(unread);
    incidents.extend(coverage::circular(&marked));
    let has_submodules = marked.trees().submodules;
    let tree = head.filter(|_| has_submodules).map(|head| graph.node(head).tree);
    let (submodules, unfollowed) = tree.map_or_else(Default::default, |tree| submodules::named(store, &tree));
    incidents.extend(unfollowed);
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

/// The commit at HEAD; `None` if HEAD can't be read. Before the first commit of a branch there is none. Only refs are read
/// with libgit2, which loops forever on a truncated loose object.
fn head(repository: &Repository, graph: &Graph) -> Option<Option<u32>> {
    match repository.git().head() {
        Ok(head) => graph.number(&ObjectId::from_git2(head.target()?)?).map(Some),
        Err(error) if error.code() == ErrorCode::UnbornBranch => Some(None),
        Err(_) => None,
    }
}

/// All objects of a repository, each read once.
struct Objects {
    blobs: Blobs,
    commits: Commits,
    trees: Trees,
    /// Number of blobs that earlier scans had searched.
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
            // Only a complete scan writes the cache; a cancelled one leaves it unchanged.
            let written = if work.cancel.is_cancelled() { Ok(()) } else { cache.write(file) };
            notes.extend(written.err().map(|error| format!("the cache {} was not written: {error}", file.display())));
        }
        let commits = Commits::read(work, store);
        let is_special = |name: &[u8]| detector.knows_name(name) || work.holds_token(name);
        let trees = Trees::read(store, &blobs.class_of, blobs.classes.len() as u32, &is_special, work.cancel);
        Objects { blobs, commits, trees, known, notes }
    }
}
