//! One hook of a folder: what is there, and how ours gets in and out again.
//!
//! Files move by renaming alone: what was there comes back with its content, mode and links as they were, and at no
//! moment does git meet half a hook.

use super::{
    Hook, Script,
    manager::{self, Manager},
    script::{self, ASIDE, Author},
    shown,
};
use crate::failure::Failure;
use gonogo_core::regular_file::{self, MAX_TEXT_BYTES};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// Behind the name of a hook that the tool pre-commit has taken the place of, and runs before its own work.
const LEGACY: &str = ".legacy";

/// The place of one hook.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) hook: Hook,
    /// The path of our hook, whether it exists or not.
    pub(crate) file: PathBuf,
    /// The hook that is run first, if there is one.
    pub(crate) aside: PathBuf,
    pub(crate) state: State,
    /// The present content.
    text: Vec<u8>,
}

/// The state of a hook's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Empty,
    Ours,
    /// Ours, with changes that we did not make.
    Changed,
    Foreign,
}

/// The result of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Installed {
    New,
    Anew,
    Already,
}

/// The result of an uninstallation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uninstalled {
    Removed,
    Restored,
    WasNot,
}

impl Slot {
    /// Looks at a place. Where the tool pre-commit is in it, that is the one behind: in front of it ours would be run by
    /// what it runs as soon as `pre-commit install` is repeated.
    pub(crate) fn read(folder: &Path, hook: Hook) -> Result<Self, Failure> {
        let slot = Slot::at(folder.join(hook.name()), folder, hook)?;
        if manager::runs_legacy(&slot.text) {
            return Slot::at(folder.join(format!("{}{LEGACY}", hook.name())), folder, hook);
        }
        Ok(slot)
    }

    /// Whether pre-commit runs what is here, not git.
    pub(crate) fn is_behind_pre_commit(&self) -> bool {
        self.file.extension().is_some()
    }

    fn at(file: PathBuf, folder: &Path, hook: Hook) -> Result<Self, Failure> {
        let aside = folder.join(format!("{}{ASIDE}", hook.name()));
        let (state, text) = match regular_file::read(&file, MAX_TEXT_BYTES) {
            Ok(text) => match Author::of(&text) {
                Author::Us => (State::Ours, text),
                Author::Both => (State::Changed, text),
                Author::Other => (State::Foreign, text),
            },
            // A link to nowhere is there, too.
            Err(error) if error.kind() == io::ErrorKind::NotFound && file.is_symlink() => (State::Foreign, Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (State::Empty, Vec::new()),
            Err(error) => return Err(Failure::file("read", "hook", &file, &error)),
        };
        Ok(Slot { hook, file, aside, state, text })
    }

    /// Whether a hook has been set aside here.
    pub(crate) fn has_aside(&self) -> bool {
        self.aside.exists() || self.aside.is_symlink()
    }

    /// The gonogo that our hook falls back to.
    pub(crate) fn fallback(&self) -> Option<PathBuf> {
        script::fallback(&self.text)
    }

    /// Whether git would run what is there.
    pub(crate) fn is_executable(&self) -> bool {
        is_executable(&self.file)
    }

    /// Refuses what can't be undone, or would not last.
    pub(crate) fn check_install(&self) -> Result<(), Failure> {
        let file = shown(&self.file);
        match (self.state, Manager::of_hook(&self.text)) {
            (State::Changed, _) => Err(Failure::new(format!("the hook `{file}` was edited after it was installed"))
                .advice("move the edits elsewhere, such as into a hook of your own; --force overwrites them")),
            (State::Foreign, Some(manager)) => {
                let name = manager.name();
                Err(Failure::new(format!(
                    "the hook `{file}` belongs to {name}, which would overwrite ours the next time it runs"
                ))
                .advice(format!("{}\nor, until it does, run gonogo before it: --force", manager.advice())))
            }
            _ => Ok(()),
        }
    }

    /// Writes our hook. One that is not ours is set aside.
    pub(crate) fn install(&self, script: Script<'_>) -> Result<Installed, Failure> {
        let text = script.text();
        let cannot = |error: &io::Error| Failure::file("write", "hook", &self.file, error);
        if self.state == State::Ours && self.text == text && self.is_executable() {
            return Ok(Installed::Already);
        }
        let is_foreign = self.state == State::Foreign;
        let written = write_beside(&self.file, &text).map_err(|error| cannot(&error))?;
        if is_foreign {
            fs::rename(&self.file, &self.aside).map_err(|error| cannot(&error))?;
        }
        if let Err(error) = written.persist(&self.file) {
            if is_foreign {
                // It worked the other way a moment ago; if it fails now, the error at hand says why.
                let _ = fs::rename(&self.aside, &self.file);
            }
            return Err(cannot(&error.error));
        }
        Ok(if matches!(self.state, State::Ours | State::Changed) { Installed::Anew } else { Installed::New })
    }

    /// Refuses to set a hook aside where one is already.
    pub(crate) fn check_aside(&self) -> Result<(), Failure> {
        if self.state != State::Foreign || !self.has_aside() {
            return Ok(());
        }
        let (file, aside) = (shown(&self.file), shown(&self.aside));
        Err(Failure::new(format!("cannot move the hook `{file}` out of the way: `{aside}` already exists"))
            .advice("an earlier installation left it; remove whichever of the two is no longer needed"))
    }

    /// Refuses to remove what someone else has changed.
    pub(crate) fn check_uninstall(&self) -> Result<(), Failure> {
        match self.state {
            State::Changed => {
                Err(Failure::new(format!("the hook `{}` was edited after it was installed", shown(&self.file)))
                    .advice("move the edits elsewhere; --force removes the hook with them"))
            }
            _ => Ok(()),
        }
    }

    /// Takes our hook out, and puts back what was there before.
    pub(crate) fn uninstall(&self) -> Result<Uninstalled, Failure> {
        let reported = |done: io::Result<()>, outcome| {
            done.map(|()| outcome).map_err(|error| Failure::file("remove", "hook", &self.file, &error))
        };
        match self.state {
            State::Foreign => Ok(Uninstalled::WasNot),
            // Also if ours was deleted by hand.
            _ if self.has_aside() => reported(fs::rename(&self.aside, &self.file), Uninstalled::Restored),
            State::Empty => Ok(Uninstalled::WasNot),
            State::Ours | State::Changed => reported(fs::remove_file(&self.file), Uninstalled::Removed),
        }
    }
}

fn write_beside(file: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = tempfile::Builder::new().prefix(".gonogo-").tempfile_in(folder)?;
    fs::write(temporary.path(), text)?;
    make_executable(temporary.path())?;
    Ok(temporary)
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

/// Git for Windows runs whatever starts with `#!`.
#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_executable(file: &Path) -> bool {
    file.is_file()
}
