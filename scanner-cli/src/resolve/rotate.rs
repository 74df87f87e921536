//! Resolves `gonogo rotate`.

use super::{Destination, Input, Plan, find_config, outputs, place::Place, plan};
use crate::{
    args::{RotateArgs, RotateFormat},
    config::is_repository,
    failure::Failure,
    terminal::Terminal,
};
use gonogo_core::{
    model::{Finding, PathGlobs, Secret},
    rotation::EnvFile,
    suppress::Suppressions,
};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The note about files that are in no repository.
pub(super) const NO_HISTORY: &str = "not in a git repository: there is no history to scan";
/// The name that stands for stdin.
const STDIN: &str = "-";

/// A [`Plan`], and how its report is written.
#[derive(Debug)]
pub(crate) struct RotatePlan {
    pub(crate) plan: Plan,
    pub(crate) environment: Option<Environment>,
    pub(crate) format: RotateFormat,
    pub(crate) destination: Destination,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// The env file to compare with.
#[derive(Debug)]
pub(crate) struct Environment {
    /// As it was typed.
    pub(crate) name: String,
    pub(crate) file: EnvFile,
    pub(crate) text: Secret,
    /// Its path as the scan reports it, if it is in the scanned repository.
    pub(crate) inside: Option<String>,
}

impl Environment {
    /// Whether a finding is in the env file itself, as it is now.
    pub(crate) fn is_place_of(&self, finding: &Finding) -> bool {
        finding.provenance.is_none() && self.inside.as_deref() == Some(&finding.location.path)
    }
}

/// No baseline applies: what it accepts is leaked all the same.
pub(crate) fn rotate(args: RotateArgs, terminal: &Terminal) -> Result<RotatePlan, Failure> {
    let destination = args.output.map_or(Destination::Stdout, Destination::File);
    outputs::check_folder(&destination)?;
    let mut place = Place::of(&args.what.paths)?;
    let reads_input = matches!(place.input, Input::Stdin);
    let is_alone = !add_history(&mut place) && !reads_input;
    let config = find_config(&args.config, &place.folder)?;
    let mut plan = plan(args.what, place, &args.packs, args.select, config, None)?;
    if is_alone {
        plan.notes.push(NO_HISTORY.to_owned());
    }
    plan.shows_progress = terminal.stderr_is_terminal && !args.verbosity.quiet;
    let environment = args.check_env.map(|path| environment(&path, &plan.base, reads_input)).transpose()?;
    if environment.is_some() {
        accept_nothing(&mut plan);
    }
    let (quiet, verbose) = (args.verbosity.quiet, args.verbosity.verbose);
    Ok(RotatePlan { plan, environment, format: args.format, destination, quiet, verbose })
}

/// Scans whatever the project has excluded or accepted: a value was there all the same.
pub(super) fn accept_nothing(plan: &mut Plan) {
    plan.exclude = PathGlobs::default();
    plan.suppressions = Suppressions::new().known_rules(plan.rules.iter().map(|rule| rule.meta.id.clone()));
}

/// Adds the history of the repository around the files. Returns whether there is one.
pub(super) fn add_history(place: &mut Place) -> bool {
    let repository = place.folder.ancestors().find(|folder| holds_repository(folder)).map(Path::to_owned);
    let Some(repository) = repository else { return false };
    if let Input::Paths(paths) = &mut place.input {
        // A bare repository has no files.
        let paths = if is_repository(&repository) { std::mem::take(paths) } else { Vec::new() };
        place.input = Input::Everything(paths, repository);
    }
    true
}

/// Whether a folder is a work tree, or a bare repository itself.
fn holds_repository(folder: &Path) -> bool {
    is_repository(folder) || ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).exists())
}

pub(super) fn environment(path: &Path, base: &Path, input_is_taken: bool) -> Result<Environment, Failure> {
    let is_stdin = path == Path::new(STDIN);
    if is_stdin && input_is_taken {
        return Err(Failure::new("`-` cannot be both the scanned file and the env file"));
    }
    let read = if is_stdin { read_stdin() } else { fs::read(path) };
    let bytes = read.map_err(|error| Failure::file("read", "env file", path, &error))?;
    let name = if is_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let file = EnvFile::parse(&bytes);
    if file.variables.is_empty() {
        return Err(
            Failure::new(format!("`{name}` sets no variables")).advice("an env file has one `NAME=value` per line")
        );
    }
    let text = Secret::new(&bytes[..]);
    Ok(Environment { inside: inside(path, base).filter(|_| !is_stdin), name, file, text })
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The path relative to the base of the scan, as findings have it.
fn inside(path: &Path, base: &Path) -> Option<String> {
    let (path, base): (PathBuf, PathBuf) = (fs::canonicalize(path).ok()?, fs::canonicalize(base).ok()?);
    let parts: Option<Vec<&str>> = path.strip_prefix(base).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
