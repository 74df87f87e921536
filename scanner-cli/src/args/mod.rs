//! The command line as it is typed. Nothing here is decided or opened; `resolve` does that.

mod hook;
mod values;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use gonogo_core::model::{Confidence, Severity};
pub(crate) use hook::{HookCommand, InstallArgs, UninstallArgs, Which, WhichArgs};
use std::path::PathBuf;
pub(crate) use values::{ByteSize, FailOn, Format, FormatArg};
use values::{confidence, severity};

const EXIT_CODES: &str = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not do what was asked.";

const ROTATE_EXIT_CODES: &str =
    "Exit codes: 0 nothing to rotate, 1 something, 2 could not do what was asked, or not all could be read.";

const FIX_EXIT_CODES: &str =
    "Exit codes: 0 done, or nothing to do; with --dry-run 1 if something would change; 2 could not do what was asked.";

/// Is this repository safe to go live? Finds leaked secrets and unsafe settings, offline.
#[derive(Debug, Parser)]
#[command(name = "gonogo", version, max_term_width = 100, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// When to colour the output; auto heeds NO_COLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help_heading = "Display")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look for secrets and unsafe settings in files and folders
    #[command(after_help = EXIT_CODES)]
    Scan(Box<ScanArgs>),
    /// List the secrets to rotate before going live
    #[command(after_help = ROTATE_EXIT_CODES)]
    Rotate(Box<RotateArgs>),
    /// Put files right where that is certain
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(Box<FixArgs>),
    /// Accept today's findings, so that only new ones are reported
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Have git run gonogo before each commit and push
    #[command(subcommand)]
    Hook(HookCommand),
    /// List, show and test rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Explain a rule, or what a file is taken for
    Explain(ExplainArgs),
    /// Print the hash of a value on stdin, for `[[allow]] values` in gonogo.toml
    Hash,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    Man {
        /// The folder; it must exist
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Write the fingerprints of everything that is found now
    Write(Box<BaselineArgs>),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules that a scan would run
    List(ListArgs),
    /// Show how a rule matches
    Show(RuleArgs),
    /// Compile packs and run the examples of their rules; exit code 1 if one fails
    Test {
        /// Pack files, or folders of them; the built-in packs if none is named
        #[arg(value_hint = ValueHint::AnyPath)]
        files: Vec<PathBuf>,
    },
    /// Print the JSON Schema of rule packs
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// The rule's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's id: what it finds, why it matters, how to fix it
    #[arg(required_unless_present = "file")]
    pub(crate) id: Option<String>,
    /// A file: its role and its environment, and what says so
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, conflicts_with = "id")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How to print the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    /// Only rules with this tag (repeatable; any of them)
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// Only rules of this severity (repeatable; any of them)
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub(crate) severity: Vec<Severity>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    #[command(flatten)]
    pub(crate) git: GitArgs,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Leave out findings that this baseline accepts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Configuration")]
    pub(crate) baseline: Option<PathBuf>,

    /// text, compact, json, jsonl or sarif, optionally =FILE; several at once [default: text on a terminal, else compact]
    #[arg(long, short, value_name = "FORMAT[=FILE]", help_heading = "Output")]
    pub(crate) format: Vec<FormatArg>,
    /// Write to this file instead of stdout; without --format its extension decides
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Keeps analyses of one commit apart in SARIF uploads
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(crate) category: Option<String>,
    /// Print values as they are instead of redacted
    #[arg(long, help_heading = "Output")]
    pub(crate) show_secrets: bool,

    /// The lowest severity that makes exit code 1: blocker, high, medium, low or never [default: high]
    #[arg(long, value_name = "SEVERITY", help_heading = "Exit code")]
    pub(crate) fail_on: Option<FailOn>,
    /// Exit code 2 if anything could not be read
    #[arg(long, help_heading = "Exit code")]
    pub(crate) strict: bool,

    #[command(flatten)]
    pub(crate) voice: VoiceArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    /// Compare the values of this env file with all that the repository holds; `-` reads stdin. None is shown
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Environment",
        conflicts_with_all = ["rules", "no_builtin_rules", "only", "skip", "min_confidence"])]
    pub(crate) check_env: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// How to write the list; markdown is a checklist
    #[arg(long, short, value_enum, default_value_t = RotateFormat::Text, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: RotateFormat,
    /// Write to this file instead of stdout
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) voice: VoiceArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    /// Show what would change as a diff, and change nothing
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) voice: VoiceArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The file to write
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "gonogo-baseline.json")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) voice: VoiceArgs,
}

