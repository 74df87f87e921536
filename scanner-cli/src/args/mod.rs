//! The command line as it is typed. `resolve` gives it its meaning.

mod hook;
mod values;
mod verdict;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use gonogo_core::model::{Confidence, Severity};
pub(crate) use hook::{HookCommand, InstallArgs, UninstallArgs, Which, WhichArgs};
use std::path::PathBuf;
pub(crate) use values::{ByteSize, FailOn, Format, FormatArg};
use values::{confidence, severity};
pub(crate) use verdict::{AttestArgs, LanguageArg, VerdictArgs, VerdictFormat};

const EXIT_CODES: &str = "Exit codes: 0 no findings at or above --fail-on, 1 findings, 2 error, a named file could not be \
                          scanned, or nothing was";

const ROTATE_EXIT_CODES: &str =
    "Exit codes: 0 nothing to rotate, 1 secrets to rotate, 2 error, or something could not be read";

const VERDICT_EXIT_CODES: &str = "Exit codes: 0 GO, or no --gate; 1 NO-GO; 2 not complete, or error";

const FIX_EXIT_CODES: &str = "Exit codes: 0 done, or nothing to fix; 1 with --dry-run, something would change; 2 error";

/// Is this repository safe to go live? Finds leaked secrets and unsafe settings, offline.
#[derive(Debug, Parser)]
#[command(name = "gonogo", version, max_term_width = 100, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// When to use colour; auto honours NO_COLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help_heading = "Display")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan files, folders or git history for secrets and unsafe settings
    #[command(after_help = EXIT_CODES)]
    Scan(Box<ScanArgs>),
    /// Decide whether to go live, by a checklist
    #[command(after_help = VERDICT_EXIT_CODES)]
    Verdict(Box<VerdictArgs>),
    /// Attest an item of a checklist that no file can show, in gonogo.toml
    Attest(AttestArgs),
    /// List the secrets to rotate before going live
    #[command(after_help = ROTATE_EXIT_CODES)]
    Rotate(Box<RotateArgs>),
    /// Apply automatic fixes
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(Box<FixArgs>),
    /// Accept current findings, so that only new ones are reported
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Install git hooks that scan each commit and push
    #[command(subcommand)]
    Hook(HookCommand),
    /// List, show and test rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Explain a rule, or how a file is classified
    Explain(ExplainArgs),
    /// Print the hash of a value on stdin, for `[[allow]] values` in gonogo.toml
    Hash,
    /// Print a completion script for a shell
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages to a folder
    Man {
        /// Existing folder
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Write a baseline that accepts all current findings
    Write(Box<BaselineArgs>),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules that a scan would run
    List(ListArgs),
    /// Show how a rule matches
    Show(RuleArgs),
    /// Compile rule packs and check their examples; exit code 1 if one fails
    Test {
        /// Pack files or folders; without any, the built-in packs
        #[arg(value_hint = ValueHint::AnyPath)]
        files: Vec<PathBuf>,
    },
    /// Print the JSON Schema of rule packs
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Rule id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Rule id: shows what the rule finds, why it matters, how to fix it
    #[arg(required_unless_present = "file")]
    pub(crate) id: Option<String>,
    /// Shows how this file is classified, and why
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, conflicts_with = "id")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    /// Only rules with this tag (repeatable)
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// Only rules of this severity (repeatable)
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
    /// Suppress the findings in this baseline
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Configuration")]
    pub(crate) baseline: Option<PathBuf>,

    /// text, compact, json, jsonl or sarif, optionally to a file; repeatable [default: text on a terminal, else compact]
    #[arg(long, short, value_name = "FORMAT[=FILE]", help_heading = "Output")]
    pub(crate) format: Vec<FormatArg>,
    /// Write to a file instead of stdout; its extension sets the format unless --format does
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Category of the analysis in SARIF, to tell several uploads of one commit apart
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(crate) category: Option<String>,
    /// Also write a receipt as JSON: what was asked, what was read and what was not, and the exit code
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) receipt: Option<PathBuf>,
    /// Do not redact values
    #[arg(long, help_heading = "Output")]
    pub(crate) show_secrets: bool,
    /// Hide findings below this severity in every format; --fail-on still counts them
    #[arg(long, value_name = "SEVERITY", value_parser = severity(), help_heading = "Output")]
    pub(crate) min_severity: Option<Severity>,

    /// Exit with code 1 for findings at or above this severity: blocker, high, medium, low or never [default: high]
    #[arg(long, value_name = "SEVERITY", help_heading = "Exit code")]
    pub(crate) fail_on: Option<FailOn>,
    /// Exit with code 2 if anything was not read, be it a file above --max-file-size or an archive
    #[arg(long, help_heading = "Exit code")]
    pub(crate) strict: bool,

    #[command(flatten)]
    pub(crate) verbosity: VerbosityArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    /// Check whether the repository or its history holds values of this env file (`-` for stdin); no value is shown
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Environment",
        conflicts_with_all = ["rules", "no_builtin_rules", "only", "skip", "min_confidence"])]
    pub(crate) check_env: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Output format; markdown is a checklist
    #[arg(long, short, value_enum, default_value_t = RotateFormat::Text, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: RotateFormat,
    /// Write to a file instead of stdout
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) verbosity: VerbosityArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    /// Print the changes as a diff, and change nothing
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,
    /// Do not redact values, so that `git apply` accepts every diff
    #[arg(long, help_heading = "Output")]
    pub(crate) show_secrets: bool,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) verbosity: VerbosityArgs,
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
    /// File to write the baseline to
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "gonogo-baseline.json")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) verbosity: VerbosityArgs,
}

