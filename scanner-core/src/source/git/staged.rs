//! Staged files: those that the index has and HEAD has not.
//!
//! Folders of which git knows that they are as in HEAD are not looked into, and the work tree is not looked at: what
//! counts is what would be committed.

use super::{
    Repository,
    error::GitError,
    id::{IdSet, ObjectId},
    index::{Entry, Index},
    objects::{Failure, Store},
    tree::{Blob, Entries, TreeEntry, by_name},
};
use crate::model::Incident;
use std::{
    collections::{BTreeSet, HashMap},
    ops::{ControlFlow, Range},
    path::PathBuf,
    sync::Arc,
};

/// The most files that are listed of those that are gone. A file that was moved counts as new beyond that.
const MAX_GONE_FILES: usize = 1_000_000;
/// The stage of what both sides of a conflict started from.
const BASE: u8 = 1;

/// The options of a scan of staged content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagedOptions {
    /// The index, if it is not the repository's own: what `GIT_INDEX_FILE` names.
    pub index: Option<PathBuf>,
    /// Only findings on lines that are not in HEAD's version of the file.
    pub changed_lines: bool,
}

/// A staged file that differs from HEAD's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) blob: Blob,
    /// HEAD's version at this path.
    pub(crate) before: Option<ObjectId>,
}

impl AsRef<Blob> for Change {
    fn as_ref(&self) -> &Blob {
        &self.blob
    }
}

/// All staged files.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    pub(crate) changes: Vec<Change>,
    /// All files of the index, in order; none if nothing has changed.
    pub(crate) files: Vec<Blob>,
    pub(crate) incidents: Vec<Incident>,
}

/// Lists the staged files.
///
/// Left out are links and submodules, files that are only intended to be added, and content that HEAD has at a path where it
/// no longer is: a file that was only moved is not new. Of a conflict, both sides count.
pub(crate) fn staged(repository: &Repository, options: &StagedOptions) -> Result<Staged, GitError> {
    let index = Index::read(&index_file(repository, options)?)?;
    let mut comparison = Comparison::new(repository.store(), &index);
    comparison.run(repository.head_tree()?)?;
    Ok(comparison.finish())
}

/// The path of the index. A repository to which nothing was ever added has no such file.
fn index_file(repository: &Repository, options: &StagedOptions) -> Result<PathBuf, GitError> {
    let own = repository.git_dir().join("index");
    match &options.index {
        Some(named) if named.exists() => Ok(named.clone()),
        Some(named) => {
            let message = format!("the index `{}` does not exist", named.display());
            Err(GitError::new(message, "GIT_INDEX_FILE names it; without that the repository's own is read"))
        }
        None if repository.is_bare() && !own.exists() => {
            let message = format!("the repository `{}` is bare and has no index", repository.git_dir().display());
            Err(GitError::new(message, "`gonogo scan --range A..B` scans commits of a bare repository"))
        }
        None => Ok(own),
    }
}

struct Comparison<'a> {
    store: &'a Store,
    index: &'a Index,
    staged: Staged,
    /// Files and folders that HEAD has at paths where the index has others or none.
    gone_files: IdSet,
    gone_folders: Vec<ObjectId>,
}

/// A folder in the index and in HEAD.
struct Folder {
    /// With a slash behind; empty at the top.
    path: Vec<u8>,
    entries: Range<usize>,
    head: Option<ObjectId>,
}

/// HEAD's entry for one name in a folder.
#[derive(Clone, Copy, Default)]
struct Before {
    file: Option<ObjectId>,
    folder: Option<ObjectId>,
}

impl<'a> Comparison<'a> {
    fn new(store: &'a Store, index: &'a Index) -> Self {
        Comparison { store, index, staged: Staged::default(), gone_files: IdSet::default(), gone_folders: Vec::new() }
    }

    fn run(&mut self, head: Option<ObjectId>) -> Result<(), GitError> {
        let mut open = vec![Folder { path: Vec::new(), entries: 0..self.index.entries.len(), head }];
        while let Some(folder) = open.pop() {
            if folder.head.is_none() || self.index.folder(&folder.path) != folder.head {
                self.compare(folder, &mut open)?;
            }
        }
        Ok(())
    }

