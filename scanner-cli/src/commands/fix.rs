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
    model::{Confidence, Finding, Fixed, apply_fixes},
    report::Values,
};
use std::{
    cell::Cell,
    cmp::Reverse,
    fs,
    io::Write,
    mem,
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
    let FixPlan { mut plan, dry_run, values, quiet } = resolve::fix(args, terminal)?;
    let base = plan.base.clone();
    // A finding that is not fixed still has a value that the diff must hide.
    let min_confidence = mem::replace(&mut plan.min_confidence, Confidence::Low);
    let report = run(plan, quiet, terminal)?;
    let findings: Vec<&Finding> = report.active().filter(|finding| finding.confidence >= min_confidence).collect();
    let by_file = findings.chunk_by(|a, b| a.location.path == b.location.path);
    let changes: Vec<Change> = by_file.filter_map(|findings| change(&base, findings)).collect();
    let all: Vec<&Finding> = report.findings.iter().collect();
    let diffs: Vec<Diff> = changes.iter().map(|change| diff(change, &all, values, terminal)).collect();
    terminal.print(|out| diffs.iter().try_for_each(|diff| out.write_all(diff.text.as_bytes())))?;
    if !dry_run {
        changes.iter().try_for_each(write)?;
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
    let old = fs::read_to_string(&file).ok()?;
    let fixed = apply_fixes(&old, findings.iter().filter_map(|finding| finding.fix.as_ref()));
    (fixed.text != old).then_some(Change { path, file, old, fixed })
}

/// A change for people.
struct Diff {
    text: String,
    /// Whether it is not the whole truth, so that nothing can apply it.
    hides_values: bool,
}

/// The change as a diff, in which the values of all findings in the file are redacted. What could disturb a terminal is kept from one only:
/// `git apply` needs it.
fn diff(change: &Change, findings: &[&Finding], values: Values, terminal: &Terminal) -> Diff {
    let own = findings.iter().filter(|finding| finding.location.path == change.path);
    let mut hidden: Vec<(String, String)> = own
        .filter(|finding| values == Values::Redacted && !finding.value_class.is_shown())
        .flat_map(|finding| hidden_lines(finding))
        .collect();
    // A value may be part of another.
    hidden.sort_by_key(|(value, _)| Reverse(value.len()));
    let hides_values = Cell::new(false);
    let show = |line: &str| {
        let shown = hidden.iter().fold(line.to_owned(), |line, (value, mask)| line.replace(value.as_str(), mask));
        hides_values.set(hides_values.get() || shown != line);
        if terminal.stdout_is_terminal { render::escape_line(&shown) } else { shown }
    };
    let text = render::diff(&change.path, &change.old, &change.fixed.edits, show);
    Diff { text, hides_values: hides_values.get() }
}

/// Each line of a finding's value, and what is shown of it.
fn hidden_lines(finding: &Finding) -> Vec<(String, String)> {
    let value = String::from_utf8_lossy(finding.secret.reveal());
    let mask = finding.redacted();
    value.lines().filter(|line| !line.trim().is_empty()).map(|line| (line.to_owned(), mask.clone())).collect()
}

/// Replaces the file as a whole, so that nobody reads half of it.
fn write(change: &Change) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::file("write", "file", &change.file, error);
    let folder = change.file.parent().unwrap_or_else(|| Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    new.write_all(change.fixed.text.as_bytes()).map_err(|error| failed(&error))?;
    let permissions = fs::metadata(&change.file).map_err(|error| failed(&error))?.permissions();
    fs::set_permissions(new.path(), permissions).map_err(|error| failed(&error))?;
    new.persist(&change.file).map_err(|error| failed(&error.error))?;
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
