//! Timeline of marked files: when each was added to a path, and when it was removed.

use crate::{
    model::Cancel,
    source::{
        git::Graph,
        history::{Change, MarkedTree, MarkedTrees},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of changes kept, some hundred megabytes. Only a history crafted to exhaust memory has more.
const MAX_CHANGES: usize = 1 << 20;

/// A path, and the mark of a file there.
pub(super) type Place = (Vec<u8>, u32);

/// Changes at marked paths, commit by commit.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Commits, parents before children.
    pub(super) order: Vec<u32>,
    /// The first commit of each place, by its position in the order.
    pub(super) firsts: BTreeMap<Place, u32>,
    /// The marked tree of each commit, by its number.
    held: Vec<MarkedTree>,
    /// The changes of a commit against all of its parents.
    changes: Vec<(u32, Vec<Change>)>,
    /// Number of changes.
    count: usize,
}

impl Timeline {
    /// The timeline of commits, which are in order.
    pub(super) fn new(graph: &Graph, order: Vec<u32>, marked: &mut MarkedTrees, cancel: &Cancel) -> Self {
        let mut timeline = Timeline { held: vec![MarkedTree::EMPTY; graph.all().len()], ..Timeline::default() };
        for (at, &commit) in order.iter().enumerate() {
            if cancel.is_cancelled() || timeline.is_full() {
                break;
            }
            let tree = marked.of(&graph.node(commit).tree);
            timeline.held[commit as usize] = tree;
            let mut parents: Vec<MarkedTree> =
                graph.parents(commit).map(|parent| timeline.held[parent as usize]).collect();
            if parents.is_empty() {
                parents.push(MarkedTree::EMPTY);
            }
            if !parents.contains(&tree) {
                timeline.note(at as u32, tree, &parents, marked);
            }
        }
        timeline.order = order;
        timeline
    }

    /// Whether the maximum number of changes is reached.
    pub(super) fn is_full(&self) -> bool {
        self.count > MAX_CHANGES
    }

    /// Records the changes of a commit. A merge changes only files that differ from all of its parents.
    fn note(&mut self, at: u32, tree: MarkedTree, parents: &[MarkedTree], marked: &MarkedTrees) {
        let mut changes = marked.changes(parents[0], tree);
        for &parent in &parents[1..] {
            let mut others = marked.changes(parent, tree);
            let paths = |changes: &[Change]| changes.iter().map(|change| change.path.clone()).collect::<BTreeSet<_>>();
            let (known, new) = (paths(&changes), paths(&others));
            changes.retain(|change| new.contains(&change.path));
            others.retain(|change| known.contains(&change.path));
            changes.append(&mut others);
        }
        for change in &changes {
            if let Some(mark) = change.new {
                self.firsts.entry((change.path.clone(), mark)).or_insert(at);
            }
        }
        if !changes.is_empty() {
            self.count += changes.len();
            self.changes.push((at, changes));
        }
    }

    /// The changes of merges against each of their parents, oldest first. `among` selects commits by their number.
    pub(super) fn merged<'a>(
        &'a self,
        graph: &'a Graph,
        marked: &'a MarkedTrees,
        among: &'a [bool],
    ) -> impl Iterator<Item = (u32, Change)> + 'a {
        let is_merge = |commit: u32| among[commit as usize] && graph.parents(commit).nth(1).is_some();
        let merges = self.order.iter().zip(0..).filter(move |(commit, _)| is_merge(**commit));
        merges.flat_map(move |(&commit, at)| {
            let held = |commit: u32| self.held[commit as usize];
            let changes = graph.parents(commit).flat_map(move |parent| marked.changes(held(parent), held(commit)));
            changes.map(move |change| (at, change))
        })
    }

    /// Each change of a mark, oldest first, with the commit's position in the order.
    pub(super) fn changes(&self) -> impl Iterator<Item = (u32, &Change)> {
        self.changes.iter().flat_map(|(at, changes)| changes.iter().map(move |change| (*at, change)))
    }
}
