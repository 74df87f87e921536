//! `gonogo.toml`: finding it, reading it, and pointing into it where it is wrong.

mod boundary;
mod schema;

use crate::failure::Failure;
use boundary::Boundary;
use gonogo_core::{
    checklist::Source,
    model::Date,
    regular_file::{self, MAX_TEXT_BYTES},
};
use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

pub(crate) use schema::{AttestTable, Config, ContextTable, OverrideTable, Parsed, Pattern, WaiveTable};

/// The name it is found by.
pub(crate) const FILE_NAME: &str = "gonogo.toml";

/// A configuration and the file it was read from.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) config: Config,
    text: String,
    /// Set if it comes with what is scanned.
    boundary: Option<Boundary>,
}

impl ConfigFile {
    /// The nearest `gonogo.toml` in `folder` or above, up to and including the root of the repository.
    pub(crate) fn find(folder: &Path) -> Result<Option<Self>, Failure> {
        for folder in folder.ancestors() {
            let path = folder.join(FILE_NAME);
            if path.exists() && !path.is_dir() {
                let boundary = Boundary::new(root_around(folder));
                boundary.admit("file", &path)?;
                return Ok(Some(ConfigFile { boundary: Some(boundary), ..ConfigFile::read(&path)? }));
            }
            if is_repository(folder) {
                break;
            }
        }
        Ok(None)
    }

    /// Reads a file that is named. One inside of what is scanned is a stranger's all the same.
    pub(crate) fn named(path: &Path, scanned: &Path) -> Result<Self, Failure> {
        let boundary = Some(Boundary::new(root_around(scanned))).filter(|boundary| boundary.holds(path));
        Ok(ConfigFile { boundary, ..ConfigFile::read(path)? })
    }

    /// Reads and checks a file.
    fn read(path: &Path) -> Result<Self, Failure> {
        let text = regular_file::read_text(path, MAX_TEXT_BYTES).map_err(|error| {
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
        Ok(ConfigFile { path: path.to_owned(), config, text, boundary: None })
    }

    /// The baseline that the file names.
    pub(crate) fn baseline(&self) -> Result<Option<PathBuf>, Failure> {
        self.config.baseline.as_ref().map(|path| self.resolve("baseline", path)).transpose()
    }

    /// The packs that the file names; of a folder, each of its packs.
    pub(crate) fn packs(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut packs = Vec::new();
        for pack in &self.config.rules.packs {
            let path = self.resolve("pack", pack)?;
            if let (Some(boundary), Ok(entries)) = (&self.boundary, fs::read_dir(&path)) {
                for entry in entries.flatten() {
                    boundary.admit("pack", &entry.path())?;
                }
            } else if self.boundary.is_some() && path.extension().is_none_or(|extension| extension != "toml") {
                return Err(Failure::new(format!("the pack `{}` is no TOML file", path.display()))
                    .advice("name a file whose name ends in `.toml`, or a folder of them"));
            }
            packs.push(path);
        }
        Ok(packs)
    }

    /// A path that the file names: relative to its folder.
    fn resolve(&self, what: &str, path: &Path) -> Result<PathBuf, Failure> {
        let path = self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path));
        self.boundary.as_ref().map_or(Ok(()), |boundary| boundary.admit(what, &path))?;
        Ok(path)
    }

    /// The project's own checklist.
    pub(crate) fn checklist(&self) -> Option<Source> {
        let table = self.config.checklist.clone()?;
        Some(Source::table(self.path.display().to_string(), self.text.clone(), table))
    }

    /// Whether the file may name another one.
    pub(crate) fn admits(&self, path: &Path) -> bool {
        self.boundary.as_ref().is_none_or(|boundary| boundary.holds(path))
    }

    /// An error about a place in the file.
    pub(crate) fn failure(&self, message: impl Into<String>, span: Range<usize>) -> Failure {
        Failure::new(message).at(&self.path.display().to_string(), &self.text, span)
    }

    /// The waivers that count on a day, each with its place, and notes about those that have expired.
    pub(crate) fn waivers(&self, today: Date) -> (Vec<(&WaiveTable, String)>, Vec<String>) {
        let (mut counting, mut expired) = (Vec::new(), Vec::new());
        for table in &self.config.waive {
            let place = self.place(&table.span());
            match table.get_ref().expires.get_ref().0 {
                date if date < today => {
                    expired.push(format!("{place}: the waiver expired on {date} and no longer counts"))
                }
                _ => counting.push((table.get_ref(), place)),
            }
        }
        (counting, expired)
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `gonogo.toml:12`, for notes about one line.
    pub(crate) fn place(&self, span: &Range<usize>) -> String {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{}:{line}", self.path.file_name().unwrap_or_default().display())
    }
}

/// The repository around a folder, or the folder.
fn root_around(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| is_repository(folder)).unwrap_or(folder)
}

/// Whether a folder is the top of a git work tree. In worktrees and submodules `.git` is a file.
pub(crate) fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}

#[cfg(test)]
mod tests;
