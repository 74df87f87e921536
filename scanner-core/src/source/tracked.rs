//! Tracked files that ignore rules exclude, such as a committed `.env`.
//!
//! Only the index is read, so neither the owner nor the configuration of the repository matters.

use super::{
    Entry, Listing, TreeOptions,
    folder::{Enclosing, Folder},
    name,
};
use crate::{
    context::is_env_file,
    model::{Incident, LeftOut},
    regular_file::{self, MAX_TEXT_BYTES},
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const SUBMODULE: u32 = 0o160_000;

/// The scanned part of a work tree, with its index.
pub(super) struct WorkTree {
    /// The path from its root to the scanned part, with a trailing slash; empty if all of it is scanned.
    inside: Vec<u8>,
    /// The path to open for the scanned part.
    file: PathBuf,
    /// Paths and modes of all tracked files, or the error.
    index: Result<Vec<(Vec<u8>, u32)>, String>,
}

impl WorkTree {
    /// The part of a repository that is inside a folder.
    pub(super) fn around(folder: &Folder, repository: &Enclosing) -> Self {
        WorkTree {
            inside: prefix(&repository.inside),
            file: folder.file.clone(),
            index: tracked(&repository.work_tree),
        }
    }

    fn whole(root: PathBuf) -> Self {
        WorkTree { inside: Vec::new(), index: tracked(&root), file: root }
    }
}

/// Adds the files in a folder that are tracked by the repository `around` it and those `nested` in it. `listing` is
/// sorted.
pub(super) fn add(
    folder: &Folder,
    around: Option<WorkTree>,
    nested: Vec<PathBuf>,
    options: &TreeOptions,
    listing: &mut Listing,
) {
    let mut seen: BTreeSet<PathBuf> = nested.iter().cloned().collect();
    let mut open: Vec<WorkTree> = nested.into_iter().map(WorkTree::whole).chain(around).collect();
    let mut missing = Listing::default();
    while let Some(tree) = open.pop() {
        match &tree.index {
            Ok(tracked) => {
                let submodules = add_missing(folder, &tree, tracked, options, &listing.entries, &mut missing);
                open.extend(submodules.into_iter().filter(|root| seen.insert(root.clone())).map(WorkTree::whole));
            }
            Err(reason) => {
                let place = folder.report(&tree.file);
                let place = if place.is_empty() { place } else { format!("{place}: ") };
                missing.incidents.push(Incident::Index { reason: format!("{place}{reason}") });
            }
        }
    }
    listing.append(&mut missing);
}

fn tracked(root: &Path) -> Result<Vec<(Vec<u8>, u32)>, String> {
    index_file(root)?.map_or(Ok(Vec::new()), |index| read_index(&index))
}

fn prefix(inside: &Path) -> Vec<u8> {
    let mut bytes: Vec<u8> = inside.as_os_str().as_encoded_bytes().iter().map(|&byte| slash(byte)).collect();
    if !bytes.is_empty() {
        bytes.push(b'/');
    }
    bytes
}

fn slash(byte: u8) -> u8 {
    if cfg!(windows) && byte == b'\\' { b'/' } else { byte }
}

/// Adds the tracked files of one work tree that are missing from `listed`, and returns the folders of its submodules.
fn add_missing(
    folder: &Folder,
    tree: &WorkTree,
    tracked: &[(Vec<u8>, u32)],
    options: &TreeOptions,
    listed: &[Entry],
    missing: &mut Listing,
) -> Vec<PathBuf> {
    let mut submodules = Vec::new();
    let mut cursor = Cursor { listed, at: 0 };
    let above = folder.report(&tree.file);
    for (path, mode) in tracked {
        let Some(path) = path.strip_prefix(&tree.inside[..]) else { continue };
        let reported = name::join(&above, path);
        if mode & KIND == REGULAR && is_env_file(&reported) {
            missing.tracked_env_files.push(reported.clone());
        }
        match mode & KIND {
            REGULAR if !cursor.passes(&reported) && !options.exclude.matches(&reported) => {
                if let Some((file, metadata)) = below(&tree.file, path).filter(|(_, metadata)| metadata.is_file()) {
                    missing.add(reported, file, metadata.len(), options.max_file_size);
                }
            }
            SUBMODULE if !options.exclude.matches(&reported) => {
                let folder = below(&tree.file, path).map(|(file, _)| file);
                match folder.filter(|folder| folder.join(".git").exists()) {
                    Some(folder) => submodules.push(folder),
                    None => missing.leave_out(reported, LeftOut::Submodule),
                }
            }
            _ => {}
        }
    }
    submodules
}

/// Finds paths among the listed ones in one pass. Both are in the same order, except for names that are reported
/// escaped.
struct Cursor<'a> {
    listed: &'a [Entry],
    at: usize,
}

