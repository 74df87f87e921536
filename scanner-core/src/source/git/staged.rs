//! Staged files: those that the index has and HEAD has not.
//!
//! Folders of which git knows that they are as in HEAD are not looked into, and the work tree is not looked at: what
//! counts is what would be committed.

use super::{
    Repository,
    error::GitError,
    gone::Gone,
    id::ObjectId,
    index::{Entry, Index},
    objects::{Failure, Store},
    tree::{Blob, Entries, TreeEntry, Walked, by_name},
};
use crate::{
    model::Incident,
    regular_file::{self, MAX_TEXT_BYTES},
    source::name,
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::{ControlFlow, Range},
    path::PathBuf,
    sync::Arc,
};

/// The stage of what both sides of a conflict started from.
const BASE: u8 = 1;

/// The options of a scan of staged content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagedOptions {
    /// The index, if it is not the repository's own: what `GIT_INDEX_FILE` names.
    pub index: Option<PathBuf>,
    /// Also the findings that were there before, in the files that change.
    pub all_lines: bool,
    /// All files of the index if it is as HEAD is: whoever asks without committing means these.
    pub or_tracked: bool,
}

/// A staged file that differs from HEAD's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) blob: Blob,
    /// The versions at this path in HEAD, and in what is being merged into it.
    pub(crate) before: Vec<ObjectId>,
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
    /// All files of the index, in order; none if no file was changed.
    pub(crate) files: Vec<Blob>,
    /// What HEAD has and the index has not.
    pub(crate) gone: Gone,
    /// All files of the index are in it because it is as HEAD is.
    pub(crate) is_tracked: bool,
    pub(crate) incidents: Vec<Incident>,
}

/// Lists the staged files.
///
/// Left out are links and submodules, files that are only intended to be added, and content that HEAD has at a path where it
/// no longer is: a file that was only moved is not new. Of a conflict, both sides count. Of a merge, what either side has
/// is not new.
pub(crate) fn staged(repository: &Repository, options: &StagedOptions) -> Result<Staged, GitError> {
    let index = Index::read(&index_file(repository, options)?, repository.format())?;
    let mut comparison = Comparison::new(repository.store(), &index);
    comparison.run(repository.head_tree()?)?;
    Ok(match comparison.differs || !options.or_tracked {
        true => comparison.finish(&merged(repository)),
        false => tracked(&index),
    })
}

/// The trees of the commits that are being merged into HEAD.
fn merged(repository: &Repository) -> Vec<ObjectId> {
    let text = regular_file::read(&repository.git_dir().join("MERGE_HEAD"), MAX_TEXT_BYTES).unwrap_or_default();
    let ids = text.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex);
    ids.filter_map(|id| repository.store().tree_of(&id)).collect()
}

/// All files of the index.
fn tracked(index: &Index) -> Staged {
    let files = files(index);
    let changes = files.iter().map(|blob| Change { blob: blob.clone(), before: Vec::new() }).collect();
    Staged { changes, files, is_tracked: true, ..Staged::default() }
}

fn files(index: &Index) -> Vec<Blob> {
    let files = index.entries.iter().filter(|entry| entry.mode.is_file() && !entry.is_intent && entry.stage != BASE);
    files.map(|entry| Blob { path: index.path(entry).to_vec(), id: entry.id }).collect()
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
    /// Folders that HEAD has and the index has not: their paths, with a slash behind, and trees.
    gone_folders: Vec<(Vec<u8>, ObjectId)>,
    /// Whether the index is not as HEAD is.
    differs: bool,
}

/// A folder in the index and in HEAD.
struct Folder {
    /// With a slash behind; empty at the top.
    path: Vec<u8>,
    entries: Range<usize>,
    head: Option<ObjectId>,
}

/// HEAD's entry for one name in a folder.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Before {
    file: Option<ObjectId>,
    folder: Option<ObjectId>,
}

