//! When marked files came to a path, and when they left it.

use crate::{
    model::Cancel,
    source::history::{Change, Graph, Holding, Holdings},
};
use std::collections::BTreeMap;

/// A path, and the mark of a file there.
pub(super) type Place = (Vec<u8>, u32);

/// Changes of what is at marked paths, commit by commit.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Commits, parents before children.
    pub(super) order: Vec<u32>,
    /// For each place, the commit that first had it, by its place in the order.
    pub(super) firsts: BTreeMap<Place, u32>,
    /// What changed in a commit against all of its parents.
    changes: Vec<(u32, Vec<Change>)>,
}

impl Timeline {
    /// Of these commits, which are in order.
    pub(super) fn of(graph: &Graph, order: Vec<u32>, holdings: &mut Holdings, cancel: &Cancel) -> Self {
        let mut timeline = Timeline::default();
        let mut held: Vec<Holding> = vec![Holding::EMPTY; graph.all().len()];
        for (at, &commit) in order.iter().enumerate() {
            if cancel.is_cancelled() {
                break;
            }
            let holding = holdings.of(&graph.node(commit).tree);
            held[commit as usize] = holding;
            let mut parents: Vec<Holding> = graph.parents(commit).map(|parent| held[parent as usize]).collect();
            if parents.is_empty() {
                parents.push(Holding::EMPTY);
            }
            if !parents.contains(&holding) {
                timeline.note(at as u32, holding, &parents, holdings);
            }
        }
        timeline.order = order;
        timeline
    }

    /// A merge changes only what differs from all of its parents.
    fn note(&mut self, at: u32, holding: Holding, parents: &[Holding], holdings: &Holdings) {
        let mut changes = holdings.changes(parents[0], holding);
        for &parent in &parents[1..] {
            let others: BTreeMap<Vec<u8>, Option<u32>> =
                holdings.changes(parent, holding).into_iter().map(|change| (change.path, change.old)).collect();
            changes.retain(|change| others.contains_key(&change.path));
        }
        for change in &changes {
            if let Some(mark) = change.new {
                self.firsts.entry((change.path.clone(), mark)).or_insert(at);
            }
        }
        if !changes.is_empty() {
            self.changes.push((at, changes));
        }
    }

    /// Each path whose mark changed, oldest first, with the commit's place in the order.
    pub(super) fn changes(&self) -> impl Iterator<Item = (u32, &Change)> {
        self.changes.iter().flat_map(|(at, changes)| changes.iter().map(move |change| (*at, change)))
    }
}