impl Cursor<'_> {
    fn passes(&mut self, path: &str) -> bool {
        let is_next = self.listed.get(self.at).is_some_and(|entry| entry.path == path);
        let found =
            if is_next { Ok(self.at) } else { self.listed.binary_search_by(|entry| entry.path.as_str().cmp(path)) };
        self.at = found.map_or_else(|at| at, |at| at + 1);
        found.is_ok()
    }
}

/// The file at a path of the index, if the path contains no links: an index is untrusted input, and a folder may have
/// been replaced by a link.
pub(super) fn below(root: &Path, path: &[u8]) -> Option<(PathBuf, fs::Metadata)> {
    let mut file = root.to_owned();
    let mut steps = path.split(|&byte| byte == b'/').peekable();
    while let Some(step) = steps.next() {
        if step.is_empty() || step == b"." || step == b".." || step.eq_ignore_ascii_case(b".git") {
            return None;
        }
        file.push(native(step)?);
        let metadata = fs::symlink_metadata(&file).ok()?;
        if steps.peek().is_none() {
            return Some((file, metadata));
        }
        if !metadata.is_dir() {
            return None;
        }
    }
    None
}

#[cfg(unix)]
fn native(name: &[u8]) -> Option<&Path> {
    use std::os::unix::ffi::OsStrExt;
    Some(Path::new(std::ffi::OsStr::from_bytes(name)))
}

#[cfg(not(unix))]
fn native(name: &[u8]) -> Option<&Path> {
    str::from_utf8(name).ok().filter(|name| !name.contains(['\\', ':'])).map(Path::new)
}

/// The path of the index: in the folder `.git`, or in the one that a `.git` file names, as in submodules and linked
/// work trees. `None` if nothing was ever added, as in a submodule that is not checked out.
fn index_file(root: &Path) -> Result<Option<PathBuf>, String> {
    let git = root.join(".git");
    let text = |error: io::Error| error.to_string();
    let metadata = match fs::metadata(&git) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(text(error)),
    };
    let folder = if !metadata.is_dir() {
        let link = regular_file::read_text(&git, MAX_TEXT_BYTES).map_err(text)?;
        let folder = link.strip_prefix("gitdir:").ok_or("the file names no folder by `gitdir:`")?;
        root.join(folder.trim())
    } else {
        git
    };
    let index = folder.join("index");
    match fs::metadata(&index) {
        Ok(_) => Ok(Some(index)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Paths and modes of all tracked files.
#[cfg(feature = "git")]
fn read_index(file: &Path) -> Result<Vec<(Vec<u8>, u32)>, String> {
    let git_dir = file.parent().unwrap_or(Path::new(""));
    let data = regular_file::read(file, regular_file::MAX_TABLE_BYTES).map_err(|error| error.to_string())?;
    let index = super::git::Index::parse(&data, git_dir, super::git::object_format(git_dir)?)?;
    Ok(index.entries.iter().map(|entry| (index.path(entry).to_vec(), entry.mode.bits())).collect())
}

/// No tracked files without git.
#[cfg(not(feature = "git"))]
fn read_index(_: &Path) -> Result<Vec<(Vec<u8>, u32)>, String> {
    Ok(Vec::new())
}