impl<'a> Comparison<'a> {
    fn new(store: &'a Store, index: &'a Index) -> Self {
        Comparison { store, index, staged: Staged::default(), gone_folders: Vec::new(), differs: false }
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
        let head = tree.as_ref().map_or_else(HashMap::new, |tree| by_name(tree, self.store.format()));
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
                self.gone(path[..folder.path.len() + name.len()].to_vec(), before.only_file());
                let path = path[..folder.path.len() + name.len() + 1].to_vec();
                let entries = at - 1..index.end_of(&path, at - 1..end);
                at = entries.end;
                open.push(Folder { path, entries, head: before.folder });
            }
        }
        for gone in tree
            .iter()
            .flat_map(|tree| Entries::new(tree, self.store.format()))
            .filter(|entry| !seen.contains(entry.name))
        {
            self.differs = true;
            self.gone([&folder.path[..], gone.name].concat(), Before::from(&gone));
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
        self.differs |= !entry.is_intent && before != Before::of(entry);
        let path = self.index.path(entry);
        if let (Some(id), true) = (before.file, entry.mode.is_file()) {
            self.staged.gone.replaced(id, entry.id);
            self.gone(path.to_vec(), before.only_folder());
        } else {
            self.gone(path.to_vec(), before);
        }
        if entry.mode.is_file() && !entry.is_intent && entry.stage != BASE {
            self.change(path, entry.id, before.file);
        }
    }

    /// Notes what HEAD has at a path where the index has nothing of the kind.
    fn gone(&mut self, path: Vec<u8>, before: Before) {
        self.gone_folders.extend(before.folder.map(|id| ([&path[..], b"/"].concat(), id)));
        before.file.into_iter().for_each(|id| self.staged.gone.removed(Blob { path: path.clone(), id }));
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
        let walked = self.store.added(self.index.path(entry).to_vec(), &entry.id, &others, unreadable, found);
        if walked == Walked::Cut {
            let folder = name::reported(self.index.path(entry));
            let reason = format!("{folder} has files at more paths than are followed; the rest was not scanned");
            missing.push(Incident::History { reason });
        }
        self.differs |= before.folder != Some(entry.id);
        files.into_iter().for_each(|Blob { path, id }| self.change(&path, id, None));
        self.staged.incidents.append(&mut missing);
    }

    fn change(&mut self, path: &[u8], id: ObjectId, before: Option<ObjectId>) {
        let before = before.into_iter().collect();
        self.staged.changes.push(Change { blob: Blob { path: path.to_vec(), id }, before });
    }

    /// Leaves out what is not new. `merged` are the trees of what is being merged.
    fn finish(self, merged: &[ObjectId]) -> Staged {
        let Comparison { store, index, mut staged, gone_folders, .. } = self;
        if !staged.changes.is_empty() {
            gone_folders.into_iter().for_each(|(path, tree)| staged.gone.removed_folder(store, path, &tree));
        }
        for change in &mut staged.changes {
            change.before.extend(merged.iter().filter_map(|tree| store.file_at(tree, &change.blob.path)));
        }
        let Staged { changes, gone, .. } = &mut staged;
        changes.retain(|Change { blob, before }| !gone.has(&blob.id) && !before.contains(&blob.id));
        if !staged.changes.is_empty() {
            staged.files = files(index);
        }
        staged
    }
}

impl Before {
    /// The same of an entry of the index.
    fn of(entry: &Entry) -> Self {
        let Entry { mode, id, .. } = entry;
        Before { file: mode.is_file().then_some(*id), folder: None }
    }

    fn only_file(self) -> Self {
        Before { folder: None, ..self }
    }

    fn only_folder(self) -> Self {
        Before { file: None, ..self }
    }
}

impl From<&TreeEntry<'_>> for Before {
    fn from(entry: &TreeEntry<'_>) -> Self {
        let TreeEntry { mode, id, .. } = entry;
        Before { file: mode.is_file().then_some(*id), folder: mode.is_folder().then_some(*id) }
    }
}
