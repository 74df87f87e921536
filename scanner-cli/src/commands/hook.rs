//! `gonogo hook`.

use crate::{
    Outcome,
    args::{HookCommand, InstallArgs, UninstallArgs, WhichArgs},
    failure::Failure,
    hooks::{Binary, Folder, Installed, Script, Slot, State, Uninstalled, shown},
    resolve,
    terminal::Terminal,
};
use std::fmt::Write;

pub(crate) fn hook(command: &HookCommand, terminal: &Terminal) -> Result<Outcome, Failure> {
    match command {
        HookCommand::Install(args) => install(args, terminal),
        HookCommand::Uninstall(args) => uninstall(args, terminal),
        HookCommand::Status(args) => status(args, terminal),
    }
}

fn install(args: &InstallArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let plan = resolve::install(args)?;
    let mut out = String::new();
    for slot in &plan.slots {
        let script = Script { hook: slot.hook, fallback: plan.fallback.as_deref(), changed_lines: plan.changed_lines };
        let done = match slot.install(script)? {
            Installed::New => "installed",
            Installed::Anew => "installed anew",
            Installed::Already => "is installed already",
        };
        entry(&mut out, slot, done, true);
    }
    if plan.folder.is_bare {
        out += "A bare repository makes no commits: what is pushed from it is looked at.\n";
    }
    terminal.print(|to| to.write_all(out.as_bytes()))?;
    Ok(Outcome::Good)
}

fn uninstall(args: &UninstallArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut out = String::new();
    for slot in resolve::uninstall(args)? {
        let name = slot.hook.name();
        let done = match slot.uninstall()? {
            Uninstalled::Removed => "removed",
            Uninstalled::Restored => "removed; the hook that was there before is back",
            Uninstalled::WasNot => "was not installed",
        };
        out += &format!("{name} {done}\n");
    }
    terminal.print(|to| to.write_all(out.as_bytes()))?;
    Ok(Outcome::Good)
}

fn status(args: &WhichArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let (folder, slots) = resolve::hook_status(args)?;
    let mut out = String::new();
    let mut all_work = true;
    for slot in &slots {
        let health = Health::of(slot);
        all_work &= health.works;
        entry(&mut out, slot, &health.told, matches!(slot.state, State::Ours | State::Changed));
    }
    out += &elsewhere(&folder, &slots)?;
    terminal.print(|to| to.write_all(out.as_bytes()))?;
    Ok(if all_work { Outcome::Good } else { Outcome::Findings })
}

/// Whether a hook would do its work.
struct Health {
    works: bool,
    told: String,
}

impl Health {
    fn of(slot: &Slot) -> Self {
        let broken = |told: &str| Health { works: false, told: told.to_owned() };
        match slot.state {
            State::Empty => return broken("is not installed"),
            State::Foreign => return broken("is not installed; the hook there is not gonogo's"),
            _ if !slot.is_executable() => return broken("does not work: git runs no file that is not executable"),
            State::Ours | State::Changed => {}
        }
        let Some(binary) = Binary::of_hook(slot.fallback()) else {
            return broken("does not work: there is no gonogo on the PATH, nor where it was");
        };
        let path = binary.path.display();
        match binary.version() {
            Some(version) => {
                let changed = if slot.state == State::Changed { ", and was changed by hand" } else { "" };
                Health { works: true, told: format!("works: gonogo {version} at {path}{changed}") }
            }
            None => broken(&format!("does not work: {path} can't be run")),
        }
    }
}

/// Tells of hooks that were installed before git was sent to another folder.
fn elsewhere(folder: &Folder, slots: &[Slot]) -> Result<String, Failure> {
    let mut out = String::new();
    let Some(setting) = folder.setting.as_deref().filter(|_| folder.path != folder.default) else { return Ok(out) };
    for slot in slots {
        let other = Slot::read(&folder.default, slot.hook)?;
        if matches!(other.state, State::Ours | State::Changed) && other.file != slot.file {
            let file = shown(&other.file);
            out += &format!("{file} is not run: core.hooksPath sends git to {setting}\n");
        }
    }
    Ok(out)
}

/// One hook: what there is to say, where it is, and what else runs if it does.
fn entry(out: &mut String, slot: &Slot, told: &str, is_there: bool) {
    let name = slot.hook.name();
    // Writing to a string does not fail.
    let _ = writeln!(out, "{name} {told}\n  {}", shown(&slot.file));
    if slot.has_aside() {
        let role = if is_there { "runs first" } else { "left from an earlier installation" };
        let _ = writeln!(out, "  {role}: {}", shown(&slot.aside));
    }
    if slot.is_behind_pre_commit() {
        let _ = writeln!(
            out,
            "  run by the tool whose hook is there; its configuration can name gonogo, too: docs/hooks.md"
        );
    }
}
