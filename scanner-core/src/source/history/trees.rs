//! Folders that lead to objects of interest.
//!
//! Every tree is read once, in delta order: an entry that was copied from another tree is known from there. Only the
//! subfolders and marked files of a tree are kept.

use crate::{
    model::{Cancel, CopiedRange},
    source::git::{Base, Failure, IdMap, IdSet, Object, ObjectId, ObjectKind, ShortIdSet, Store, TreeEntry, Visitor},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

/// The target of an entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Child {
    /// The tree of this number.
    Tree(u32),
    /// A file with this mark.
    Marked(u32),
}

/// A name in a folder, and what it leads to.
pub(super) type Edge = (u32, Child);

/// All trees of a repository, as far as they lead to marked files.
#[derive(Debug, Default)]
pub struct Trees {
    pub(super) numbers: IdMap<u32>,
    pub(super) names: Vec<Box<[u8]>>,
    pub(super) edges: Vec<Box<[Edge]>>,
    /// Files that a tree names and the repository does not have.
    pub missing_files: Vec<ObjectId>,
    /// Folders that a tree names and the repository does not have.
    pub missing_folders: Vec<ObjectId>,
    /// Whether any tree has a submodule.
    pub submodules: bool,
    /// Trees that can't be read.
    pub failed: Vec<(ObjectId, Failure)>,
}

impl Trees {
    /// Reads all trees. `marks` are the files of interest; those whose name `is_special`
    /// get a mark of their own, counted on from `next_mark`.
    pub fn read(
        store: &Store,
        marks: &IdMap<u32>,
        next_mark: u32,
        is_special: &(dyn Fn(&[u8]) -> bool + Sync),
        cancel: &Cancel,
    ) -> Self {
        let visitor = Reading { store, marks, next_mark, is_special, dictionary: Mutex::default() };
        let partials = store.visit(&[ObjectKind::Tree], &visitor, cancel);
        let dictionary = visitor.dictionary.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut trees = Trees { edges: vec![Box::default(); dictionary.numbers.len()], ..Trees::default() };
        let mut seen = vec![false; dictionary.numbers.len()];
        for partial in partials {
            for (number, edges) in partial.edges {
                trees.edges[number as usize] = edges;
                seen[number as usize] = true;
            }
            trees.missing_files.extend(partial.missing);
            trees.submodules |= partial.submodules;
            trees.failed.extend(partial.failed);
        }
        if !cancel.is_cancelled() {
            let failed: IdSet = trees.failed.iter().map(|(id, _)| *id).collect();
            let unseen =
                dictionary.numbers.iter().filter(|(id, number)| !seen[**number as usize] && !failed.contains(id));
            let (other, missing): (Vec<ObjectId>, Vec<ObjectId>) =
                unseen.map(|(id, _)| *id).partition(|id| store.has(id));
            trees.missing_folders = missing;
            trees.failed.extend(other.into_iter().map(|id| (id, Failure::not_a(ObjectKind::Tree))));
        }
        for missing in [&mut trees.missing_files, &mut trees.missing_folders] {
            missing.sort_unstable();
            missing.dedup();
        }
        trees.failed.sort_by_key(|(id, _)| *id);
        trees.numbers = dictionary.numbers;
        trees.names = dictionary.names;
        trees
    }
}

impl Trees {
    /// The names for which `wants` is true, of all folders and of the files of interest, each with a tree that has it.
    pub fn named(&self, wants: impl Fn(&[u8]) -> bool) -> Vec<(&[u8], ObjectId)> {
        let wanted: Vec<bool> = self.names.iter().map(|name| wants(name)).collect();
        let mut found: BTreeMap<&[u8], ObjectId> = BTreeMap::new();
        if !wanted.contains(&true) {
            return Vec::new();
        }
        #[expect(clippy::iter_over_hash_type, reason = "the smallest tree of each name is taken")]
        for (id, number) in &self.numbers {
            let names = self.edges[*number as usize].iter().map(|(name, _)| *name as usize);
            for name in names.filter(|name| wanted[*name]) {
                found.entry(&self.names[name]).and_modify(|known| *known = *id.min(known)).or_insert(*id);
            }
        }
        found.into_iter().collect()
    }
}

/// Names and trees that were met, numbered.
#[derive(Default)]
struct Dictionary {
    numbers: IdMap<u32>,
    names: Vec<Box<[u8]>>,
    by_name: HashMap<Box<[u8]>, u32>,
    /// The marks of files whose name has rules of its own.
    special: IdMap<u32>,
}

impl Dictionary {
    fn mark(&mut self, id: ObjectId, first: u32) -> u32 {
        let next = first + self.special.len() as u32;
        *self.special.entry(id).or_insert(next)
    }

    fn tree(&mut self, id: ObjectId) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(id).or_insert(next)
    }

    fn name(&mut self, name: &[u8]) -> u32 {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        let next = self.names.len() as u32;
        self.names.push(name.into());
        self.by_name.insert(name.into(), next);
        next
    }
}

