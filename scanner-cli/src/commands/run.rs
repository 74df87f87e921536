//! Runs a plan on the engine: the one place where the command meets the scanner.

use crate::{
    failure::Failure,
    render::{Bar, count},
    resolve::{Input, Plan},
    terminal::Terminal,
};
use gonogo_core::{
    engine::{HistoryOptions, ScanError, Scanner, Target},
    model::{Cancel, Category, Finding, Report, Secret},
    rule::RuleSet,
    source::git::head_commit,
};
use std::{
    io::{self, Cursor},
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Scans. Ctrl-C ends the scan with what was found until then; a second one ends the process.
pub(super) fn run(plan: Plan, quiet: bool, terminal: &Terminal) -> Result<Report, Failure> {
    if let (Some(config), false) = (&plan.config, quiet) {
        terminal.say(&format!("Using {}", config.display()));
    }
    let for_server = plan.server_env.as_ref().map(|_| server_scanner(plan.rules.clone())).transpose()?;
    let scanner = Scanner::builder()
        .rules(plan.rules)
        .threads(plan.threads)
        .max_file_size(plan.max_file_size)
        .respect_ignore(plan.respect_ignore)
        .exclude(plan.exclude)
        .force_exclude(plan.force_exclude)
        .suppressions(plan.suppressions)
        .fingerprint_key(plan.fingerprint_key)
        .contexts(plan.contexts)
        .evidence(plan.has_survey)
        .build()
        .map_err(|error| Failure::new(error.to_string()))?;
    let bar = Bar::new(plan.shows_progress);
    let (kind, place) = source(&plan.input, &plan.base);
    let commit = if plan.has_receipt { head_commit(&place) } else { None };
    let report = scan(&scanner, targets(plan.input, &plan.base), &bar);
    let report = report.and_then(|report| match (&plan.server_env, &for_server) {
        (Some((name, text)), Some(scanner)) => add_env_file(scanner, report, name, text),
        _ => Ok(report),
    });
    bar.finish();
    let rules_hash = if plan.has_receipt { scanner.rules_hash() } else { None };
    // The process ends soon; taking thousands of rules apart first would be felt in a hook.
    std::mem::forget(scanner);
    let mut report = report?;
    report.target = plan.target;
    (report.request.kind, report.request.commit, report.request.rules_hash) = (kind, commit, rules_hash);
    report.findings.retain(|finding| finding.confidence >= plan.min_confidence);
    report.notes.splice(0..0, plan.notes);
    if plan.at_head {
        keep_current(&mut report);
    }
    Ok(report)
}

/// The kind of an input, as receipts name it, and a place in its repository.
fn source(input: &Input, base: &Path) -> (&'static str, PathBuf) {
    match input {
        Input::Paths(_) => ("files", base.to_owned()),
        Input::Stdin => ("stdin", base.to_owned()),
        Input::Staged(repository, _) => ("staged", repository.clone()),
        Input::Range(repository, _) => ("commits", repository.clone()),
        Input::History(repository, _) | Input::Everything(_, repository) => ("history", repository.clone()),
    }
}

/// The targets of an input.
fn targets(input: Input, base: &Path) -> Vec<Target> {
    match input {
        Input::Paths(paths) => vec![Target::paths(base, paths)],
        Input::Stdin => vec![Target::reader("stdin", io::stdin())],
        Input::Staged(repository, options) => vec![Target::staged(repository, options)],
        Input::Range(repository, range) => vec![Target::range(repository, range)],
        Input::History(repository, options) => vec![Target::history(repository, options)],
        Input::Everything(paths, repository) => {
            // A bare repository has no files.
            let files = (!paths.is_empty()).then(|| Target::paths(base, paths));
            files.into_iter().chain([Target::history(repository, HistoryOptions::default())]).collect()
        }
    }
}

/// Scans one target after the other into one report.
fn scan(scanner: &Scanner, targets: Vec<Target>, bar: &Bar) -> Result<Report, ScanError> {
    let cancel = cancel_on_interrupt();
    let mut all = Report::default();
    for target in targets {
        let report = scanner.scan_watched(target, bar, &cancel)?;
        match all.findings.is_empty() {
            true => all.findings = report.findings,
            false => all.findings.extend(report.findings),
        }
        all.statistics.merge(report.statistics);
        all.notes.extend(report.notes);
        all.credentials.merge(report.credentials);
        all.duration += report.duration;
        if let Some(survey) = report.survey {
            all.survey.get_or_insert_default().merge(survey);
        }
        all.rules = report.rules;
    }
    all.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    all.statistics.incidents.sort();
    Ok(all)
}

/// A scanner for the env file of a server. That it holds credentials is its purpose.
fn server_scanner(rules: RuleSet) -> Result<Scanner, Failure> {
    let rules = rules.filter(|rule| rule.meta.category != Category::Secret);
    Scanner::builder().rules(rules).evidence(true).build().map_err(|error| Failure::new(error.to_string()))
}

/// Scans the env file of a server as one for production, and adds what is found to the report under the file's own name.
fn add_env_file(scanner: &Scanner, mut all: Report, name: &str, text: &Secret) -> Result<Report, ScanError> {
    const AS: &str = ".env.production";
    let mut report = scanner.scan(Target::reader(AS, Cursor::new(text.reveal().to_vec())))?;
    report.findings.iter_mut().for_each(|finding| finding.location.path = name.to_owned());
    if let (Some(survey), Some(mut own)) = (&mut all.survey, report.survey) {
        own.rename(AS, name);
        survey.merge(own);
    }
    all.findings.extend(report.findings);
    all.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    all.credentials.merge(report.credentials);
    report.statistics.incidents.iter_mut().for_each(|incident| incident.rename(name));
    all.statistics.incidents.extend(report.statistics.incidents);
    all.statistics.incidents.sort();
    Ok(all)
}

/// Leaves out what is no longer at HEAD, and says so: without it the report would look clean.
fn keep_current(report: &mut Report) {
    let all = report.findings.len();
    report.findings.retain(Finding::is_current);
    let gone = all - report.findings.len();
    if gone > 0 {
        report.notes.push(format!("--at-head drops {} no longer at HEAD", count(gone, "finding")));
    }
}

/// What Ctrl-C cancels: all scans of the process.
fn cancel_on_interrupt() -> Cancel {
    static CANCEL: OnceLock<Cancel> = OnceLock::new();
    let cancel = CANCEL.get_or_init(|| {
        let cancel = Cancel::new();
        let handle = cancel.clone();
        // Without a handler, Ctrl-C ends the process at once: no less safe.
        let _ = ctrlc::set_handler(move || {
            if handle.is_cancelled() {
                #[expect(clippy::exit, reason = "whoever presses Ctrl-C twice does not want to wait")]
                std::process::exit(2);
            }
            handle.cancel();
        });
        cancel
    });
    cancel.clone()
}
