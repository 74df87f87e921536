//! The gonogo that a hook runs.

use super::slot::is_executable;
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const NAME: &str = "gonogo";

/// A gonogo that can be run.
#[derive(Debug)]
pub(crate) struct Binary {
    pub(crate) path: PathBuf,
}

impl Binary {
    /// The one that runs now, by the name that leads to it from the PATH: what is behind a link, as package managers
    /// make them, has a version in its path and is gone after the next update.
    pub(crate) fn current() -> Option<Self> {
        let exact = env::current_exe().ok()?;
        let real = exact.canonicalize().ok()?;
        let linked = on_path().find(|path| path.canonicalize().is_ok_and(|path| path == real));
        Some(Binary { path: linked.unwrap_or(exact) })
    }

    /// The one that a hook would run: of the PATH, else its fallback.
    pub(crate) fn of_hook(fallback: Option<PathBuf>) -> Option<Self> {
        on_path().next().or_else(|| fallback.filter(|path| is_executable(path))).map(|path| Binary { path })
    }

    /// Its reported version; `None` if it does not run.
    pub(crate) fn version(&self) -> Option<String> {
        let output = Command::new(&self.path).arg("--version").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let version = text.trim().strip_prefix(NAME)?.trim();
        (output.status.success() && !version.is_empty()).then(|| version.to_owned())
    }
}

/// Each gonogo of the PATH. Relative folders of it mean others wherever git runs a hook.
fn on_path() -> impl Iterator<Item = PathBuf> {
    let folders = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let name = Path::new(OsStr::new(NAME)).with_extension(env::consts::EXE_EXTENSION);
    folders
        .into_iter()
        .filter(|folder| folder.is_absolute())
        .map(move |folder| folder.join(&name))
        .filter(|file| is_executable(file))
}
