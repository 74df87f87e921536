//! A whole history: every version of every file, each searched only where it differs from the one it is stored as a change
//! of.
//!
//! Which path a blob has is not known while packs are read. So this first surveys blobs for what rules could claim at any
//! path, then reads trees and commits to learn where the few blobs with claims were and since when, and only then scans
//! one blob for each path and different set of claims as any file is scanned.

mod blobs;
mod commits;
mod coverage;
mod findings;
mod timeline;

use super::Work;
use crate::{
    engine::{ScanError, sink::Sink, target::HistoryOptions},
    model::{HistoryStatistics, Statistics},
    source::{
        git::Repository,
        history::{Graph, Holdings, IdSet, ObjectId, Store, Tip, Trees, tips},
    },
};
use blobs::Blobs;
use commits::Commits;
use findings::Findings;
use std::path::Path;
use timeline::Timeline;

pub(super) fn scan(
    work: &Work<'_>,
    path: &Path,
    options: &HistoryOptions,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let repository = Repository::open(path)?;
    let scanner = work.scanner;
    let objects = repository.common_dir().join("objects");
    let (store, blobs, commits, trees) = scanner.in_pool(|| read(work, &objects));
    let graph = Graph::new(commits.nodes.clone());
    let (tips, mut incidents) = tips(&repository, options.reflogs);
    let reached = Reached::of(&tips, &commits, &graph, options.all_objects);
    if !work.cancel.is_cancelled() {
        let all = (&blobs, &commits, &trees);
        incidents.extend(coverage::incidents(&repository, &store, all, (&graph, &tips, &reached)));
    }
    let mut holdings = Holdings::new(trees);
    let timeline = Timeline::of(&graph, reached.commits.clone(), &mut holdings, work.cancel);
    let mut findings = Findings::new(work, &repository, &store, &blobs, &graph, &timeline);
    findings.files(&mut holdings, &reached, options.all_objects);
    findings.messages(&commits, &reached);
    let (findings, unread) = findings.finish();
    incidents.extend(unread);
    let mut statistics = Statistics {
        files: blobs.count,
        bytes: blobs.bytes + commits.bytes,
        binary_files: blobs.binary,
        incidents,
        history: Some(HistoryStatistics {
            commits: reached.commits.len() as u64,
            blobs: blobs.count,
            searched_bytes: blobs.searched + commits.bytes,
        }),
        ..Statistics::default()
    };
    statistics.cancelled = findings.into_iter().try_for_each(|finding| sink.finding(finding)).is_break();
    Ok(statistics)
}

/// All objects, each read once.
fn read(work: &Work<'_>, objects: &Path) -> (Store, Blobs, Commits, Trees) {
    let store = Store::open(objects);
    work.progress.total(store.len() as u64, 0);
    let advance = |bytes| work.progress.advance(1, bytes);
    let limit = work.scanner.0.tree.max_file_size;
    let blobs = Blobs::survey(&store, &work.scanner.0.detector, limit, &IdSet::default(), &advance, work.cancel);
    let commits = Commits::read(work, &store);
    let telling = |name: &[u8]| work.scanner.0.detector.knows_name(name);
    let trees = Trees::read(&store, &blobs.marked, blobs.marks.len() as u32, &telling, work.cancel);
    (store, blobs, commits, trees)
}

/// What is part of the history that is asked for.
struct Reached {
    /// Parents before children.
    commits: Vec<u32>,
    /// Annotated tags.
    tags: Vec<ObjectId>,
    /// Names that lead to something else than a commit.
    others: Vec<Tip>,
}

impl Reached {
    fn of(tips: &[Tip], commits: &Commits, graph: &Graph, all: bool) -> Self {
        let (mut starts, mut tags, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for tip in tips {
            let id = commits.peel(tip.id, &mut tags);
            match graph.number(&id) {
                Some(number) => starts.push(number),
                None => others.push(Tip { name: tip.name.clone(), id }),
            }
        }
        if all {
            tags.extend(commits.tags.keys());
            starts.extend(graph.all());
        }
        tags.sort_unstable();
        tags.dedup();
        Reached { commits: graph.oldest_first(starts), tags, others }
    }
}
