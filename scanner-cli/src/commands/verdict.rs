//! `gonogo verdict`.

use super::{rotate::look_for, run::run, scan::write_file};
use crate::{
    Outcome,
    args::{VerdictArgs, VerdictFormat},
    failure::Failure,
    render::verdict::VerdictText,
    resolve::{self, Compare, Destination, Output, VerdictPlan},
    terminal::Terminal,
};
use gonogo_core::{
    model::{Date, Decision, Report, TitleLanguage},
    redact::Redactor,
    report::{Gemara, InToto, Junit, Reporter, VerdictHtml, VerdictJson, VerdictMarkdown, VerdictSarif},
    rotation::Comparison,
    source::git::head_commit,
    verdict::{Compared, Evaluation},
};
use std::{collections::BTreeSet, path::Path};

pub(crate) fn verdict(args: VerdictArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let VerdictPlan {
        plan,
        compare,
        checklist,
        attestations,
        waivers,
        time,
        gate,
        earlier,
        outputs,
        language,
        category,
        quiet,
        verbose,
    } = resolve::verdict(args, terminal)?;
    if outputs.iter().any(|output| output.format == VerdictFormat::InToto) {
        check_commit(&plan.base)?;
    }
    let mut report = run(plan, quiet, terminal)?;
    let evaluation = Evaluation::new(&checklist, &report, Date::from_unix(time)).said(&attestations, &waivers);
    let evaluation = match compare {
        Some(compare) => evaluation.compared(compared(compare, terminal)?),
        None => evaluation,
    };
    let mut verdict = evaluation.verdict();
    let notes = evaluation.notes(&verdict);
    verdict.trend = earlier.map(|earlier| earlier.trend(&verdict));
    verdict.asked = gate;
    let outcome = match verdict.asked.as_ref().and_then(|name| verdict.gate(name)) {
        None if report.statistics.is_empty() => Outcome::Incomplete,
        gate => outcome(gate.map(|gate| gate.decision)),
    };
    report.verdict = Some(verdict);
    report.notes.extend(notes);
    Redactor::new(&report).apply(&mut report);
    let style = Style { language, category, time, verbose, width: terminal.width };
    outputs.iter().try_for_each(|output| style.write(&report, output, terminal))?;
    Ok(outcome)
}

fn outcome(decision: Option<Decision>) -> Outcome {
    match decision {
        None | Some(Decision::Go) => Outcome::Good,
        Some(Decision::NoGo) => Outcome::Findings,
        Some(_) => Outcome::Incomplete,
    }
}

/// Looks for the values of an env file in the files and the history. No value is shown.
fn compared(compare: Compare, terminal: &Terminal) -> Result<Compared, Failure> {
    let Compare { plan, environment } = compare;
    let comparison = Comparison::new(&environment.file);
    let is_read = environment.file.unread.is_empty();
    if comparison.is_empty() {
        return Ok(Compared { seen: Vec::new(), has_values: !is_read, is_complete: is_read });
    }
    let report = look_for(&comparison, plan, &environment, true, terminal)?;
    let seen = comparison.outcome(&report);
    let mut known = BTreeSet::new();
    let names = seen.changes.iter().map(|change| &change.variable.name).filter(|name| known.insert(*name)).cloned();
    let statistics = &report.statistics;
    let is_complete = is_read && statistics.history.is_some() && statistics.is_complete() && !statistics.has_gaps();
    Ok(Compared { seen: names.collect(), has_values: true, is_complete })
}

/// A statement about a commit must not rest on files that are not in it. Better to fail now than after a scan.
fn check_commit(base: &Path) -> Result<(), Failure> {
    if head_commit(base).is_none() {
        return Err(Failure::new("an in-toto statement is about a commit, and there is none")
            .advice("run in a git repository that has one"));
    }
    let repository = git2::Repository::discover(base).map_err(|error| Failure::new(error.message()))?;
    let mut options = git2::StatusOptions::new();
    options.include_untracked(true).exclude_submodules(true);
    let statuses = repository.statuses(Some(&mut options)).map_err(|error| Failure::new(error.message()))?;
    match statuses.iter().next() {
        Some(changed) => {
            let path = changed.path().unwrap_or("a file").to_owned();
            Err(Failure::new(format!("`{path}` is not as the commit has it, so nothing can be said about the commit"))
                .advice("commit or stash all changes, or run on a fresh clone"))
        }
        None => Ok(()),
    }
}

/// The style of reports, whatever the format.
struct Style {
    language: TitleLanguage,
    category: Option<String>,
    /// In seconds since 1970.
    time: u64,
    verbose: bool,
    width: usize,
}

impl Style {
    fn write(&self, report: &Report, output: &Output<VerdictFormat>, terminal: &Terminal) -> Result<(), Failure> {
        let reporter = self.reporter(output.format);
        match &output.destination {
            Destination::Stdout => terminal.print(|out| reporter.write(report, out)),
            Destination::File(file) => write_file(reporter.as_ref(), report, file)
                .map_err(|error| Failure::file("write", "verdict", file, &error)),
        }
    }

    fn reporter(&self, format: VerdictFormat) -> Box<dyn Reporter> {
        let language = self.language;
        match format {
            VerdictFormat::Text => Box::new(VerdictText { language, verbose: self.verbose, width: self.width }),
            VerdictFormat::Json => Box::new(VerdictJson),
            VerdictFormat::Markdown => Box::new(VerdictMarkdown::new(language)),
            VerdictFormat::Html => Box::new(VerdictHtml::new(language)),
            VerdictFormat::Junit => Box::new(Junit::new(language)),
            VerdictFormat::Sarif => Box::new(match &self.category {
                Some(category) => VerdictSarif::new(language).category(category),
                None => VerdictSarif::new(language),
            }),
            VerdictFormat::InToto => Box::new(InToto),
            VerdictFormat::Gemara => Box::new(Gemara::new(language, self.time)),
        }
    }
}
