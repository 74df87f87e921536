//! Commits in the order of their ancestry.

use super::{
    commit::CommitNode,
    id::{IdMap, ObjectId},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// The commits of a repository.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<CommitNode>,
    numbers: IdMap<u32>,
}

impl Graph {
    /// The commits in any order; one that is there twice counts once.
    pub fn new(mut nodes: Vec<CommitNode>) -> Self {
        nodes.sort_unstable_by_key(|node| node.id);
        nodes.dedup_by_key(|node| node.id);
        let numbers = nodes.iter().enumerate().map(|(number, node)| (node.id, number as u32)).collect();
        Graph { nodes, numbers }
    }

    /// A commit by its number.
    pub fn node(&self, number: u32) -> &CommitNode {
        &self.nodes[number as usize]
    }

    /// The number of a commit.
    pub fn number(&self, id: &ObjectId) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The numbers of all commits.
    pub fn all(&self) -> impl ExactSizeIterator<Item = u32> + use<> {
        0..self.nodes.len() as u32
    }

    /// The numbers of a commit's parents, as far as they are there.
    pub fn parents(&self, number: u32) -> impl Iterator<Item = u32> + '_ {
        self.node(number).parents.iter().filter_map(|id| self.number(id))
    }

    /// The ancestors of the given commits, themselves included, parents before children; of two that do not descend from
    /// each other, the one that was committed first. Those that descend from themselves come last.
    pub fn oldest_first(&self, tips: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut reached = vec![false; self.nodes.len()];
        let mut open: Vec<u32> = tips.into_iter().collect();
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        let mut waiting = vec![0u32; self.nodes.len()];
        let mut ready = BinaryHeap::new();
        while let Some(number) = open.pop() {
            if std::mem::replace(&mut reached[number as usize], true) {
                continue;
            }
            for parent in self.parents(number) {
                children[parent as usize].push(number);
                waiting[number as usize] += 1;
                open.push(parent);
            }
            if waiting[number as usize] == 0 {
                ready.push(Reverse((self.node(number).time, number)));
            }
        }
        let mut order = Vec::new();
        while let Some(Reverse((_, number))) = ready.pop() {
            order.push(number);
            for &child in &children[number as usize] {
                waiting[child as usize] -= 1;
                if waiting[child as usize] == 0 {
                    ready.push(Reverse((self.node(child).time, child)));
                }
            }
        }
        let mut circular: Vec<u32> = self.all().filter(|number| waiting[*number as usize] > 0).collect();
        circular.sort_unstable_by_key(|number| (self.node(*number).time, *number));
        order.append(&mut circular);
        order
    }

    /// Of commits in order, those that come before one of their parents: damaged indexes can make commits descend from
    /// themselves.
    pub fn circular(&self, order: &[u32]) -> Vec<ObjectId> {
        let mut places = vec![0; self.nodes.len()];
        order.iter().zip(0..).for_each(|(number, place)| places[*number as usize] = place);
        let is_early =
            |number: u32| self.parents(number).any(|parent| places[parent as usize] >= places[number as usize]);
        order.iter().filter(|number| is_early(**number)).map(|number| self.node(*number).id).collect()
    }

    /// Parents that commits name and the repository does not have, with such a commit each; `reached` limits which
    /// commits count.
    pub fn missing_parents<'a>(&'a self, reached: &'a [u32]) -> impl Iterator<Item = (ObjectId, ObjectId)> + 'a {
        reached.iter().flat_map(|number| {
            let node = self.node(*number);
            node.parents.iter().filter(|id| self.number(id).is_none()).map(|parent| (*parent, node.id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> ObjectId {
        ObjectId::from_bytes(&[number; 20]).expect("20 bytes")
    }

    fn node(number: u8, time: i64, parents: &[u8]) -> CommitNode {
        CommitNode { id: id(number), tree: id(0), parents: parents.iter().map(|parent| id(*parent)).collect(), time }
    }

    #[test]
    fn parents_come_before_children_whatever_their_clocks_say() {
        let graph =
            Graph::new(vec![node(4, 1, &[2, 3]), node(2, 9, &[1]), node(3, 2, &[1]), node(1, 5, &[]), node(5, 0, &[])]);
        let order: Vec<ObjectId> =
            graph.oldest_first(graph.number(&id(4))).iter().map(|at| graph.node(*at).id).collect();
        assert_eq!(order, [id(1), id(3), id(2), id(4)]);
    }
}
