//! Completions and manual pages, made from the command's own definition.

use crate::{Outcome, args::Cli, failure::Failure, terminal::Terminal};
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

const NAME: &str = "gonogo";

pub(crate) fn completions(shell: Shell, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    terminal.print(|out| out.write_all(&script))?;
    Ok(Outcome::Good)
}

pub(crate) fn man(folder: &Path) -> Result<Outcome, Failure> {
    clap_mangen::generate_to(Cli::command(), folder)
        .map_err(|error| Failure::file("write", "manual", folder, &error).advice("the folder must exist"))?;
    Ok(Outcome::Good)
}
