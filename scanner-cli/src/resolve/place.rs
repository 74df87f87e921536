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
    /// The first folder that is scanned, or the folder of the first file. Absolute.
    pub(super) folder: PathBuf,
}

impl Place {
    pub(super) fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let here =
            env::current_dir().map_err(|error| Failure::new(format!("cannot find the current folder: {error}")))?;
        if paths.iter().any(|path| path == Path::new(STDIN)) {
            return match paths {
                [_] => Ok(Place { input: Input::Stdin, folder: here }),
                _ => Err(Failure::new("`-` (stdin) cannot be combined with other paths")
                    .advice("scan them separately; a file named `-` is `./-`")),
            };
        }
        for path in paths {
            exists(path)?;
        }
        let first = here.join(paths.first().map_or(Path::new("."), PathBuf::as_path));
        let folder = if first.is_dir() { Some(first.as_path()) } else { first.parent() };
        let folder = folder.and_then(|folder| fs::canonicalize(folder).ok()).unwrap_or_else(|| here.clone());
        Ok(Place { input: Input::Paths(paths.iter().map(|path| here.join(path)).collect()), folder })
    }

    /// The base of reported paths, so that they, and with them fingerprints, are the same whatever part of a
    /// project is scanned: the top of the repository, else the folder of the configuration, else what is scanned.
    pub(super) fn base(&self, config: Option<&ConfigFile>) -> PathBuf {
        let repository = self.folder.ancestors().find(|folder| config::is_repository(folder));
        let configured = || config?.path.parent().filter(|folder| self.folder.starts_with(folder));
        repository.or_else(configured).unwrap_or(&self.folder).to_owned()
    }
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
