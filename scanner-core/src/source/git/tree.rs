//! Trees: folders as git has them, and the files that one has and others have not.

use super::{
    id::{ObjectFormat, ObjectId},
    objects::{Failure, ObjectKind, Store},
    path_budget::PathBudget,
};
use crate::source::name;
use std::{collections::HashMap, ops::ControlFlow, sync::Arc};

/// More digits than any mode has.
const MAX_MODE_DIGITS: usize = 7;

/// The mode of an entry of a tree or of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode(u32);

impl Mode {
    const KIND: u32 = 0o170_000;

    pub(crate) fn new(bits: u32) -> Self {
        Mode(bits)
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// A file, and no link.
    pub(crate) fn is_file(self) -> bool {
        self.0 & Mode::KIND == 0o100_000
    }

    pub(crate) fn is_folder(self) -> bool {
        self.0 & Mode::KIND == 0o040_000
    }

    /// A commit of another repository.
    pub(crate) fn is_submodule(self) -> bool {
        self.0 & Mode::KIND == 0o160_000
    }
}

/// A name in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TreeEntry<'a> {
    pub(crate) mode: Mode,
    pub(crate) name: &'a [u8],
    pub(crate) id: ObjectId,
}

impl<'a> TreeEntry<'a> {
    /// Reads the entry that bytes start with, and returns it with its length.
    pub(crate) fn parse(bytes: &'a [u8], format: ObjectFormat) -> Option<(Self, usize)> {
        let space = memchr::memchr(b' ', &bytes[..bytes.len().min(MAX_MODE_DIGITS + 1)])?;
        let nul = space + 1 + memchr::memchr(0, &bytes[space + 1..])?;
        let end = nul + 1 + format.bytes();
        let id = ObjectId::from_bytes(bytes.get(nul + 1..end)?)?;
        let digit = |mode: u32, byte: &u8| matches!(byte, b'0'..=b'7').then(|| mode << 3 | u32::from(byte - b'0'));
        let mode = Mode(bytes[..space].iter().try_fold(0, digit)?);
        Some((TreeEntry { mode, name: &bytes[space + 1..nul], id }, end))
    }
}

/// The entries of a tree object, up to where it can't be read.
pub(crate) struct Entries<'a> {
    rest: &'a [u8],
    format: ObjectFormat,
}

impl<'a> Entries<'a> {
    pub(crate) fn new(tree: &'a [u8], format: ObjectFormat) -> Self {
        Entries { rest: tree, format }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = TreeEntry<'a>;

    fn next(&mut self) -> Option<TreeEntry<'a>> {
        let (entry, length) = TreeEntry::parse(self.rest, self.format)?;
        self.rest = &self.rest[length..];
        Some(entry)
    }
}

/// Entries by name. As names are data from outside, any may be there twice; the first counts.
pub(super) fn by_name(tree: &[u8], format: ObjectFormat) -> HashMap<&[u8], TreeEntry<'_>> {
    let mut entries = HashMap::new();
    for entry in Entries::new(tree, format) {
        entries.entry(entry.name).or_insert(entry);
    }
    entries
}

/// Content at a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Blob {
    /// From the top of the repository, as git has it.
    pub(crate) path: Vec<u8>,
    pub(crate) id: ObjectId,
}

impl Blob {
    /// The path as it is reported.
    pub(crate) fn reported(&self) -> String {
        name::reported(&self.path)
    }
}

impl Store {
    /// Reads a tree object.
    pub(crate) fn tree(&self, id: &ObjectId) -> Result<Arc<Vec<u8>>, Failure> {
        self.read_kind(id, ObjectKind::Tree)
    }

    /// The mode and id of the entry at a path below a tree.
    ///
    /// # Errors
    /// In words, the tree that can't be read or has no such entry.
    pub(crate) fn at_path(&self, tree: &ObjectId, path: &[u8]) -> Result<(Mode, ObjectId), String> {
        let mut at = (Mode(0), *tree);
        for name in path.split(|byte| *byte == b'/') {
            let tree = self.tree(&at.1).map_err(|failure| format!("its tree {}: {failure}", at.1))?;
            let entry = Entries::new(&tree, self.format()).find(|entry| entry.name == name);
            at = entry.map(|entry| (entry.mode, entry.id)).ok_or_else(|| format!("its tree {} is damaged", at.1))?;
        }
        Ok(at)
    }

    /// The file at a path below a tree, if there is one.
    pub(crate) fn file_at(&self, tree: &ObjectId, path: &[u8]) -> Option<ObjectId> {
        let (mode, id) = self.at_path(tree, path).ok()?;
        mode.is_file().then_some(id)
    }

    /// All files of a tree, as far as its folders can be read, by path.
    pub(crate) fn files_of(&self, tree: &ObjectId) -> Vec<Blob> {
        let mut files = Vec::new();
        let found = |file| {
            files.push(file);
            ControlFlow::Continue(())
        };
        let _ = self.added(Vec::new(), tree, &[], |_, _| {}, found);
        files.sort_unstable();
        files
    }

    /// Hands over the files of `tree`, below `path`, that none of the `others` has with the same content at the same path,
    /// until `found` breaks. Folders that one of them has are not entered. Trees that can't be read go to `unreadable`, and
    /// are as if empty. The walk may end early: see [`PathBudget`].
    pub(super) fn added(
        &self,
        path: Vec<u8>,
        tree: &ObjectId,
        others: &[ObjectId],
        mut unreadable: impl FnMut(ObjectId, Failure),
        mut found: impl FnMut(Blob) -> ControlFlow<()>,
    ) -> Walked {
        // A list, not recursion: a tree can be of any depth.
        let mut open = vec![Folder { path, tree: *tree, others: others.to_vec() }];
        let mut budget = PathBudget::new();
        while let Some(Folder { path, tree, others }) = open.pop() {
            if others.contains(&tree) || !budget.enter(&tree) {
                continue;
            }
            let mut read = |id: ObjectId| self.tree(&id).map_err(|failure| unreadable(id, failure)).ok();
            let Some(bytes) = read(tree) else { continue };
            let others: Vec<Arc<Vec<u8>>> = others.into_iter().filter_map(read).collect();
            let others: Vec<_> = others.iter().map(|other| by_name(other, self.format())).collect();
            let mut entries = Entries::new(&bytes, self.format());
            for entry in &mut entries {
                let same_name = || others.iter().filter_map(|other| other.get(entry.name));
                if same_name().any(|other| other.id == entry.id) {
                    continue;
                }
                if !entry.mode.is_folder() && !entry.mode.is_file() {
                    continue;
                }
                let path = [&path, entry.name].concat();
                if !budget.keep(&path) {
                    return Walked::Cut;
                }
                if entry.mode.is_folder() {
                    let others = same_name().filter(|other| other.mode.is_folder()).map(|other| other.id).collect();
                    open.push(Folder { path: [&path[..], b"/"].concat(), tree: entry.id, others });
                } else if found(Blob { path, id: entry.id }).is_break() {
                    return Walked::Stopped;
                }
            }
            if !entries.rest.is_empty() {
                unreadable(tree, Failure::not_a(ObjectKind::Tree));
            }
        }
        if budget.is_cut() { Walked::Cut } else { Walked::Whole }
    }
}

/// How a walk through the folders of a tree ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walked {
    /// All was looked at.
    Whole,
    /// There are more paths than are followed.
    Cut,
    /// Whoever it was for wanted no more.
    Stopped,
}

/// A folder to compare: its path with a slash behind, its tree, and what is at this path in the other trees.
struct Folder {
    path: Vec<u8>,
    tree: ObjectId,
    others: Vec<ObjectId>,
}
