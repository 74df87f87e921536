//! Opens repositories that libgit2 refuses though it could read them.
//!
//! libgit2 does not know the extension `partialClone`, which changes nothing for a reader but that objects may be
//! missing. It could be configured to, but only for the whole process and with unsafe code. So it is shown a temporary
//! folder that leads to the repository's objects, refs and configuration, and whose own format version is 0, for which
//! extensions do not count.

use super::error::GitError;
use std::{fs, io, path::Path};
use tempfile::TempDir;

const INCLUDE: &[u8] = b"[include]\n\tpath = \"";
/// The last section, as the last value counts.
const OWN_FORMAT: &[u8] = b"\"\n[core]\n\trepositoryformatversion = 0\n";

/// The temporary folder; dropping it removes it.
pub(super) struct View {
    _folder: TempDir,
}

impl View {
    /// Makes the view and opens it.
    pub(super) fn open(git_dir: &Path, common_dir: &Path) -> Result<(git2::Repository, Self), GitError> {
        let failed = |reason: String| {
            let message = format!("the repository `{}` can't be opened: {reason}", common_dir.display());
            GitError::new(message, "it needs a temporary folder that can be written, and symbolic links in it")
        };
        let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
        fill(folder.path(), git_dir, common_dir).map_err(|error| failed(error.to_string()))?;
        let git = git2::Repository::open_bare(folder.path()).map_err(|error| failed(error.message().to_owned()))?;
        Ok((git, View { _folder: folder }))
    }
}

fn fill(view: &Path, git_dir: &Path, common_dir: &Path) -> io::Result<()> {
    fs::copy(git_dir.join("HEAD"), view.join("HEAD"))?;
    for shared in ["refs", "packed-refs"] {
        link(&common_dir.join(shared), &view.join(shared))?;
    }
    link(&git_dir.join("logs"), &view.join("logs"))?;
    let config = common_dir.join("config");
    let config = config.as_os_str().as_encoded_bytes();
    fs::write(view.join("config"), [INCLUDE, &escaped(config), OWN_FORMAT].concat())?;
    fs::create_dir_all(view.join("objects/info"))?;
    let objects = common_dir.join("objects");
    fs::write(view.join("objects/info/alternates"), [objects.as_os_str().as_encoded_bytes(), b"\n"].concat())
}

/// Escaped for a quoted value in a configuration.
fn escaped(path: &[u8]) -> Vec<u8> {
    path.iter().flat_map(|&byte| matches!(byte, b'"' | b'\\').then_some(b'\\').into_iter().chain([byte])).collect()
}

#[cfg(unix)]
fn link(to: &Path, from: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, from)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this is supported on Unix only"))
}
