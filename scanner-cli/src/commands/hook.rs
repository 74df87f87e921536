//! `gonogo hook`.

use crate::{
    Outcome,
    args::{HookCommand, InstallArgs, UninstallArgs, WhichArgs},
    failure::Failure,
    hooks::{Binary, Folder, Hook, Installed, Script, Slot, State, Uninstalled, shown},
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
        let gate = plan.gate.as_ref().filter(|_| slot.hook == Hook::PrePush);
        let script = Script { hook: slot.hook, fallback: plan.fallback.as_deref(), all_lines: plan.all_lines, gate };
        let done = match slot.install(script)? {
            Installed::New => "installed",
            Installed::Anew => "updated",
            Installed::Already => "already installed",
        };
        entry(&mut out, slot, done, true);
    }
    if plan.folder.is_bare {
        out += "A bare repository has no commits of its own: only pushes are scanned.\n";
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
            Uninstalled::Restored => "removed; the earlier hook is restored",
            Uninstalled::WasNot => "not installed",
        };
        out += &format!("{name}: {done}\n");
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
        entry(&mut out, slot, &health.status, matches!(slot.state, State::Ours | State::Changed));
    }
    out += &unused_hooks(&folder, &slots)?;
    terminal.print(|to| to.write_all(out.as_bytes()))?;
    Ok(if all_work { Outcome::Good } else { Outcome::Findings })
}

/// Whether a hook would do its work.
struct Health {
    works: bool,
    status: String,
}

impl Health {
    fn of(slot: &Slot) -> Self {
        let broken = |status: &str| Health { works: false, status: status.to_owned() };
        match slot.state {
            State::Empty => return broken("not installed"),
            State::Foreign => return broken("not installed; another hook is in its place"),
            _ if !slot.is_executable() => return broken("broken: the file is not executable, so git ignores it"),
            State::Ours | State::Changed => {}
        }
        let Some(binary) = Binary::of_hook(slot.fallback()) else {
            return broken("broken: gonogo is neither on the PATH nor where it was installed");
        };
        let path = binary.path.display();
        match binary.version() {
            Some(version) => {
                let edited = if slot.state == State::Changed { ", edited by hand" } else { "" };
                Health { works: true, status: format!("ok (gonogo {version} at {path}){edited}") }
            }
            None => broken(&format!("broken: cannot run {path}")),
        }
    }
}

/// Hooks that were installed before `core.hooksPath` named another folder.
fn unused_hooks(folder: &Folder, slots: &[Slot]) -> Result<String, Failure> {
    let mut out = String::new();
    let Some(setting) = folder.setting.as_deref().filter(|_| folder.path != folder.default) else { return Ok(out) };
    for slot in slots {
        let other = Slot::read(&folder.default, slot.hook)?;
        if matches!(other.state, State::Ours | State::Changed) && other.file != slot.file {
            let file = shown(&other.file);
            out += &format!("{file} never runs: core.hooksPath is {setting}\n");
        }
    }
    Ok(out)
}

/// One hook: its status, its file, and what else runs with it.
fn entry(out: &mut String, slot: &Slot, status: &str, is_there: bool) {
    let name = slot.hook.name();
    // Writing to a string does not fail.
    let _ = writeln!(out, "{name}: {status}\n  {}", shown(&slot.file));
    if slot.has_aside() {
        let role = if is_there { "runs first" } else { "left over from an earlier installation" };
        let _ = writeln!(out, "  {role}: {}", shown(&slot.aside));
    }
    if slot.is_behind_pre_commit() {
        let _ =
            writeln!(out, "  run by the hook manager; its own configuration can name gonogo as well: docs/hooks.md");
    }
}
