//! `gonogo fix`.

use super::run::run;
use crate::{
    Outcome,
    args::FixArgs,
    failure::Failure,
    render,
    resolve::{self, FixPlan},
    terminal::Terminal,
};
use gonogo_core::model::{Finding, apply_fixes};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// A file, and how it is put right.
struct Change {
    path: String,
    file: PathBuf,
    old: String,
    new: String,
    made: usize,
}

pub(crate) fn fix(args: FixArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let FixPlan { plan, dry_run, quiet } = resolve::fix(args, terminal)?;
    let base = plan.base.clone();
    let report = run(plan, quiet, terminal)?;
    let findings: Vec<&Finding> = report.active().collect();
    let by_file = findings.chunk_by(|a, b| a.location.path == b.location.path);
    let changes: Vec<Change> = by_file.filter_map(|findings| change(&base, findings)).collect();
    let diffs: Vec<String> = changes.iter().map(|change| diff(change, &findings)).collect();
    terminal.print(|out| diffs.iter().try_for_each(|diff| out.write_all(diff.as_bytes())))?;
    if !dry_run {
        changes.iter().try_for_each(write)?;
    }
    if !quiet {
        terminal.say(&summary(&changes, findings.len(), dry_run));
    }
    Ok(if dry_run && !changes.is_empty() { Outcome::Findings } else { Outcome::Good })
}

/// What becomes of a file, if something does. It is read again: one that is no UTF-8 was scanned as something else than
/// its bytes.
fn change(base: &Path, findings: &[&Finding]) -> Option<Change> {
    let path = findings.first()?.location.path.clone();
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return None;
    }
    let file = base.join(&path);
    let old = fs::read_to_string(&file).ok()?;
    let (new, made) = apply_fixes(&old, findings.iter().filter_map(|finding| finding.fix.as_ref()));
    (new != old).then_some(Change { path, file, old, new, made })
}

/// The change for people, in which no value that was found stands.
fn diff(change: &Change, findings: &[&Finding]) -> String {
    let own = findings.iter().filter(|finding| finding.location.path == change.path);
    let secrets: Vec<String> = own
        .map(|finding| String::from_utf8_lossy(finding.secret.reveal()).into_owned())
        .filter(|secret| !secret.is_empty())
        .collect();
    let hide = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "***"));
    render::diff(&change.path, &hide(&change.old), &hide(&change.new))
}

/// Replaces the file as a whole, so that nobody reads half of it.
fn write(change: &Change) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::file("the file", &change.file, "written", error);
    let folder = change.file.parent().unwrap_or_else(|| Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    new.write_all(change.new.as_bytes()).map_err(|error| failed(&error))?;
    let permissions = fs::metadata(&change.file).map_err(|error| failed(&error))?.permissions();
    fs::set_permissions(new.path(), permissions).map_err(|error| failed(&error))?;
    new.persist(&change.file).map_err(|error| failed(&error.error))?;
    Ok(())
}

fn summary(changes: &[Change], findings: usize, dry_run: bool) -> String {
    let made: usize = changes.iter().map(|change| change.made).sum();
    let left = match findings - made {
        0 => String::new(),
        left => format!("; {} to put right by hand", render::count(left, "finding")),
    };
    let files = render::count(changes.len(), "file");
    match (made, dry_run) {
        (0, _) => format!("Nothing can be put right without you{left}"),
        (_, true) => format!("Would fix {} in {files}{left}", render::count(made, "finding")),
        (_, false) => format!("Fixed {} in {files}{left}", render::count(made, "finding")),
    }
}
