//! Parallel walk of one folder.

use super::{
    Folder, Listing, TreeOptions,
    ignore_files::{self, Unread},
    ignored, name, tracked,
    tracked::WorkTree,
};
use crate::model::{Cancel, LeftOut};
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::{
    io,
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// What the filter finds, which must own its state.
#[derive(Clone, Default)]
struct Noticed(Arc<Mutex<Notes>>);

#[derive(Default)]
struct Notes {
    /// Folders with a `.git` of their own.
    nested: Vec<PathBuf>,
    /// Folders that were not entered because of their ignore files.
    unruled: Vec<(PathBuf, Unread)>,
}

impl Noticed {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the files of a folder, including excluded ones that git tracks. The index is read in parallel.
pub(super) fn walk(folder: &Folder, options: &TreeOptions, cancel: &Cancel, listing: &mut Listing) {
    thread::scope(|scope| {
        let around = folder.repository.as_ref();
        let around = around.map(|repository| scope.spawn(|| WorkTree::around(folder, repository)));
        let (mut found, folders, nested) = visit(folder, options, cancel);
        let around = around.map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        if !cancel.is_cancelled() {
            found.sort();
            tracked::add(folder, around, nested, options, &mut found);
            found.sort();
            ignored::add(folder, &folders, options, &mut found);
        }
        listing.append(&mut found);
    });
}

/// The files of a folder that are not ignored, the folders that were entered, and those with a `.git` of their own. Nothing is
/// ignored below ignore files that can't be read.
fn visit(folder: &Folder, options: &TreeOptions, cancel: &Cancel) -> (Listing, Vec<PathBuf>, Vec<PathBuf>) {
    let noticed = Noticed::default();
    let merged = Mutex::default();
    let mut visitors = Visitors { folder, options, cancel, merged: &merged };
    let mut unruled = Vec::new();
    match unread_rules(folder, options) {
        Some(unread) => unruled.push((folder.file.clone(), unread)),
        None => walker(folder, &folder.file, options.respect_ignore, options, &noticed).visit(&mut visitors),
    }
    unruled.append(&mut noticed.notes().unruled);
    unruled.iter().for_each(|(root, _)| walker(folder, root, false, options, &noticed).visit(&mut visitors));
    let mut nested = std::mem::take(&mut noticed.notes().nested);
    nested.sort();
    let (mut found, folders) = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (_, Unread { file, reason }) in unruled {
        let outside = || name::reported(file.as_os_str().as_encoded_bytes());
        let path = if file.starts_with(&folder.file) { folder.report(&file) } else { outside() };
        found.unreadable(path, format!("{reason}; no ignore rules were applied in its folder"));
    }
    (found, folders, nested)
}

/// The ignore file that keeps the rules of the whole walk from being read.
fn unread_rules(folder: &Folder, options: &TreeOptions) -> Option<Unread> {
    let above = || ignore_files::unread_above(&folder.file).filter(|_| folder.repository.is_some());
    options.respect_ignore.then(|| ignore_files::unread(&folder.file).or_else(above)).flatten()
}

/// The walker of a folder from `root` on. Inside a repository, ignore rules apply as in git: from its root, and separately for
/// each nested repository. Elsewhere only those below the folder apply, so that a `.gitignore` in a home directory does not
/// empty a scan.
fn walker(
    folder: &Folder,
    root: &Path,
    has_rules: bool,
    options: &TreeOptions,
    noticed: &Noticed,
) -> ignore::WalkParallel {
    let mut builder = WalkBuilder::new(root);
    let in_repository = folder.repository.is_some();
    builder
        .standard_filters(has_rules)
        .hidden(false)
        .parents(has_rules && in_repository)
        .require_git(in_repository)
        .current_dir(&folder.file)
        .threads(options.threads);
    let (noticed, exclude, place) = (noticed.clone(), options.exclude.clone(), folder.clone());
    // The `.git` of the folder itself is known.
    let own_depth = usize::from(root == folder.file);
    builder.filter_entry(move |entry| {
        if entry.file_name() == ".git" {
            if entry.depth() > own_depth {
                let parent = entry.path().parent().map(Path::to_owned);
                noticed.notes().nested.extend(parent);
            }
            return false;
        }
        let is_wanted = exclude.is_empty() || !exclude.matches_itself(&place.report(entry.path()), is_folder(entry));
        if !is_wanted || !has_rules || !is_folder(entry) {
            return is_wanted;
        }
        let Some(unread) = ignore_files::unread(entry.path()) else { return true };
        noticed.notes().unruled.push((entry.path().to_owned(), unread));
        false
    });
    builder.build_parallel()
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

struct Visitors<'a> {
    folder: &'a Folder,
    options: &'a TreeOptions,
    cancel: &'a Cancel,
    merged: &'a Mutex<(Listing, Vec<PathBuf>)>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        let Visitors { folder, options, cancel, merged } = *self;
        Box::new(Visitor { folder, options, cancel, merged, found: Listing::default(), folders: Vec::new() })
    }
}

/// One thread's part of the walk, merged into the listing at the end.
struct Visitor<'a> {
    folder: &'a Folder,
    options: &'a TreeOptions,
    cancel: &'a Cancel,
    merged: &'a Mutex<(Listing, Vec<PathBuf>)>,
    found: Listing,
    folders: Vec<PathBuf>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.add(entry),
            Err(error) => self.note(&error, &self.folder.file),
        }
        if self.cancel.is_cancelled() { WalkState::Quit } else { WalkState::Continue }
    }
}

impl Visitor<'_> {
    /// Adds a regular file. Links, pipes, sockets and devices are left out: reading them could leave the tree or block.
    fn add(&mut self, entry: DirEntry) {
        match entry.file_type() {
            Some(kind) if kind.is_file() => {}
            Some(kind) if kind.is_dir() => return self.folders.push(entry.into_path()),
            Some(kind) => {
                let reason = if kind.is_symlink() { LeftOut::Link } else { LeftOut::Special };
                return self.found.leave_out(self.folder.report(entry.path()), reason);
            }
            None => return,
        }
        match entry.metadata() {
            Ok(metadata) => {
                let path = self.folder.report(entry.path());
                self.found.add(path, entry.into_path(), metadata.len(), self.options.max_file_size);
            }
            Err(error) => self.note(&error, entry.path()),
        }
    }

    /// Records an error. Files removed during the walk are not errors; an ignore file with an invalid line still
    /// applies.
    fn note(&mut self, error: &ignore::Error, near: &Path) {
        match error {
            ignore::Error::WithPath { path, err } => self.note(err, path),
            ignore::Error::WithDepth { err, .. } => self.note(err, near),
            ignore::Error::Io(error) if error.kind() != io::ErrorKind::NotFound => {
                self.found.unreadable(self.folder.report(near), error.to_string());
            }
            _ => {}
        }
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        self.found.sort();
        let mut merged = self.merged.lock().unwrap_or_else(PoisonError::into_inner);
        merged.0.append(&mut self.found);
        merged.1.append(&mut self.folders);
    }
}
