//! Git hooks: shell scripts in a folder that git names, each with at most one hook of someone else's set aside.

mod binary;
mod folder;
mod manager;
mod script;
mod slot;

pub(crate) use binary::Binary;
pub(crate) use folder::{Folder, Owner};
pub(crate) use script::{Gate, Script, shell_word};
pub(crate) use slot::{Installed, Slot, State, Uninstalled};

use std::{env, path::Path};

/// A path for messages: from the current folder, if it is below.
pub(crate) fn shown(path: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    here.ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).display().to_string()
}

/// A git hook that can stop what git is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hook {
    PreCommit,
    PrePush,
}

impl Hook {
    pub(crate) const ALL: [Hook; 2] = [Hook::PreCommit, Hook::PrePush];

    /// The name of its file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Hook::PreCommit => "pre-commit",
            Hook::PrePush => "pre-push",
        }
    }

    /// The command that does its work.
    pub(crate) const fn command(self) -> &'static str {
        match self {
            Hook::PreCommit => "gonogo scan --staged",
            Hook::PrePush => "gonogo scan --pre-push \"$@\"",
        }
    }

    /// The action of git that the hook precedes.
    const fn verb(self) -> &'static str {
        match self {
            Hook::PreCommit => "commit",
            Hook::PrePush => "push",
        }
    }
}
