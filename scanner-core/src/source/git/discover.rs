//! The folders of the repository around a path. libgit2 finds them too, but waits where a pipe is in the place of a file.

use super::error::GitError;
use crate::regular_file::{self, MAX_TEXT_BYTES};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder that holds `HEAD`: `.git` in a folder or above, the one that a file `.git` names, or a bare repository.
pub(super) fn git_dir(path: &Path) -> Result<PathBuf, GitError> {
    let folder = fs::canonicalize(path).map_err(|_| GitError::no_repository(path))?;
    for folder in folder.ancestors() {
        if let Some(found) = inside(&folder.join(".git"))? {
            return Ok(found);
        }
        if is_repository(folder)? {
            return Ok(folder.to_owned());
        }
    }
    Err(GitError::no_repository(path))
}

/// The repository that is at a path `.git`, or that the file there names.
fn inside(git: &Path) -> Result<Option<PathBuf>, GitError> {
    let Ok(metadata) = fs::metadata(git) else { return Ok(None) };
    if metadata.is_dir() {
        return Ok(if is_repository(git)? { Some(fs::canonicalize(git).unwrap_or(git.to_owned())) } else { None });
    }
    let text = regular_file::read_text(git, MAX_TEXT_BYTES).map_err(|error| unreadable(git, &error))?;
    let target = text.strip_prefix("gitdir:").map(str::trim);
    let target = target.ok_or_else(|| GitError::refused(git, "it names no folder by `gitdir:`"))?;
    let folder = git.parent().unwrap_or(Path::new("")).join(target);
    match fs::canonicalize(folder) {
        Ok(folder) if is_repository(&folder)? => Ok(Some(folder)),
        _ => Err(dangling(git, target)),
    }
}

/// Moved work trees and submodules leave such a file.
fn dangling(link: &Path, target: &str) -> GitError {
    let message = format!("`{}` names a repository that is not there: {target}", link.display());
    GitError::new(message, "`git worktree repair` mends moved work trees, `git submodule update --init` submodules")
}

fn is_repository(folder: &Path) -> Result<bool, GitError> {
    if fs::symlink_metadata(folder.join("HEAD")).is_err() {
        return Ok(false);
    }
    let common = common_dir(folder)?;
    Ok(common.join("objects").is_dir() && common.join("refs").is_dir())
}

/// The folder that a repository shares with its linked work trees, whose own folders name it in a file.
pub(super) fn common_dir(git_dir: &Path) -> Result<PathBuf, GitError> {
    let file = git_dir.join("commondir");
    match regular_file::read_text(&file, MAX_TEXT_BYTES) {
        Ok(text) => {
            let joined = git_dir.join(text.trim_end_matches(['\r', '\n']));
            Ok(fs::canonicalize(&joined).unwrap_or(joined))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(git_dir.to_owned()),
        Err(error) => Err(unreadable(&file, &error)),
    }
}

pub(super) fn unreadable(file: &Path, error: &io::Error) -> GitError {
    GitError::refused(file, format_args!("it can't be read: {error}"))
}