struct Reading<'a> {
    store: &'a Store,
    marks: &'a IdMap<u32>,
    next_mark: u32,
    is_special: &'a (dyn Fn(&[u8]) -> bool + Sync),
    dictionary: Mutex<Dictionary>,
}

/// An entry of a tree: its place, and where it leads if that is of interest.
#[derive(Clone, Copy)]
struct Item {
    start: u32,
    end: u32,
    edge: Option<Edge>,
}

#[derive(Default)]
struct Partial {
    /// Files that were looked for in the store.
    seen: ShortIdSet,
    /// Whether a name has rules of its own.
    names: HashMap<Box<[u8]>, bool>,
    submodules: bool,
    edges: Vec<(u32, Box<[Edge]>)>,
    missing: Vec<ObjectId>,
    failed: Vec<(ObjectId, Failure)>,
}

impl Visitor for Reading<'_> {
    type State = Vec<Item>;
    type Partial = Partial;

    fn wants(&self, _: &ObjectId) -> bool {
        true
    }

    fn visit(&self, object: Object<'_>, base: Option<Base<'_, Vec<Item>>>, partial: &mut Partial) -> Vec<Item> {
        let known = base.as_ref().map_or(&[][..], |base| base.state);
        let copies = base.as_ref().map_or(&[][..], |base| base.copies);
        let mut items = Vec::with_capacity(known.len() + 8);
        if self.parse(object.bytes, known, copies, &mut items, partial).is_none() {
            partial.failed.push((object.id, Failure::not_a(ObjectKind::Tree)));
            return items;
        }
        let edges: Box<[Edge]> = items.iter().filter_map(|item| item.edge).collect();
        let number = self.dictionary.lock().unwrap_or_else(PoisonError::into_inner).tree(object.id);
        partial.edges.push((number, edges));
        items
    }

    fn failed(&self, id: ObjectId, failure: Failure, partial: &mut Partial) {
        partial.failed.push((id, failure));
    }
}

impl Reading<'_> {
    /// Reads entries up to the end. Where one starts at a place that was copied from the start of a known one, and was
    /// copied in full, it is that one.
    fn parse(
        &self,
        bytes: &[u8],
        known: &[Item],
        copies: &[CopiedRange],
        items: &mut Vec<Item>,
        partial: &mut Partial,
    ) -> Option<()> {
        let mut copies = copies.iter().peekable();
        let mut at = 0;
        while at < bytes.len() {
            while copies.next_if(|copy| copy.to + copy.length <= at).is_some() {}
            let before = at;
            if let Some(copy) = copies.peek().filter(|copy| copy.to <= at) {
                at = carry(known, copy, at, items);
            }
            if at == before {
                at = self.entry(bytes, at, items, partial)?;
            }
        }
        Some(())
    }

    /// Reads the entry at a place, and returns where the next one is.
    fn entry(&self, bytes: &[u8], start: usize, items: &mut Vec<Item>, partial: &mut Partial) -> Option<usize> {
        let (TreeEntry { mode, name, id }, length) = TreeEntry::parse(&bytes[start..], self.store.format())?;
        let edge = if mode.is_folder() {
            let mut dictionary = self.dictionary.lock().unwrap_or_else(PoisonError::into_inner);
            Some((dictionary.name(name), Child::Tree(dictionary.tree(id))))
        } else if mode.is_submodule() {
            partial.submodules = true;
            None
        } else {
            self.file(id, name, partial)
        };
        let end = start + length;
        items.push(Item { start: start as u32, end: end as u32, edge });
        Some(end)
    }
}

impl Reading<'_> {
    fn file(&self, id: ObjectId, name: &[u8], partial: &mut Partial) -> Option<Edge> {
        let mark = self.marks.get(&id);
        // The set is asked first: finding a name in the index of a pack takes several times as long.
        if mark.is_none() && partial.seen.insert((&id).into()) && !self.store.has(&id) {
            partial.missing.push(id);
            return None;
        }
        let special = match partial.names.get(name) {
            Some(known) => *known,
            None => *partial.names.entry(name.into()).or_insert((self.is_special)(name)),
        };
        if mark.is_none() && !special {
            return None;
        }
        let mut dictionary = self.dictionary.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = if special { dictionary.mark(id, self.next_mark) } else { *mark? };
        Some((dictionary.name(name), Child::Marked(mark)))
    }
}

/// Takes over known entries from a place in a copied part on, and returns the place behind them.
fn carry(known: &[Item], copy: &CopiedRange, at: usize, items: &mut Vec<Item>) -> usize {
    let from = (at - copy.to + copy.from) as u32;
    let Ok(first) = known.binary_search_by_key(&from, |item| item.start) else { return at };
    let last = (copy.from + copy.length) as u32;
    let count = known[first..].partition_point(|item| item.end <= last);
    let moved = |place: u32| (place as usize - copy.from + copy.to) as u32;
    items.extend(known[first..first + count].iter().map(|item| Item {
        start: moved(item.start),
        end: moved(item.end),
        ..*item
    }));
    items.last().filter(|_| count > 0).map_or(at, |item| item.end as usize)
}
