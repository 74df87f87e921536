//! The place of a scan: its files, and the folder that reported paths are relative to.

use super::Input;
use crate::{
    config::{self, ConfigFile},
    failure::Failure,
};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The name that stands for stdin.
const STDIN: &str = "-";

/// The input, and the folder it is in.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) input: Input,
    /// The first folder that is scanned, or the folder of the first file. Absolute, without links.
    pub(super) folder: PathBuf,
    /// The deepest folder that has all that is scanned. Absolute.
    shared: PathBuf,
}

impl Place {
    pub(super) fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let here =
            env::current_dir().map_err(|error| Failure::new(format!("cannot find the current folder: {error}")))?;
        if paths.iter().any(|path| path == Path::new(STDIN)) {
            return match paths {
                [_] => Ok(Place { input: Input::Stdin, shared: here.clone(), folder: here }),
                _ => Err(Failure::new("`-` (stdin) cannot be combined with other paths")
                    .advice("scan them separately; a file named `-` is `./-`")),
            };
        }
        for path in paths {
            exists(path)?;
        }
        let paths: Vec<PathBuf> = paths.iter().map(|path| without_links(&here.join(path))).collect();
        let first = paths.first().map_or(here.as_path(), |first| folder_of(first));
        let shared = first.ancestors().find(|folder| paths.iter().all(|path| path.starts_with(folder)));
        let (folder, shared) = (first.to_owned(), shared.unwrap_or(first).to_owned());
        Ok(Place { input: Input::Paths(paths), folder, shared })
    }

    /// The base of reported paths, so that they, and with them fingerprints, are the same whatever part of a
    /// project is scanned: the top of the repository, else the folder of the configuration, else the folder that has all that
    /// is scanned.
    pub(super) fn base(&self, config: Option<&ConfigFile>) -> PathBuf {
        let repository = self.folder.ancestors().find(|folder| config::is_repository(folder));
        let configured = || config?.path.parent().filter(|folder| self.folder.starts_with(folder));
        repository.or_else(configured).unwrap_or(&self.shared).to_owned()
    }
}

/// A path without links on the way to it, so that it is reported alike by whatever links it is reached. A file that is a link
/// keeps its name.
fn without_links(path: &Path) -> PathBuf {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let found = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if !path.is_dir() => real(folder).map(|folder| folder.join(name)),
        _ => real(path),
    };
    found.unwrap_or_else(|| path.to_owned())
}

fn folder_of(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }
}

fn exists(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(Failure::new(format!("`{}` does not exist", path.display()))
                .advice("name existing files or folders; the default is the current folder"))
        }
        _ => Ok(()),
    }
}
