//! Files and folders that a walk left out, by ignore rules or the configuration: what is in the folders it entered, and is not
//! among what it found.
//!
//! Outside a repository, files that a `.gitignore` names are read after all: git says nothing about a folder that it does not
//! know, such as an unpacked archive, where an `.env` can be a tracked one. Folders that it names stay left out; they
//! hold what is built or installed.

use super::{Folder, Listing, TreeOptions};
use crate::model::{Incident, LeftOut};
use ignore::gitignore::Gitignore;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    thread,
};

/// What is in a folder that was entered and not among the files found.
enum Missed {
    LeftOut(String, LeftOut),
    /// Its path as it is reported, the path to open, and its size.
    Unpacked(String, PathBuf, u64),
}

/// Names what was left out of the folders that were entered, and adds what is read after all. The files found are sorted.
pub(super) fn add(folder: &Folder, entered: &[PathBuf], options: &TreeOptions, found: &mut Listing) {
    let others: BTreeSet<&str> = found.incidents.iter().filter_map(Incident::path).collect();
    let folders: HashSet<&OsStr> = entered.iter().map(|folder| folder.as_os_str()).collect();
    let own_rules = if folder.repository.is_none() { own_rules(found) } else { HashMap::new() };
    let walk = Walked { folder, options, found, others, folders, own_rules };
    let threads =
        if options.threads == 0 { thread::available_parallelism().map_or(1, usize::from) } else { options.threads };
    let part = entered.len().div_ceil(threads).max(1);
    let missed: Vec<Missed> = thread::scope(|scope| {
        let parts: Vec<_> = entered
            .chunks(part)
            .map(|part| scope.spawn(|| part.iter().flat_map(|folder| walk.missed(folder)).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().filter_map(|part| part.join().ok()).flatten().collect()
    });
    for missed in missed {
        match missed {
            Missed::LeftOut(path, reason) => found.leave_out(path, reason),
            Missed::Unpacked(path, file, size) => found.add(path, file, size, options.max_file_size),
        }
    }
}

/// The rules of `.ignore` files, by their folders.
fn own_rules(found: &Listing) -> HashMap<PathBuf, Gitignore> {
    let files = found.entries.iter().filter(|entry| entry.file.file_name().is_some_and(|name| name == ".ignore"));
    files.filter_map(|entry| Some((entry.file.parent()?.to_owned(), Gitignore::new(&entry.file).0))).collect()
}

struct Walked<'a> {
    folder: &'a Folder,
    options: &'a TreeOptions,
    found: &'a Listing,
    /// Paths that were found and could not be read.
    others: BTreeSet<&'a str>,
    /// The folders that were entered, as they are written: comparing paths by their parts takes long.
    folders: HashSet<&'a OsStr>,
    /// Those of `.ignore` files outside a repository, by their folders.
    own_rules: HashMap<PathBuf, Gitignore>,
}

impl Walked<'_> {
    fn missed(&self, folder: &Path) -> Vec<Missed> {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries.filter_map(|entry| self.judge(&entry)).collect()
    }

    fn judge(&self, entry: &fs::DirEntry) -> Option<Missed> {
        let file = entry.path();
        let kind = entry.file_type().ok()?;
        if entry.file_name() == ".git" || (kind.is_dir() && self.folders.contains(file.as_os_str())) {
            return None;
        }
        let path = self.folder.report(&file);
        let is_listed = || self.found.entries.binary_search_by(|entry| entry.path.as_str().cmp(&path)).is_ok();
        if !kind.is_dir() && (is_listed() || self.others.contains(path.as_str())) {
            return None;
        }
        let is_excluded = self.options.exclude.matches_itself(&path, kind.is_dir());
        let reason = if is_excluded { LeftOut::Excluded } else { LeftOut::Ignored };
        if !is_excluded && kind.is_file() && self.is_read_after_all(&file) {
            return Some(Missed::Unpacked(path, file, entry.metadata().ok()?.len()));
        }
        Some(Missed::LeftOut(if kind.is_dir() { path + "/" } else { path }, reason))
    }

    /// Whether only git's rules leave a file out, and there is no git.
    fn is_read_after_all(&self, file: &Path) -> bool {
        if self.folder.repository.is_some() {
            return false;
        }
        let nearest_first = file.ancestors().skip(1).filter_map(|folder| self.own_rules.get(folder));
        let word = nearest_first.map(|rules| rules.matched(file, false)).find(|word| !word.is_none());
        !word.is_some_and(|word| word.is_ignore())
    }
}
