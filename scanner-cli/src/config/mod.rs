//! `gonogo.toml`: finding it, reading it, and pointing into it where it is wrong.

mod schema;

use crate::failure::Failure;
use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

pub(crate) use schema::{Config, ContextTable, OverrideTable, Parsed, Pattern};

/// The name it is found by.
const FILE_NAME: &str = "gonogo.toml";

/// A configuration and the file it was read from.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) config: Config,
    text: String,
}

impl ConfigFile {
    /// The nearest `gonogo.toml` in `folder` or above, up to and including the root of the repository.
    pub(crate) fn find(folder: &Path) -> Result<Option<Self>, Failure> {
        for folder in folder.ancestors() {
            let path = folder.join(FILE_NAME);
            if path.is_file() {
                return ConfigFile::read(&path).map(Some);
            }
            if is_repository(folder) {
                break;
            }
        }
        Ok(None)
    }

    /// Reads and checks a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::file("read", "configuration", path, &error)
                .advice("name another with --config, or ignore it with --no-config")
        })?;
        let fail =
            |message: &str, span: Range<usize>| {
                Failure::new(message)
                    .advice("docs/configuration.md describes every key; --no-config ignores the file")
                    .at(&path.display().to_string(), &text, span)
            };
        let config: Config =
            toml::from_str(&text).map_err(|error| fail(error.message(), error.span().unwrap_or_default()))?;
        if let Some((message, span)) = config.mistake() {
            return Err(fail(message, span));
        }
        Ok(ConfigFile { path: path.to_owned(), config, text })
    }

    /// A path that the file names: relative to its folder.
    pub(crate) fn resolve(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    /// `gonogo.toml:12`, for notes about one line.
    pub(crate) fn place(&self, span: &Range<usize>) -> String {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{}:{line}", self.path.file_name().unwrap_or_default().display())
    }
}

/// Whether a folder is the top of a git work tree. In worktrees and submodules `.git` is a file.
pub(crate) fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}

#[cfg(test)]
mod tests;
