//! Opens repositories that libgit2 refuses though it could read them, or all but their refs.
//!
//! libgit2 does not know the extension `partialClone`, which changes nothing for a reader but that objects may be
//! missing. It could be configured to, but only for the whole process and with unsafe code. So it is shown a temporary
//! folder that leads to the repository's objects, refs and configuration, and whose own format version is 0, for which
//! extensions do not count. Refs in the format reftable are written there as libgit2 knows them.

use super::{
    error::GitError,
    reftable::{self, Refs, Target},
};
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
    if reftable::is_in(common_dir) {
        let mut refs = reftable::read(common_dir)?;
        if git_dir != common_dir && reftable::is_in(git_dir) {
            refs.extend(reftable::read(git_dir)?);
        }
        write_refs(view, &refs)?;
    } else {
        fs::copy(git_dir.join("HEAD"), view.join("HEAD"))?;
        for shared in ["refs", "packed-refs"] {
            link(&common_dir.join(shared), &view.join(shared))?;
        }
    }
    link(&git_dir.join("logs"), &view.join("logs"))?;
    let config = common_dir.join("config");
    let config = config.as_os_str().as_encoded_bytes();
    fs::write(view.join("config"), [INCLUDE, &escaped(config), OWN_FORMAT].concat())?;
    fs::create_dir_all(view.join("objects/info"))?;
    let objects = common_dir.join("objects");
    fs::write(view.join("objects/info/alternates"), [objects.as_os_str().as_encoded_bytes(), b"\n"].concat())
}

/// Writes refs as files, and those with objects into one.
fn write_refs(view: &Path, refs: &Refs) -> io::Result<()> {
    fs::create_dir_all(view.join("refs/heads"))?;
    let mut packed = b"# pack-refs with: sorted\n".to_vec();
    for (name, target) in refs.iter().filter(|(name, _)| reftable::is_safe(name)) {
        match target {
            Target::Object(id) if name != b"HEAD" => {
                packed.extend_from_slice(format!("{id} ").as_bytes());
                packed.extend_from_slice(name);
                packed.push(b'\n');
            }
            Target::Object(id) => fs::write(view.join("HEAD"), format!("{id}\n"))?,
            Target::Ref(other) => {
                let file = view.join(String::from_utf8_lossy(name).as_ref());
                fs::create_dir_all(file.parent().unwrap_or(view))?;
                fs::write(file, [b"ref: ", &other[..], b"\n"].concat())?;
            }
        }
    }
    fs::write(view.join("packed-refs"), packed)
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
