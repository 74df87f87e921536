//! `gonogo scan`.

use super::{exit, run::run};
use crate::{
    Outcome,
    args::{Format, ScanArgs},
    failure::Failure,
    render::{Scope, Summary, TextReporter},
    resolve::{self, Destination, Input, Output, ScanPlan},
    terminal::Terminal,
};
use anstream::StripStream;
use gonogo_core::{
    model::Report,
    redact::Redactor,
    report::{Compact, Json, JsonLines, Receipt, Reporter, Sarif, Values},
};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

pub(crate) fn scan(args: ScanArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let ScanPlan { plan, outputs, receipt, category, values, min_severity, fail_on, strict, quiet, verbose } =
        resolve::scan(args, terminal)?;
    let (scope, arguments, may_be_empty) = (scope(&plan.input), plan.arguments.clone(), plan.force_exclude);
    let mut report = run(plan, quiet, terminal)?;
    let worst = report.worst();
    let (outcome, meaning) = exit::exit(&report, fail_on, strict, may_be_empty);
    report.request.exit = Some((outcome as u8, meaning.clone()));
    if let Some(severity) = min_severity {
        report.hide_below(severity);
    }
    if values == Values::Redacted {
        Redactor::new(&report).apply(&mut report);
    }
    let fails_by_hidden = fail_on.fails(worst) && !fail_on.fails(report.worst());
    let summary = Summary { verbose, is_strict: strict, scope, arguments, min_severity, fails_by_hidden };
    let style = Style { values, category, has_receipt: receipt.is_some(), summary, quiet, width: terminal.width };
    for output in &outputs {
        style.write(&report, output, terminal)?;
    }
    if let Some(file) = &receipt {
        write_file(&Receipt, &report, file).map_err(|error| Failure::file("write", "receipt", file, &error))?;
    }
    say_rest(&report, &outputs, &style, terminal);
    if outcome == Outcome::Incomplete {
        terminal.say(&format!("Exit code 2: {meaning}"));
    }
    Ok(outcome)
}

fn scope(input: &Input) -> Scope {
    match input {
        Input::Paths(_) => Scope::Files,
        Input::Staged(..) => Scope::Staged,
        Input::Everything(..) => Scope::Everything,
        Input::Stdin | Input::Range(..) | Input::History(..) => Scope::Other,
    }
}

/// The style of reports, whatever the format.
struct Style {
    values: Values,
    category: Option<String>,
    /// Whether a receipt is asked for; JSON and SARIF have it in any case.
    has_receipt: bool,
    summary: Summary,
    quiet: bool,
    width: usize,
}

impl Style {
    fn write(&self, report: &Report, output: &Output, terminal: &Terminal) -> Result<(), Failure> {
        let reporter = self.reporter(output.format);
        match &output.destination {
            Destination::Stdout => terminal.print(|out| reporter.write(report, out)),
            Destination::File(file) => write_file(reporter.as_ref(), report, file)
                .map_err(|error| Failure::file("write", "report", file, &error)),
        }
    }

    fn reporter(&self, format: Format) -> Box<dyn Reporter> {
        let values = self.values;
        match format {
            Format::Text => Box::new(TextReporter {
                values,
                verbose: self.summary.verbose,
                width: self.width,
                summary: (!self.quiet).then(|| self.summary.clone()),
            }),
            Format::Compact => Box::new(Compact::new(values)),
            Format::Json => Box::new(Json::new(values)),
            Format::Jsonl => Box::new(match self.has_receipt {
                true => JsonLines::new(values).with_receipt(),
                false => JsonLines::new(values),
            }),
            Format::Sarif => Box::new(match &self.category {
                Some(category) => Sarif::new().category(category),
                None => Sarif::new(),
            }),
        }
    }
}

pub(super) fn write_file(reporter: &dyn Reporter, report: &Report, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(StripStream::new(File::create(file)?));
    reporter.write(report, &mut out)?;
    out.flush()
}

/// Prints to stderr what stdout lacks: the summary, or with `--quiet` only what could not be read, and hidden findings
/// that fail the scan.
fn say_rest(report: &Report, outputs: &[Output], style: &Style, terminal: &Terminal) {
    let has_summary = |output: &Output| output.format == Format::Text && output.destination == Destination::Stdout;
    let summary = &style.summary;
    let rest = match style.quiet {
        false if outputs.iter().any(has_summary) => return,
        false => summary.render(report),
        true if summary.fails_by_hidden => summary.hidden(report) + &summary.failures(report),
        true => summary.failures(report),
    };
    if !rest.is_empty() {
        terminal.say(rest.trim_end());
    }
}
