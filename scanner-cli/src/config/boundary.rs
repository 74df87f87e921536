//! The files that a configuration may name.
//!
//! `gonogo.toml` comes with what is scanned, and may be a stranger's pull request. What it names is read, and errors quote what
//! they are about. So it names files of its own repository only, and none of git's.

use crate::failure::Failure;
use std::{
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
};

/// The folder that a scanned repository's own configuration is confined to.
#[derive(Debug)]
pub(super) struct Boundary(PathBuf);

impl Boundary {
    pub(super) fn new(root: &Path) -> Self {
        Boundary(fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()))
    }

    /// Whether a path is inside once links are followed.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let real = fs::canonicalize(path).unwrap_or_else(|_| lexical(path));
        let is_git = |part: Component<'_>| part.as_os_str().eq_ignore_ascii_case(OsStr::new(".git"));
        real.strip_prefix(&self.0).is_ok_and(|inside| !inside.components().any(is_git))
    }

    /// Refuses a path that is not inside.
    pub(super) fn admit(&self, what: &str, path: &Path) -> Result<(), Failure> {
        if self.holds(path) {
            return Ok(());
        }
        let message =
            format!("the {what} `{}` that the configuration names is outside of the repository", path.display());
        Err(Failure::new(message)
            .advice("name a file inside, or give it on the command line (--baseline, --rules); --no-config ignores the configuration"))
    }
}

/// A path that does not exist, without `.` and `..`; what of it exists is real.
fn lexical(path: &Path) -> PathBuf {
    let mut real = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            Component::CurDir => {}
            part => real.push(part),
        }
        real = fs::canonicalize(&real).unwrap_or(real);
    }
    real
}
