//! What one tree has and others have not.

use super::objects::Blob;
use git2::{ObjectType, Oid, Repository, Tree};
use std::ops::ControlFlow;

const KIND: i32 = 0o170_000;
const REGULAR: i32 = 0o100_000;

/// A folder to compare: its path with a slash behind, its tree, and what is at this path in the other trees.
struct Folder {
    path: Vec<u8>,
    tree: Oid,
    others: Vec<Oid>,
}

/// Hands over the regular files of `tree`, below `path`, that none of the `others` has with the same content at the same
/// path, until `found` breaks. Folders that one of them has are not entered. Trees that can't be read go to `missing`, and
/// are as if empty.
pub(super) fn added(
    repository: &Repository,
    path: Vec<u8>,
    tree: Oid,
    others: &[Oid],
    mut missing: impl FnMut(Oid, &git2::Error),
    mut found: impl FnMut(Blob) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // A list, not recursion: how deep a tree is, is up to whoever made it.
    let mut open = vec![Folder { path, tree, others: others.to_vec() }];
    while let Some(Folder { path, tree, others }) = open.pop() {
        if others.contains(&tree) {
            continue;
        }
        let mut read = |id: Oid| repository.find_tree(id).map_err(|error| missing(id, &error)).ok();
        let Some(tree) = read(tree) else { continue };
        let others: Vec<Tree<'_>> = others.into_iter().filter_map(read).collect();
        for entry in &tree {
            let same_name = || others.iter().filter_map(|other| other.get_name_bytes(entry.name_bytes()));
            if same_name().any(|other| other.id() == entry.id()) {
                continue;
            }
            let path = [&path, entry.name_bytes()].concat();
            match entry.kind() {
                Some(ObjectType::Tree) => {
                    let trees = same_name().filter(|other| other.kind() == Some(ObjectType::Tree));
                    let others = trees.map(|other| other.id()).collect();
                    open.push(Folder { path: [&path[..], b"/"].concat(), tree: entry.id(), others });
                }
                _ if is_file(entry.filemode_raw()) => found(Blob { path, id: entry.id() })?,
                _ => {}
            }
        }
    }
    ControlFlow::Continue(())
}

impl super::Repository {
    /// The tree of a commit.
    pub(crate) fn tree_of(&self, commit: Oid) -> Option<Oid> {
        self.git().find_commit(commit).map(|commit| commit.tree_id()).ok()
    }

    /// All regular files of a tree, as far as its folders can be read, by path.
    pub(crate) fn files_of(&self, tree: Oid) -> Vec<Blob> {
        let mut files = Vec::new();
        let found = |file| {
            files.push(file);
            ControlFlow::Continue(())
        };
        let _ = added(self.git(), Vec::new(), tree, &[], |_, _| {}, found);
        files.sort_unstable();
        files
    }

    /// The regular file at a path of a tree.
    pub(crate) fn file_in(&self, tree: Oid, path: &[u8]) -> Option<Oid> {
        let mut at = tree;
        let mut steps = path.split(|&byte| byte == b'/').peekable();
        while let Some(step) = steps.next() {
            let tree = self.git().find_tree(at).ok()?;
            let entry = tree.get_name_bytes(step)?;
            at = entry.id();
            if steps.peek().is_none() {
                return is_file(entry.filemode_raw()).then_some(at);
            }
        }
        None
    }
}

/// Whether a mode is that of a file, and not of a link, a submodule or a folder.
pub(super) fn is_file(mode: i32) -> bool {
    mode & KIND == REGULAR
}
