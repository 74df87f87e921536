//! `gonogo hook` as it is typed.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    /// Install the pre-commit and pre-push hooks
    Install(InstallArgs),
    /// Remove gonogo's hooks, and restore earlier ones
    Uninstall(UninstallArgs),
    /// Show which hooks are installed and whether they work; exit code 1 if one does not
    Status(WhichArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InstallArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Check all of the files that a commit or push changes, not only what it adds
    #[arg(long)]
    pub(crate) all_lines: bool,
    /// Let pre-push decide about this gate of the checklist as well (`gonogo verdict`), and stop unless it is GO
    #[arg(long, value_name = "NAME")]
    pub(crate) gate: Option<String>,
    /// With --gate, only for pushes to this branch (repeatable) [default: all pushes]
    #[arg(long, value_name = "NAME", requires = "gate")]
    pub(crate) branch: Vec<String>,
    /// Install into shared or managed folders, and overwrite hooks that were edited
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct UninstallArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Remove hooks that were edited as well
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhichArgs {
    /// Which hooks
    #[arg(long, value_enum, default_value_t = Which::Both, value_name = "HOOK")]
    pub(crate) hook: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    PreCommit,
    PrePush,
    Both,
}
