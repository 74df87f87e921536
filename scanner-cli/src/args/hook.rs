//! `gonogo hook` as it is typed.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    /// Have git run gonogo before each commit and each push of this repository
    Install(InstallArgs),
    /// Remove gonogo's hooks, and put back those that were there before
    Uninstall(UninstallArgs),
    /// Tell which hooks are installed, and whether they work; exit code 1 if one does not
    Status(WhichArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InstallArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Judge a commit by the lines that it adds, not by all of the files that it changes
    #[arg(long)]
    pub(crate) changed_lines: bool,
    /// Install where others see it or another tool writes, and over changes made by hand
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct UninstallArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Remove hooks that were changed by hand, too
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhichArgs {
    /// Which of them
    #[arg(long, value_enum, default_value_t = Which::Both, value_name = "HOOK")]
    pub(crate) hook: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    PreCommit,
    PrePush,
    Both,
}
