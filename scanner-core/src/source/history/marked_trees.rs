//! The marked files of each commit, and how they differ from those of another.
//!
//! A folder is reduced to what leads to marked files, and folders that are then equal are one. So most commits hold what
//! their parents do, and two of them are compared without looking at what they have in common.

use super::trees::{Child, Trees};
use crate::source::git::ObjectId;
use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap},
};

/// The most changes listed between two commits. A few folders, each many times in another, have any number of paths.
const MAX_CHANGES: usize = 1 << 16;

/// A folder, reduced to what leads to marked files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkedTree(u32);

/// The target of an entry of a reduced folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Folder(MarkedTree),
    File(u32),
}

/// The state of a tree on its way to being reduced.
#[derive(Clone, Copy, Debug)]
enum Reduced {
    Not,
    /// Its subfolders are being reduced.
    Entered,
    To(MarkedTree),
}

type Folder = Box<[(u32, Node)]>;

/// All reduced folders.
#[derive(Debug)]
pub struct MarkedTrees {
    trees: Trees,
    /// For each tree, its reduced form once it is known.
    reduced: Vec<Reduced>,
    /// Trees that are in themselves, as damaged indexes can make them.
    circular: BTreeSet<u32>,
    cut: Cell<bool>,
    folders: Vec<Folder>,
    known: HashMap<Folder, MarkedTree>,
}

/// A path at which one commit holds another mark than another commit, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path's bytes.
    pub path: Vec<u8>,
    /// The mark there before.
    pub old: Option<u32>,
    /// The mark there after.
    pub new: Option<u32>,
}

impl MarkedTree {
    /// A folder that leads to no marked file.
    pub const EMPTY: MarkedTree = MarkedTree(0);
}

impl MarkedTrees {
    /// Of these trees.
    pub fn new(trees: Trees) -> Self {
        let reduced = vec![Reduced::Not; trees.edges.len()];
        let empty = Folder::default();
        let known = HashMap::from([(empty.clone(), MarkedTree::EMPTY)]);
        MarkedTrees { trees, reduced, circular: BTreeSet::new(), cut: Cell::new(false), folders: vec![empty], known }
    }

    /// The trees.
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// The reduced form of a tree; empty if the tree is not there.
    pub fn of(&mut self, tree: &ObjectId) -> MarkedTree {
        let Some(&root) = self.trees.numbers.get(tree) else { return MarkedTree::EMPTY };
        let mut open = vec![root];
        while let Some(&number) = open.last() {
            match self.reduced[number as usize] {
                Reduced::Not => self.enter(number, &mut open),
                Reduced::Entered => {
                    let folder = self.reduce(number);
                    self.reduced[number as usize] = Reduced::To(self.intern(folder));
                }
                Reduced::To(_) => {
                    open.pop();
                }
            }
        }
        self.reduced(root)
    }

    /// Opens what must be reduced first. Trees that are entered and not reduced are each in the one before.
    fn enter(&mut self, number: u32, open: &mut Vec<u32>) {
        self.reduced[number as usize] = Reduced::Entered;
        for (_, child) in &self.trees.edges[number as usize] {
            let Child::Tree(child) = child else { continue };
            match self.reduced[*child as usize] {
                Reduced::Not => open.push(*child),
                Reduced::Entered => drop(self.circular.insert(*child)),
                Reduced::To(_) => {}
            }
        }
    }

    fn reduced(&self, number: u32) -> MarkedTree {
        match self.reduced[number as usize] {
            Reduced::To(tree) => tree,
            Reduced::Not | Reduced::Entered => MarkedTree::EMPTY,
        }
    }

    /// Whether changes were ever left out because they were too many.
    pub fn is_cut(&self) -> bool {
        self.cut.get()
    }

    /// Trees that were found to be in themselves.
    pub fn circular(&self) -> Vec<ObjectId> {
        let numbers = self.trees.numbers.iter().filter(|(_, number)| self.circular.contains(number));
        let mut circular: Vec<ObjectId> = numbers.map(|(id, _)| *id).collect();
        circular.sort_unstable();
        circular
    }

    /// The reduced form of a tree whose subfolders' are known.
    fn reduce(&self, number: u32) -> Folder {
        let node = |child: Child| match child {
            Child::Marked(mark) => Some(Node::File(mark)),
            Child::Tree(number) => {
                let tree = self.reduced(number);
                (tree != MarkedTree::EMPTY).then_some(Node::Folder(tree))
            }
        };
        let edges = self.trees.edges[number as usize].iter();
        let mut folder: Vec<(u32, Node)> = edges.filter_map(|(name, child)| Some((*name, node(*child)?))).collect();
        folder.sort_by_key(|(name, _)| *name);
        folder.dedup_by_key(|(name, _)| *name);
        folder.into()
    }

    fn intern(&mut self, folder: Folder) -> MarkedTree {
        if let Some(&known) = self.known.get(&folder) {
            return known;
        }
        let tree = MarkedTree(self.folders.len() as u32);
        self.folders.push(folder.clone());
        self.known.insert(folder, tree);
        tree
    }

    /// All that differs between two, in no particular order, up to a limit: see [`MarkedTrees::is_cut`].
    pub fn changes(&self, old: MarkedTree, new: MarkedTree) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut open = vec![(Vec::new(), old, new)];
        while let Some((path, old, new)) = open.pop() {
            if old == new {
                continue;
            }
            if changes.len() >= MAX_CHANGES {
                self.cut.set(true);
                break;
            }
            let mut pairs: Vec<(u32, Option<Node>, Option<Node>)> = Vec::new();
            pairs.extend(self.folder(old).iter().map(|(name, node)| (*name, Some(*node), None)));
            pairs.extend(self.folder(new).iter().map(|(name, node)| (*name, None, Some(*node))));
            pairs.sort_by_key(|(name, ..)| *name);
            pairs.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.2 = if same { next.2 } else { kept.2 };
                same
            });
            for (name, old, new) in pairs {
                if old != new {
                    let path = self.join(&path, name);
                    open.push((path.clone(), folder_of(old), folder_of(new)));
                    let (old, new) = (file_of(old), file_of(new));
                    if old != new {
                        changes.push(Change { path, old, new });
                    }
                }
            }
        }
        changes
    }

    fn folder(&self, tree: MarkedTree) -> &[(u32, Node)] {
        &self.folders[tree.0 as usize]
    }

    fn join(&self, folder: &[u8], name: u32) -> Vec<u8> {
        let name = &self.trees.names[name as usize];
        let mut path = Vec::with_capacity(folder.len() + name.len() + 1);
        path.extend_from_slice(folder);
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        path
    }
}

fn folder_of(node: Option<Node>) -> MarkedTree {
    match node {
        Some(Node::Folder(tree)) => tree,
        _ => MarkedTree::EMPTY,
    }
}

fn file_of(node: Option<Node>) -> Option<u32> {
    match node {
        Some(Node::File(mark)) => Some(mark),
        _ => None,
    }
}
