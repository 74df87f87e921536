//! Deltas of a pack, by the objects they are based on.

use super::{
    object::ObjectKind,
    pack_entry::{Entry, Stored},
};

/// The delta trees of a pack. Children are sorted so that the one with most objects below it comes last: whoever walks a
/// tree can drop a base before its last child, and so keeps no more bases than the logarithm of the number of objects.
#[derive(Debug, Default)]
pub(super) struct Forest {
    /// For each entry, where its children start; one more at the end.
    starts: Vec<u32>,
    children: Vec<u32>,
    roots: Vec<Root>,
    /// Entries that no root leads to.
    pub(super) lost: Vec<u32>,
}

/// An object that is stored in full, or based on one outside the pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) entry: u32,
    pub(super) base: RootBase,
    /// Objects in its tree.
    weight: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RootBase {
    None(ObjectKind),
    /// On one of the objects that other packs have, by its number.
    Outside(u32),
}

impl Forest {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut starts = vec![0u32; entries.len() + 1];
        for entry in entries {
            if let Stored::On(base) = entry.stored {
                starts[base as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut children = vec![0u32; starts.last().copied().unwrap_or(0) as usize];
        for (number, entry) in entries.iter().enumerate() {
            if let Stored::On(base) = entry.stored {
                let at = &mut next[base as usize];
                children[*at as usize] = number as u32;
                *at += 1;
            }
        }
        let mut forest = Forest { starts, children, roots: Vec::new(), lost: Vec::new() };
        forest.weigh(entries);
        forest
    }

    /// Counts what is below each entry, sorts by it, and finds what no root leads to.
    fn weigh(&mut self, entries: &[Entry]) {
        let mut order: Vec<u32> = Vec::with_capacity(entries.len());
        for (number, entry) in entries.iter().enumerate() {
            let base = match entry.stored {
                Stored::Whole(kind) => RootBase::None(kind),
                Stored::Outside(base) => RootBase::Outside(base),
                Stored::On(_) | Stored::Broken => continue,
            };
            self.roots.push(Root { entry: number as u32, base, weight: 0 });
            order.push(number as u32);
        }
        let mut at = 0;
        while let Some(&entry) = order.get(at) {
            order.extend_from_slice(self.children(entry));
            at += 1;
        }
        let mut weights = vec![0u32; entries.len()];
        for &entry in order.iter().rev() {
            let below: u32 = self.children(entry).iter().map(|child| weights[*child as usize]).sum();
            weights[entry as usize] = below + 1;
        }
        for bounds in self.starts.windows(2) {
            self.children[bounds[0] as usize..bounds[1] as usize].sort_by_key(|child| weights[*child as usize]);
        }
        self.roots.iter_mut().for_each(|root| root.weight = weights[root.entry as usize]);
        self.roots.sort_by_key(|root| std::cmp::Reverse(root.weight));
        self.lost = (0..entries.len() as u32).filter(|entry| weights[*entry as usize] == 0).collect();
    }

    /// The entries based on an entry, the one with most below it last.
    pub(super) fn children(&self, entry: u32) -> &[u32] {
        let bounds = self.starts[entry as usize] as usize..self.starts[entry as usize + 1] as usize;
        &self.children[bounds]
    }

    /// The roots, those of the largest trees first.
    pub(super) fn roots(&self) -> impl Iterator<Item = Root> + '_ {
        self.roots.iter().copied()
    }
}
