//! The folder that git runs hooks from, and who owns it.

use super::{Hook, manager::Manager};
use crate::failure::Failure;
use git2::{Config, ConfigEntry, ConfigLevel, ErrorCode, Repository};
use std::path::{Path, PathBuf};

/// The setting that replaces the folder `hooks` of the repository.
const SETTING: &str = "core.hooksPath";

/// The folder of a repository's hooks.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Need not exist yet.
    pub(crate) path: PathBuf,
    /// The value of `core.hooksPath` that leads there.
    pub(crate) setting: Option<String>,
    /// The folder that git would use without the setting.
    pub(crate) default: PathBuf,
    pub(crate) is_bare: bool,
    pub(crate) owner: Owner,
}

/// Whom a folder of hooks belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// This repository and its work trees alone.
    Repository,
    /// Everyone who clones the repository: git tracks what is in it.
    Project,
    /// Every repository of the user.
    User,
    /// A tool that writes it anew whenever it runs.
    Tool(Manager),
}

impl Folder {
    /// Finds the folder for the repository around the current folder.
    pub(crate) fn find() -> Result<Self, Failure> {
        let repository = Repository::open_from_env().map_err(|error| no_repository(&error))?;
        let config =
            repository.config().and_then(|mut config| config.snapshot()).map_err(|error| unreadable(&error))?;
        let default = repository.commondir().join("hooks");
        let is_bare = repository.is_bare();
        let folder = Folder { path: default.clone(), setting: None, default, is_bare, owner: Owner::Repository };
        match config.get_entry(SETTING) {
            Ok(entry) => folder.at(&repository, &config, &entry),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(folder),
            Err(error) => Err(unreadable(&error)),
        }
    }

    fn at(self, repository: &Repository, config: &Config, entry: &ConfigEntry<'_>) -> Result<Self, Failure> {
        let value = entry.value().unwrap_or_default().to_owned();
        let expanded = config.get_path(SETTING).map_err(|error| unreadable(&error))?;
        // Git resolves it where it runs hooks.
        let path = repository.workdir().unwrap_or(repository.path()).join(expanded);
        if path.exists() && !path.is_dir() {
            return Err(Failure::new(format!(
                "`{SETTING}` is `{value}`, which is not a folder, so git runs no hooks here"
            ))
            .advice(format!("to undo it: git config --unset {SETTING}")));
        }
        let owner = match entry.level() {
            _ if path.canonicalize().is_ok_and(|path| self.default.canonicalize().is_ok_and(|own| own == path)) => {
                Owner::Repository
            }
            level if !matches!(level, ConfigLevel::Local | ConfigLevel::Worktree) => Owner::User,
            _ => match Manager::of_folder(&path) {
                Some(manager) => Owner::Tool(manager),
                None if is_tracked(repository, &path) => Owner::Project,
                None => Owner::Repository,
            },
        };
        Ok(Folder { path, setting: Some(value), owner, ..self })
    }

    /// Refuses a folder that is not this repository's alone.
    pub(crate) fn check_owner(&self) -> Result<(), Failure> {
        let place = self.setting.as_deref().unwrap_or_default();
        let (why, instead) = match self.owner {
            Owner::Repository => return Ok(()),
            Owner::Project => (
                format!("the hooks in `{place}` are tracked by git: after the next commit everyone would get this one"),
                format!(
                    "call gonogo from them, so that it works for everyone:\n{}",
                    Hook::ALL.map(|hook| format!("  {place}/{}: {}", hook.name(), hook.command())).join("\n")
                ),
            ),
            Owner::User => (
                format!("`{SETTING}` is `{place}` for all your repositories, not only for this one"),
                format!(
                    "give this repository its own hooks: git config --local {SETTING} '{}'",
                    self.default.display()
                ),
            ),
            Owner::Tool(manager) => (
                format!("{} manages the hooks in `{place}` and would overwrite this one", manager.name()),
                manager.advice(),
            ),
        };
        Err(Failure::new(why).advice(format!("{instead}\nor install into this folder anyway: --force")))
    }
}

/// Whether anything below a folder is in the index.
fn is_tracked(repository: &Repository, folder: &Path) -> bool {
    let Some(top) = repository.workdir().and_then(|top| top.canonicalize().ok()) else { return false };
    let Some(inside) = folder.canonicalize().ok().and_then(|folder| folder.strip_prefix(top).ok().map(Path::to_owned))
    else {
        return false;
    };
    let prefix = inside.join("").display().to_string().replace('\\', "/");
    repository.index().is_ok_and(|index| index.iter().any(|entry| entry.path.starts_with(prefix.as_bytes())))
}

fn no_repository(error: &git2::Error) -> Failure {
    match error.code() {
        ErrorCode::NotFound => {
            Failure::new("not in a git repository").advice("run it inside one; `git init` creates one")
        }
        ErrorCode::Owner => Failure::new("the repository belongs to another user, so git would not run its hooks")
            .advice("if you trust it: git config --global --add safe.directory \"$PWD\""),
        _ => Failure::new(format!("cannot open the repository: {}", error.message())),
    }
}

fn unreadable(error: &git2::Error) -> Failure {
    Failure::new(format!("cannot read git's configuration: {}", error.message()))
        .advice("`git config --list --show-origin` shows where it comes from")
}