/// The files to scan.
#[derive(Clone, Debug, Args)]
pub(crate) struct WhatArgs {
    /// Files and folders, `-` for stdin, or with a Git option the repository
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Scan ignored files as well
    #[arg(long, help_heading = "Files")]
    pub(crate) no_ignore: bool,
    /// Apply `exclude` of gonogo.toml to PATHS as well
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,
    /// Skip larger files; 0 for the largest that can be read, 2GiB [default: 10MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Files")]
    pub(crate) max_file_size: Option<ByteSize>,
    /// Number of threads; 0 for one per core [default: 0]
    #[arg(long, short = 'j', value_name = "N", help_heading = "Files")]
    pub(crate) threads: Option<usize>,
}

/// Sources in git, instead of files.
#[derive(Debug, Args)]
pub(crate) struct GitArgs {
    /// Scan staged files, as they would be committed
    #[arg(long, group = "source", help_heading = "Git")]
    pub(crate) staged: bool,
    /// With --staged or commits, also report what was there before in the files that change
    #[arg(long, requires = "source", conflicts_with = "history", help_heading = "Git")]
    pub(crate) all_lines: bool,
    /// The default; hooks of earlier versions name it
    #[arg(long, requires = "staged", conflicts_with = "all_lines", hide = true)]
    pub(crate) changed_lines: bool,
    /// Scan what commits introduced: A..B, A...B, or one commit
    #[arg(long, value_name = "RANGE", group = "source", help_heading = "Git")]
    pub(crate) range: Option<String>,
    /// Scan what was introduced since this commit
    #[arg(long, value_name = "COMMIT", group = "source", help_heading = "Git")]
    pub(crate) since: Option<String>,
    /// Scan what a push would send; reads the refs that git passes to its pre-push hook on stdin
    #[arg(long, value_names = ["REMOTE", "URL"], num_args = 0..=2, group = "source", help_heading = "Git")]
    pub(crate) pre_push: Option<Vec<String>>,
    /// Scan the whole history for leaked credentials: every version of every file in all branches, tags, stashes and notes, and all messages
    #[arg(long, group = "source", help_heading = "Git")]
    pub(crate) history: bool,
    /// With --history, scan commits in reflogs as well
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) reflogs: bool,
    /// With --history, scan unreachable objects as well
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) all_objects: bool,
    /// With --history, scan submodules as well
    #[arg(long, requires = "history", help_heading = "Git")]
    pub(crate) submodules: bool,
    /// With --history, cache what was scanned in this folder, so that the next scan reads only what is new
    #[arg(long, value_name = "FOLDER", requires = "history", value_hint = ValueHint::DirPath, help_heading = "Git")]
    pub(crate) cache: Option<PathBuf>,
    /// Of findings in commits, report only those still at HEAD
    #[arg(long, requires = "source", conflicts_with = "staged", help_heading = "Git")]
    pub(crate) at_head: bool,
}

/// The rules to load.
#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// Add a rule pack, or a folder of packs (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Rules")]
    pub(crate) rules: Vec<PathBuf>,
    /// Disable the built-in rules
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_builtin_rules: bool,
}

/// The rules to run, and the findings to keep.
#[derive(Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// Run only this rule (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Rules")]
    pub(crate) only: Vec<String>,
    /// Skip this rule (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Rules")]
    pub(crate) skip: Vec<String>,
    /// Drop findings below this confidence
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidence(), help_heading = "Rules")]
    pub(crate) min_confidence: Option<Confidence>,
}

/// The configuration to use.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Configuration file [default: the nearest gonogo.toml in or above the scanned folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_config", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,
    /// Ignore gonogo.toml
    #[arg(long, help_heading = "Configuration")]
    pub(crate) no_config: bool,
}

/// Options for the amount of output beside the findings.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct VerbosityArgs {
    /// Print only findings, errors and what could not be read
    #[arg(long, short, help_heading = "Display")]
    pub(crate) quiet: bool,
    /// Print findings in full, and list every file that was not read and every suppressed finding
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
