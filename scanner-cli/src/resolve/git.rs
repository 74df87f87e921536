//! Sources in git, from options, from the environment of a hook, and from its stdin.

use super::{Input, Place, pre_commit};
use crate::{args::GitArgs, failure::Failure};
use gonogo_core::{
    engine::HistoryOptions,
    source::git::{Range, StagedOptions},
};
use std::{
    env,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

/// The input that options ask for instead of files.
pub(super) fn input(args: &GitArgs, paths: &[PathBuf], place: &Place) -> Result<Option<Input>, Failure> {
    let option = match args {
        GitArgs { staged: true, .. } => "--staged",
        GitArgs { range: Some(_), .. } => "--range",
        GitArgs { since: Some(_), .. } => "--since",
        GitArgs { pre_push: Some(_), .. } => "--pre-push",
        GitArgs { history: true, .. } => "--history",
        _ => return Ok(None),
    };
    check_paths(option, paths, place)?;
    // What git sets for a hook is about the repository that the hook runs in.
    let from_hook = |name: &str| env::var_os(name).filter(|_| is_here(paths)).map(PathBuf::from);
    // Git runs hooks at the top of the work tree, which only `GIT_DIR` lets be elsewhere than its repository.
    let (repository, top) = match from_hook("GIT_DIR") {
        Some(repository) => (repository, place.folder.clone()),
        None => (place.folder.clone(), place.base(None)),
    };
    if args.history {
        return Ok(Some(Input::History(repository, history(args))));
    }
    let range = match args {
        GitArgs { range: Some(range), .. } => Range::new(range),
        GitArgs { since: Some(revision), .. } => Range::since(revision),
        GitArgs { pre_push: Some(remote), .. } => pre_push(&repository, remote.first().map(String::as_str))?,
        _ => {
            let index = from_hook("GIT_INDEX_FILE").map(|file| top.join(file));
            // While git commits, a commit that adds nothing brings nothing.
            let or_tracked = index.is_none();
            return Ok(Some(Input::Staged(repository, StagedOptions { index, all_lines: args.all_lines, or_tracked })));
        }
    };
    Ok(Some(Input::Range(repository, range.all_lines(args.all_lines))))
}

fn history(args: &GitArgs) -> HistoryOptions {
    let mut options = HistoryOptions::default();
    options.all_objects = args.all_objects;
    options.reflogs = args.reflogs;
    options.submodules = args.submodules;
    options.cache = args.cache.clone();
    options
}

fn is_here(paths: &[PathBuf]) -> bool {
    paths == [Path::new(".")]
}

/// A part of a repository could be meant to limit the scan, which it does not.
fn check_paths(option: &str, paths: &[PathBuf], place: &Place) -> Result<(), Failure> {
    let advice = "omit the path, or name the top of another repository";
    match paths {
        [_] if matches!(place.input, Input::Stdin) => {}
        [_] if is_here(paths) => return Ok(()),
        [path] if path.is_dir() && (place.base(None) == place.folder || path.join("HEAD").is_file()) => return Ok(()),
        _ => {}
    }
    let named: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let message = format!("{option} scans the whole repository and cannot be limited to {}", named.join(", "));
    Err(Failure::new(message).advice(advice))
}

fn pre_push(repository: &Path, remote: Option<&str>) -> Result<Range, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(Failure::new("--pre-push reads the stdin of git's pre-push hook, but stdin is a terminal")
            .advice("`--since origin/main` scans what a push of this branch would send"));
    }
    let lines = io::read_to_string(stdin).map_err(|error| Failure::new(format!("cannot read stdin: {error}")))?;
    if lines.trim().is_empty()
        && let Some(range) = pre_commit::pushed(repository)?
    {
        return Ok(range);
    }
    Ok(Range::pre_push(remote, &lines)?)
}
