//! Parallel walk of one folder.

use super::{Folder, Listing, TreeOptions, ignored, tracked, tracked::WorkTree};
use crate::model::{Cancel, LeftOut};
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::{
    io,
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// Nested repositories found by the filter, which must own its state.
type Nested = Arc<Mutex<Vec<PathBuf>>>;

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

/// The files of a folder that are not ignored, the folders that were entered, and those with a `.git` of their own.
fn visit(folder: &Folder, options: &TreeOptions, cancel: &Cancel) -> (Listing, Vec<PathBuf>, Vec<PathBuf>) {
    let nested = Nested::default();
    let merged = Mutex::default();
    let mut visitors = Visitors { folder, options, cancel, merged: &merged };
    builder(folder, options, &nested).build_parallel().visit(&mut visitors);
    let mut nested = std::mem::take(&mut *nested.lock().unwrap_or_else(PoisonError::into_inner));
    nested.sort();
    let (found, folders) = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    (found, folders, nested)
}

/// The walker. Inside a repository, ignore rules apply as in git: from its root, and separately for each nested
/// repository. Elsewhere only those below the folder apply, so that a `.gitignore` in a home directory does not empty a
/// scan.
fn builder(folder: &Folder, options: &TreeOptions, nested: &Nested) -> WalkBuilder {
    let mut builder = WalkBuilder::new(&folder.file);
    let in_repository = folder.repository.is_some();
    builder
        .standard_filters(options.respect_ignore)
        .hidden(false)
        .parents(options.respect_ignore && in_repository)
        .require_git(in_repository)
        .current_dir(&folder.file)
        .threads(options.threads);
    let (nested, exclude, place) = (Arc::clone(nested), options.exclude.clone(), folder.clone());
    builder.filter_entry(move |entry| {
        if entry.file_name() == ".git" {
            if entry.depth() > 1 {
                let parent = entry.path().parent().map(Path::to_owned);
                nested.lock().unwrap_or_else(PoisonError::into_inner).extend(parent);
            }
            return false;
        }
        exclude.is_empty() || !exclude.matches_itself(&place.report(entry.path()), is_folder(entry))
    });
    builder
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