/// What is scanned.
#[derive(Debug, Args)]
pub(crate) struct WhatArgs {
    /// Files and folders; `-` reads stdin; with an option under Git, the repository
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Also scan what .gitignore excludes
    #[arg(long, help_heading = "Files")]
    pub(crate) no_ignore: bool,
    /// Let `exclude` of gonogo.toml also go for files that are named
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,
    /// Skip larger files; 0 is no limit [default: 10MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Files")]
    pub(crate) max_file_size: Option<ByteSize>,
    /// Threads; 0 is all [default: 0]
    #[arg(long, short = 'j', value_name = "N", help_heading = "Files")]
    pub(crate) threads: Option<usize>,
}

/// What git holds is scanned instead of files.
#[derive(Debug, Args)]
pub(crate) struct GitArgs {
    /// Scan what is staged, as it would be committed
    #[arg(long, group = "source", help_heading = "Git")]
    pub(crate) staged: bool,
    /// With --staged, report only what is on lines that HEAD has not
    #[arg(long, requires = "staged", help_heading = "Git")]
    pub(crate) changed_lines: bool,
    /// Scan what commits brought: A..B, A...B, or one commit
    #[arg(long, value_name = "RANGE", group = "source", help_heading = "Git")]
    pub(crate) range: Option<String>,
    /// Scan what HEAD has and this commit has not
    #[arg(long, value_name = "COMMIT", group = "source", help_heading = "Git")]
    pub(crate) since: Option<String>,
    /// Scan what a push brings; reads what git tells its hook pre-push
    #[arg(long, value_names = ["REMOTE", "URL"], num_args = 0..=2, group = "source", help_heading = "Git")]
    pub(crate) pre_push: Option<Vec<String>>,
    /// Scan every version of every file: all branches, tags, stashes and notes, and messages
    #[arg(long, group = "source", help_heading = "Git")]
    pub(crate) history: bool,
    /// With --history, also scan what branches were before, by the reflogs
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) reflogs: bool,
    /// With --history, also scan what nothing leads to any more
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) all_objects: bool,
    /// With --history, also scan the histories of submodules
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) submodules: bool,
    /// With --history, remember here what was scanned, so that the next scan reads only what is new
    #[arg(long, value_name = "FOLDER", requires = "history", value_hint = ValueHint::DirPath, help_heading = "Git")]
    pub(crate) cache: Option<PathBuf>,
    /// Of what commits hold, report only what is still at HEAD
    #[arg(long, requires = "source", conflicts_with = "staged", help_heading = "Git")]
    pub(crate) at_head: bool,
}

/// Where rules come from.
#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// Add a rule pack, or a folder of them (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Rules")]
    pub(crate) rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_builtin_rules: bool,
}

/// Which rules run, and which findings count.
#[derive(Debug, Args)]
pub(crate) struct SelectArgs {
    /// Run only this rule (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Rules")]
    pub(crate) only: Vec<String>,
    /// Do not run this rule (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Rules")]
    pub(crate) skip: Vec<String>,
    /// Leave out findings that are less sure than this
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidence(), help_heading = "Rules")]
    pub(crate) min_confidence: Option<Confidence>,
}

/// Which `gonogo.toml` applies.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Use this configuration [default: gonogo.toml, from the scanned folder upward]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_config", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, help_heading = "Configuration")]
    pub(crate) no_config: bool,
}

/// How much is said beside the findings.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct VoiceArgs {
    /// Say nothing but findings, errors and what could not be read
    #[arg(long, short, help_heading = "Display")]
    pub(crate) quiet: bool,
    /// Name every file that was not read, and every suppressed finding
    #[arg(long, short, conflicts_with = "quiet", help_heading = "Display")]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RotateFormat {
    Text,
    Json,
    Markdown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
