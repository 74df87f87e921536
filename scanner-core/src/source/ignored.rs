//! Files and folders that a walk left out, by ignore rules or the configuration: what is in the folders it entered, and is not
//! among what it found.

use super::{Folder, Listing, TreeOptions};
use crate::model::{Incident, LeftOut};
use std::{
    collections::{BTreeSet, HashSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    thread,
};

/// Names what was left out of the folders that were entered. The files found are sorted.
pub(super) fn add(folder: &Folder, entered: &[PathBuf], options: &TreeOptions, found: &mut Listing) {
    let others: BTreeSet<&str> = found.incidents.iter().filter_map(Incident::path).collect();
    let folders: HashSet<&OsStr> = entered.iter().map(|folder| folder.as_os_str()).collect();
    let walk = Walked { folder, options, found, others, folders };
    let threads =
        if options.threads == 0 { thread::available_parallelism().map_or(1, usize::from) } else { options.threads };
    let part = entered.len().div_ceil(threads).max(1);
    let left_out: Vec<(String, LeftOut)> = thread::scope(|scope| {
        let parts: Vec<_> = entered
            .chunks(part)
            .map(|part| scope.spawn(|| part.iter().flat_map(|folder| walk.left_out(folder)).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().filter_map(|part| part.join().ok()).flatten().collect()
    });
    left_out.into_iter().for_each(|(path, reason)| found.leave_out(path, reason));
}

struct Walked<'a> {
    folder: &'a Folder,
    options: &'a TreeOptions,
    found: &'a Listing,
    /// Paths that were found and could not be read.
    others: BTreeSet<&'a str>,
    /// The folders that were entered, as they are written: comparing paths by their parts takes long.
    folders: HashSet<&'a OsStr>,
}

impl Walked<'_> {
    fn left_out(&self, folder: &Path) -> Vec<(String, LeftOut)> {
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries.filter_map(|entry| self.reason(&entry)).collect()
    }

    fn reason(&self, entry: &fs::DirEntry) -> Option<(String, LeftOut)> {
        let file = entry.path();
        let is_folder = entry.file_type().ok()?.is_dir();
        if entry.file_name() == ".git" || (is_folder && self.folders.contains(file.as_os_str())) {
            return None;
        }
        let path = self.folder.report(&file);
        let is_listed = || self.found.entries.binary_search_by(|entry| entry.path.as_str().cmp(&path)).is_ok();
        if !is_folder && (is_listed() || self.others.contains(path.as_str())) {
            return None;
        }
        let is_excluded = self.options.exclude.matches_itself(&path, is_folder);
        let reason = if is_excluded { LeftOut::Excluded } else { LeftOut::Ignored };
        Some((if is_folder { path + "/" } else { path }, reason))
    }
}
