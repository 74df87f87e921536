//! The command `gonogo`: arguments become a plan, the plan a report, the report an exit code.

mod args;
mod commands;
mod config;
mod failure;
mod hooks;
mod render;
mod resolve;
mod terminal;

use args::{BaselineCommand, Cli, Command, RulesCommand};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;
use terminal::Terminal;

/// The outcome of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Good = 0,
    Findings = 1,
    Incomplete = 2,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(wrong) => {
            // Help and version come this way too; a closed pipe is no reason to complain.
            let _ = wrong.print();
            return ExitCode::from(wrong.exit_code() as u8);
        }
    };
    let terminal = Terminal::detect(cli.color);
    match run(cli.command, &terminal) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(failure) => {
            terminal.say_failure(&failure);
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, terminal: &Terminal) -> Result<Outcome, Failure> {
    match command {
        Command::Scan(args) => commands::scan(*args, terminal),
        Command::Verdict(args) => commands::verdict(*args, terminal),
        Command::Attest(args) => commands::attest(args, terminal),
        Command::Rotate(args) => commands::rotate(*args, terminal),
        Command::Fix(args) => commands::fix(*args, terminal),
        Command::Baseline(BaselineCommand::Write(args)) => commands::write_baseline(*args, terminal),
        Command::Hook(command) => commands::hook(&command, terminal),
        Command::Rules(RulesCommand::List(args)) => commands::list_rules(&args, terminal),
        Command::Rules(RulesCommand::Show(args)) => commands::show_rule(&args, terminal),
        Command::Rules(RulesCommand::Test { files }) => commands::test_rules(&files, terminal),
        Command::Rules(RulesCommand::Schema) => commands::print_schema(terminal),
        Command::Explain(args) => commands::explain(&args, terminal),
        Command::Hash => commands::hash(terminal),
        Command::Completions { shell } => commands::completions(shell, terminal),
        Command::Man { folder } => commands::man(&folder),
    }
}