    fn compare(&mut self, folder: Folder, open: &mut Vec<Folder>) -> Result<(), GitError> {
        let index = self.index;
        let tree = folder.head.map(|id| self.tree(id)).transpose()?;
        let head = tree.as_ref().map_or_else(HashMap::new, |tree| by_name(tree));
        let mut seen = BTreeSet::new();
        let Range { start: mut at, end } = folder.entries;
        while at < end {
            let entry = &index.entries[at];
            let path = index.path(entry);
            let rest = &path[folder.path.len()..];
            let name = rest.split(|&byte| byte == b'/').next().unwrap_or_default();
            seen.insert(name);
            let before = head.get(name).map_or_else(Before::default, Before::from);
            at += 1;
            if name.len() == rest.len() {
                self.file(entry, before);
            } else if entry.mode.is_folder() {
                self.sparse(entry, before);
            } else {
                self.gone_files.extend(before.file);
                let path = path[..folder.path.len() + name.len() + 1].to_vec();
                let entries = at - 1..index.end_of(&path, at - 1..end);
                at = entries.end;
                open.push(Folder { path, entries, head: before.folder });
            }
        }
        for gone in tree.iter().flat_map(|tree| Entries::new(tree)).filter(|entry| !seen.contains(entry.name)) {
            let Before { file, folder } = Before::from(&gone);
            self.gone_files.extend(file);
            self.gone_folders.extend(folder);
        }
        Ok(())
    }

    fn tree(&self, id: ObjectId) -> Result<Arc<Vec<u8>>, GitError> {
        let broken = |failure| GitError::broken(format!("HEAD's tree {id} can't be read"), failure);
        self.store.tree(&id).map_err(broken)
    }

    fn file(&mut self, entry: &Entry, before: Before) {
        if before.file == Some(entry.id) {
            return;
        }
        self.gone_files.extend(before.file);
        self.gone_folders.extend(before.folder);
        if entry.mode.is_file() && !entry.is_intent && entry.stage != BASE {
            self.change(self.index.path(entry), entry.id, before.file);
        }
    }

    /// A folder that a sparse checkout left out, and its index keeps as one entry.
    fn sparse(&mut self, entry: &Entry, before: Before) {
        let others: Vec<ObjectId> = before.folder.into_iter().collect();
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        let unreadable = |id: ObjectId, failure: Failure| missing.push(failure.incident(&id));
        let found = |file| {
            files.push(file);
            ControlFlow::Continue(())
        };
        let _ = self.store.added(self.index.path(entry).to_vec(), &entry.id, &others, unreadable, found);
        files.into_iter().for_each(|Blob { path, id }| self.change(&path, id, None));
        self.staged.incidents.append(&mut missing);
    }

    fn change(&mut self, path: &[u8], id: ObjectId, before: Option<ObjectId>) {
        self.staged.changes.push(Change { blob: Blob { path: path.to_vec(), id }, before });
    }

    fn finish(self) -> Staged {
        let Comparison { store, index, mut staged, mut gone_files, gone_folders } = self;
        if !staged.changes.is_empty() {
            let mut left = MAX_GONE_FILES;
            let mut found = |file: Blob| {
                gone_files.insert(file.id);
                left = left.saturating_sub(1);
                if left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let mut gone = gone_folders.into_iter();
            let _ = gone.try_for_each(|folder| store.added(Vec::new(), &folder, &[], |_, _| {}, &mut found));
        }
        staged.changes.retain(|change| !gone_files.contains(&change.blob.id));
        if !staged.changes.is_empty() {
            let files = index.entries.iter().filter(|entry| entry.mode.is_file() && entry.stage != BASE);
            staged.files = files.map(|entry| Blob { path: index.path(entry).to_vec(), id: entry.id }).collect();
        }
        staged
    }
}

impl From<&TreeEntry<'_>> for Before {
    fn from(entry: &TreeEntry<'_>) -> Self {
        let TreeEntry { mode, id, .. } = entry;
        Before { file: mode.is_file().then_some(*id), folder: mode.is_folder().then_some(*id) }
    }
}
