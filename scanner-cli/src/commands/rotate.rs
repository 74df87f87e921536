//! `gonogo rotate`.

use super::run::run;
use crate::{
    Outcome,
    args::{RotateArgs, RotateFormat},
    failure::Failure,
    render::{Scope, Summary, environment, rotation},
    resolve::{self, Destination, Environment, Plan, RotatePlan},
    terminal::Terminal,
};
use anstream::StripStream;
use gonogo_core::{
    model::Report,
    redact::Redactor,
    rotation::{Comparison, Rotation},
};
use std::{fs::File, io::Write};

pub(crate) fn rotate(args: RotateArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let RotatePlan { plan, environment, format, destination, quiet, verbose } = resolve::rotate(args, terminal)?;
    let all = Summary { verbose, scope: Scope::Everything, is_strict: true, ..Summary::default() };
    let summary = (!quiet).then(|| all.clone());
    let (report, text, outcome) = match environment {
        None => list(plan, format, summary, terminal)?,
        Some(environment) => check(plan, &environment, format, summary, terminal)?,
    };
    write(&text, &destination, terminal)?;
    let says_all = format == RotateFormat::Text && destination == Destination::Stdout && !quiet;
    let missing = all.failures(&report);
    if !says_all && !missing.is_empty() {
        terminal.say(missing.trim_end());
    }
    Ok(outcome)
}

type Answer = (Report, String, Outcome);

/// The secrets that the repository holds.
fn list(plan: Plan, format: RotateFormat, summary: Option<Summary>, terminal: &Terminal) -> Result<Answer, Failure> {
    let mut report = run(plan, summary.is_none(), terminal)?;
    Redactor::new(&report).apply(&mut report);
    let list = Rotation::from_report(&report);
    let text = match format {
        RotateFormat::Text => rotation::text(&list, &report, summary, terminal.width),
        RotateFormat::Json => rotation::json(&list, &report)?,
        RotateFormat::Markdown => rotation::markdown(&list, &report),
    };
    let outcome = outcome(&report, !list.secrets.is_empty(), !report.statistics.is_empty());
    Ok((report, text, outcome))
}

/// The variables of an env file whose values the repository holds.
fn check(
    plan: Plan,
    environment: &Environment,
    format: RotateFormat,
    summary: Option<Summary>,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let comparison = Comparison::new(&environment.file);
    let quiet = summary.is_none();
    let mut report = if comparison.is_empty() {
        Report::default()
    } else {
        look_for(&comparison, plan, environment, quiet, terminal)?
    };
    Redactor::new(&report).apply(&mut report);
    let seen = comparison.outcome(&report);
    let text = match format {
        RotateFormat::Text => environment::text(&seen, environment, &report, summary, terminal.width),
        RotateFormat::Json => environment::json(&seen, environment, &report)?,
        RotateFormat::Markdown => environment::markdown(&seen, environment, &report),
    };
    let outcome = outcome(&report, !seen.changes.is_empty(), seen.unread.is_empty());
    Ok((report, text, outcome))
}

/// Scans for the values of an env file, and for nothing else. The file holds its own values: a note says that it is in the
/// repository, where it could be committed.
pub(super) fn look_for(
    comparison: &Comparison,
    mut plan: Plan,
    environment: &Environment,
    quiet: bool,
    terminal: &Terminal,
) -> Result<Report, Failure> {
    // The others stay as silent ones, for redaction.
    plan.rules = plan.rules.filter(|_| false).merge_set(comparison.rules());
    let mut report = run(plan, quiet, terminal)?;
    let all = report.findings.len();
    report.findings.retain(|finding| !environment.is_place_of(finding));
    if report.findings.len() < all {
        let name = &environment.name;
        report.notes.push(format!("{name} is in the repository and not ignored by git: keep it elsewhere"));
    }
    Ok(report)
}

/// Nothing is called done that was not looked at.
fn outcome(report: &Report, is_due: bool, is_read: bool) -> Outcome {
    match (is_due, is_read && !report.statistics.has_gaps()) {
        _ if report.statistics.cancelled => Outcome::Incomplete,
        (true, _) => Outcome::Findings,
        (false, false) => Outcome::Incomplete,
        (false, true) => Outcome::Good,
    }
}

fn write(text: &str, destination: &Destination, terminal: &Terminal) -> Result<(), Failure> {
    match destination {
        Destination::Stdout => terminal.print(|out| out.write_all(text.as_bytes())),
        Destination::File(file) => File::create(file)
            .and_then(|out| StripStream::new(out).write_all(text.as_bytes()))
            .map_err(|error| Failure::file("write", "list", file, &error)),
    }
}
