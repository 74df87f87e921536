//! The files that libgit2 opens by itself: a pipe in the place of one would keep it waiting without end.

use super::{config::Config, discover::unreadable, error::GitError};
use crate::regular_file;
use std::{
    fs::{self, FileType},
    path::{Path, PathBuf},
};

/// Folders in that of a repository whose files are opened, and whether those in folders below are.
const FOLDERS: [(&str, bool); 5] =
    [("", false), ("refs", true), ("logs", false), ("objects/info", false), ("objects/pack", false)];
/// The folder of reflogs. There may be as many as refs ever were, and few scans need them.
const LOGS: [(&str, bool); 1] = [("logs", true)];
/// Configurations include each other this deep, as git follows them.
const MAX_INCLUDE_DEPTH: usize = 10;
/// More than any configuration includes.
const MAX_INCLUDED_FILES: usize = 1000;

/// Fails if one of the files is a pipe or a device. Reflogs of branches are left to [`check_logs`].
pub(super) fn check(git_dir: &Path, common_dir: &Path) -> Result<(), GitError> {
    check_folders(git_dir, common_dir, &FOLDERS)?;
    let files = [common_dir.join("config"), git_dir.join("config.worktree")];
    let mut open: Vec<(PathBuf, usize)> = files.into_iter().map(|file| (file, 0)).collect();
    for _ in 0..MAX_INCLUDED_FILES {
        let Some((file, depth)) = open.pop() else { return Ok(()) };
        let config = Config::read(&file).map_err(|error| unreadable(&file, &error))?;
        if depth < MAX_INCLUDE_DEPTH {
            open.extend(config.included(&file).map(|file| (file, depth + 1)));
        }
    }
    Err(GitError::refused(&common_dir.join("config"), "it includes too many files"))
}

/// Fails if a reflog is a pipe or a device.
pub(super) fn check_logs(git_dir: &Path, common_dir: &Path) -> Result<(), GitError> {
    check_folders(git_dir, common_dir, &LOGS)
}

fn check_folders(git_dir: &Path, common_dir: &Path, folders: &[(&str, bool)]) -> Result<(), GitError> {
    let other = Some(common_dir).filter(|place| *place != git_dir);
    [git_dir].into_iter().chain(other).try_for_each(|place| {
        folders.iter().try_for_each(|(folder, is_deep)| folder_check(place.join(folder), *is_deep))
    })
}

/// Files are known by what their folder says of them: none is opened, and only links are looked at.
fn folder_check(folder: PathBuf, is_deep: bool) -> Result<(), GitError> {
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && is_deep => open.push(entry.path()),
                Ok(kind) if kind.is_symlink() => {
                    let is_waiting = fs::metadata(entry.path()).is_ok_and(|target| waits(target.file_type()));
                    if is_waiting {
                        return Err(refused(&entry.path()));
                    }
                }
                Ok(kind) if waits(kind) => return Err(refused(&entry.path())),
                _ => {}
            }
        }
    }
    Ok(())
}

fn refused(file: &Path) -> GitError {
    let reason = fs::metadata(file).and_then(|metadata| regular_file::check(&metadata));
    GitError::refused(file, reason.err().map_or("it is not a file".to_owned(), |error| error.to_string()))
}

/// Whether opening or reading it may never end. A socket can't be opened, and git has some of its own.
#[cfg(unix)]
fn waits(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn waits(_: FileType) -> bool {
    false
}
