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
use gonogo_core::{
    model::{Finding, Fixed, apply_fixes},
    redact::Redactor,
    regular_file::{self, MAX_TABLE_BYTES},
    report::Values,
};
use std::{
    borrow::Cow,
    cell::Cell,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file, and its text with the fixes applied.
struct Change {
    path: String,
    file: PathBuf,
    old: String,
    fixed: Fixed,
}

pub(crate) fn fix(args: FixArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let FixPlan { plan, dry_run, values, quiet } = resolve::fix(args, terminal)?;
    let base = plan.base.clone();
    let report = run(plan, quiet, terminal)?;
    let findings: Vec<&Finding> = report.active().collect();
    let by_file = findings.chunk_by(|a, b| a.location.path == b.location.path);
    let changes: Vec<Change> = by_file.filter_map(|findings| change(&base, findings)).collect();
    let redactor = if values == Values::Redacted { Some(Redactor::new(&report)) } else { None };
    let diffs: Vec<Diff> = changes.iter().map(|change| diff(change, redactor.as_ref(), terminal)).collect();
    terminal.print(|out| diffs.iter().try_for_each(|diff| out.write_all(diff.text.as_bytes())))?;
    if !dry_run {
        changes.iter().try_for_each(|change| {
            let failed = |error| Failure::file("write", "file", &change.file, &error);
            replace(&change.file, &change.fixed.text).map_err(failed)
        })?;
    }
    if !quiet {
        terminal.say(&summary(&changes, findings.len(), dry_run));
        if dry_run && diffs.iter().any(|diff| diff.hides_values) {
            terminal.say("The diff hides values; with --show-secrets, `git apply` accepts it");
        }
    }
    Ok(if dry_run && !changes.is_empty() { Outcome::Findings } else { Outcome::Good })
}

/// The change of a file by the fixes of its findings, if there is one. It is read again: one that is no UTF-8 was
/// scanned as something else than its bytes.
fn change(base: &Path, findings: &[&Finding]) -> Option<Change> {
    let path = findings.first()?.location.path.clone();
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return None;
    }
    let file = base.join(&path);
    let old = regular_file::read_text(&file, MAX_TABLE_BYTES).ok()?;
    let fixed = apply_fixes(&old, findings.iter().filter_map(|finding| finding.fix.as_ref()));
    (fixed.text != old).then_some(Change { path, file, old, fixed })
}

/// A change for people.
struct Diff {
    text: String,
    /// Whether it is not the whole truth, so that nothing can apply it.
    hides_values: bool,
}

/// The change as a diff, redacted like a report. What could disturb a terminal is kept from one only: `git apply` needs it.
fn diff(change: &Change, redactor: Option<&Redactor>, terminal: &Terminal) -> Diff {
    let hides_values = Cell::new(false);
    let show = |line: &str| {
        let shown = redactor.map_or(Cow::Borrowed(line), |redactor| redactor.text(line));
        hides_values.set(hides_values.get() || shown != line);
        if terminal.stdout_is_terminal { render::escape_line(&shown) } else { shown.into_owned() }
    };
    let path = redactor.map_or(Cow::Borrowed(&*change.path), |redactor| redactor.name(&change.path));
    let text = render::diff(&path, &change.old, &change.fixed.edits, show);
    Diff { text, hides_values: hides_values.get() }
}

/// Replaces a file as a whole, so that nobody reads half of it.
pub(super) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    fs::set_permissions(new.path(), fs::metadata(file)?.permissions())?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

fn summary(changes: &[Change], findings: usize, dry_run: bool) -> String {
    let fixed: usize = changes.iter().map(|change| change.fixed.fixes).sum();
    let left = match findings - fixed {
        0 => String::new(),
        1 => "; 1 finding needs a manual change".to_owned(),
        left => format!("; {} need manual changes", render::count(left, "finding")),
    };
    let files = render::count(changes.len(), "file");
    match (fixed, dry_run) {
        (0, _) => format!("No automatic fixes{left}"),
        (_, true) => format!("Would fix {} in {files}{left}", render::count(fixed, "finding")),
        (_, false) => format!("Fixed {} in {files}{left}", render::count(fixed, "finding")),
    }
}
