//! Opens repositories that libgit2 refuses though it could read them, or all but their refs.
//!
//! libgit2 does not know the extension `partialClone`, which changes nothing for a reader but that objects may be
//! missing. It could be configured to, but only for the whole process and with unsafe code. So it is shown a temporary
//! folder that leads to the repository's objects and refs, with its configuration but for the extensions,
//! except the one that names the hash. Refs in the format reftable are written there as libgit2 knows them.

use super::{
    config::{Config, Setting},
    error::GitError,
    id::ObjectFormat,
    reftable::{self, Refs, Target},
};
use std::{fs, io, path::Path};
use tempfile::TempDir;

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
    fs::write(view.join("config"), configuration(&common_dir.join("config"))?)?;
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

/// A configuration without its extensions, but for the hash that names objects.
fn configuration(file: &Path) -> io::Result<Vec<u8>> {
    let config = Config::read(file)?;
    let mut text = match config.format() {
        ObjectFormat::Sha1 => b"[core]\n\trepositoryformatversion = 0\n".to_vec(),
        ObjectFormat::Sha256 => {
            b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n".to_vec()
        }
    };
    for setting in config.settings() {
        if setting.section != b"extensions" && setting.key != b"repositoryformatversion" {
            write_setting(&mut text, setting, file.parent().unwrap_or(file));
        }
    }
    Ok(text)
}

/// Writes a setting with its heading. What it includes is in `folder`.
fn write_setting(text: &mut Vec<u8>, setting: &Setting, folder: &Path) {
    let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| text.extend_from_slice(part));
    put(&[b"[", &setting.section]);
    if let Some(subsection) = &setting.subsection {
        put(&[b" \"", &escaped(subsection), b"\""]);
    }
    put(&[b"]\n\t", &setting.key]);
    match (&setting.value, setting.included()) {
        (_, Some(path)) if !path.starts_with(b"~") && !path.starts_with(b"/") => {
            put(&[b" = \"", &escaped(folder.as_os_str().as_encoded_bytes()), b"/", &escaped(path), b"\""]);
        }
        (Some(value), _) => put(&[b" = \"", &escaped(value), b"\""]),
        (None, _) => {}
    }
    put(&[b"\n"]);
}

/// Escaped for quotes.
fn escaped(text: &[u8]) -> Vec<u8> {
    let byte = |byte: &u8| match byte {
        b'"' | b'\\' => vec![b'\\', *byte],
        b'\n' => b"\\n".to_vec(),
        _ => vec![*byte],
    };
    text.iter().flat_map(byte).collect()
}

#[cfg(unix)]
fn link(to: &Path, from: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, from)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this is supported on Unix only"))
}
