//! Hooks and the folder that a command is about.

use crate::{
    args::{InstallArgs, UninstallArgs, Which, WhichArgs},
    failure::Failure,
    hooks::{Binary, Folder, Gate, Hook, Owner, Slot},
    resolve::verdict::check_configured_gate,
};
use std::path::PathBuf;

/// Hooks to write, none of which is refused.
#[derive(Debug)]
pub(crate) struct InstallPlan {
    pub(crate) folder: Folder,
    pub(crate) slots: Vec<Slot>,
    /// The gonogo that hooks run if there is none on the PATH.
    pub(crate) fallback: Option<PathBuf>,
    pub(crate) all_lines: bool,
    pub(crate) gate: Option<Gate>,
}

/// Resolves `gonogo hook install`.
pub(crate) fn install(args: &InstallArgs) -> Result<InstallPlan, Failure> {
    let folder = Folder::find()?;
    let hooks = if folder.is_bare { of_bare(args.which.hook)? } else { all(args.which.hook) };
    let slots = read(&folder, hooks)?;
    let gate = args.gate.as_deref().map(|name| gate(name, args, &folder)).transpose()?;
    if !args.force {
        folder.check_owner()?;
        slots.iter().try_for_each(Slot::check_install)?;
    }
    slots.iter().try_for_each(Slot::check_aside)?;
    // In a folder that others share, a path of this machine means nothing.
    let is_shared = folder.owner == Owner::Project;
    let fallback = if is_shared { None } else { Binary::current().map(|binary| binary.path) };
    Ok(InstallPlan { folder, slots, fallback, all_lines: args.all_lines, gate })
}

/// A gate that pushes can be held to: the checklist has it, there are files to decide about, and its branches can exist.
fn gate(name: &str, args: &InstallArgs, folder: &Folder) -> Result<Gate, Failure> {
    if args.which.hook == Which::PreCommit {
        return Err(Failure::new("--gate is for pushes").advice("leave --hook out, or use --hook pre-push"));
    }
    if folder.is_bare {
        return Err(Failure::new("a bare repository has no files that a gate could decide about"));
    }
    check_configured_gate(name)?;
    let is_branch = |name: &&String| git2::Reference::is_valid_name(&format!("refs/heads/{name}"));
    if let Some(wrong) = args.branch.iter().find(|name| !is_branch(name)) {
        return Err(Failure::new(format!("`{wrong}` cannot be the name of a branch")));
    }
    Ok(Gate { name: name.to_owned(), branches: args.branch.clone() })
}

/// Resolves `gonogo hook uninstall`.
pub(crate) fn uninstall(args: &UninstallArgs) -> Result<Vec<Slot>, Failure> {
    let slots = read(&Folder::find()?, all(args.which.hook))?;
    if !args.force {
        slots.iter().try_for_each(Slot::check_uninstall)?;
    }
    Ok(slots)
}

/// Resolves `gonogo hook status`.
pub(crate) fn hook_status(args: &WhichArgs) -> Result<(Folder, Vec<Slot>), Failure> {
    let folder = Folder::find()?;
    let hooks = if folder.is_bare { of_bare(args.hook)? } else { all(args.hook) };
    let slots = read(&folder, hooks)?;
    Ok((folder, slots))
}

fn all(which: Which) -> Vec<Hook> {
    match which {
        Which::PreCommit => vec![Hook::PreCommit],
        Which::PrePush => vec![Hook::PrePush],
        Which::Both => Hook::ALL.to_vec(),
    }
}

/// Nobody commits in a bare repository, but it can be pushed from.
fn of_bare(which: Which) -> Result<Vec<Hook>, Failure> {
    match which {
        Which::PreCommit => Err(Failure::new("git never runs pre-commit in a bare repository")
            .advice("use --hook pre-push to scan what is pushed from it")),
        Which::PrePush | Which::Both => Ok(vec![Hook::PrePush]),
    }
}

fn read(folder: &Folder, hooks: Vec<Hook>) -> Result<Vec<Slot>, Failure> {
    hooks.into_iter().map(|hook| Slot::read(&folder.path, hook)).collect()
}
