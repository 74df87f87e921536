//! Files with ignore rules that can't be read. The walk opens them by itself, and would wait where a pipe is in the place of one.

use crate::regular_file::{self, MAX_TEXT_BYTES};
use ignore::gitignore::gitconfig_excludes_path;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file with rules that must not be opened, and why.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) file: PathBuf,
    pub(super) reason: String,
}

/// The first such file of a folder.
pub(super) fn unread(folder: &Path) -> Option<Unread> {
    let own = [".gitignore", ".ignore"].map(|name| folder.join(name));
    own.into_iter().find_map(check).or_else(|| exclude(folder))
}

/// The first such file of the folders around one, which rules are inherited from, and of the user.
pub(super) fn unread_above(folder: &Path) -> Option<Unread> {
    let folder = fs::canonicalize(folder).ok()?;
    folder.ancestors().skip(1).find_map(unread).or_else(|| check(gitconfig_excludes_path()?))
}

/// The rules of the repository that a folder is the top of, and the files that lead to them.
fn exclude(folder: &Path) -> Option<Unread> {
    let git = folder.join(".git");
    let metadata = fs::metadata(&git).ok()?;
    if metadata.is_dir() {
        return check(git.join("info/exclude"));
    }
    let text = match regular_file::read_text(&git, MAX_TEXT_BYTES) {
        Ok(text) => text,
        Err(error) => return Some(Unread { file: git, reason: error.to_string() }),
    };
    // The walk takes relative paths from the current folder, git from this one.
    let named = text.lines().next()?.strip_prefix("gitdir:")?.trim();
    let git_dirs = [folder.join(named), PathBuf::from(named)];
    git_dirs.iter().find_map(|git_dir| {
        let file = git_dir.join("commondir");
        if let Some(unread) = check(file.clone()) {
            return Some(unread);
        }
        let named = regular_file::read_text(&file, MAX_TEXT_BYTES).unwrap_or_default();
        let common_dirs = [git_dir.join(named.trim()), PathBuf::from(named.trim())];
        common_dirs.into_iter().find_map(|common_dir| check(common_dir.join("info/exclude")))
    })
}

/// Folders of these names hold no rules, for git neither.
fn check(file: PathBuf) -> Option<Unread> {
    let metadata = fs::metadata(&file).ok().filter(|metadata| !metadata.is_dir())?;
    let outcome = regular_file::check(&metadata).and_then(|()| match metadata.len() {
        length if length > MAX_TEXT_BYTES => Err(regular_file::too_large(MAX_TEXT_BYTES)),
        _ => Ok(()),
    });
    let reason = outcome.err()?.to_string();
    Some(Unread { file, reason })
}
