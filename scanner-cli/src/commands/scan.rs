//! `gonogo scan`.

use super::run::run;
use crate::{
    Outcome,
    args::{Format, ScanArgs},
    failure::Failure,
    render::{Summary, TextReporter},
    resolve::{self, Destination, Input, Output, ScanPlan},
    terminal::Terminal,
};
use anstream::StripStream;
use gonogo_core::{
    model::Report,
    report::{Compact, Json, JsonLines, Reporter, Sarif},
};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

pub(crate) fn scan(args: ScanArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let ScanPlan { plan, outputs, category, show_secrets, fail_on, strict, quiet, verbose } =
        resolve::scan(args, terminal)?;
    let staged = matches!(plan.input, Input::Staged(..));
    let report = run(plan, quiet, terminal)?;
    let style = Style {
        show_secrets,
        category,
        summary: (!quiet).then_some(Summary { verbose, staged, ..Summary::default() }),
        width: terminal.width,
    };
    for output in &outputs {
        style.write(&report, output, terminal)?;
    }
    say_rest(&report, &outputs, &style, verbose, terminal);
    let incomplete = !report.statistics.is_complete();
    Ok(if report.statistics.cancelled || (strict && incomplete) {
        Outcome::Incomplete
    } else if fail_on.fails(report.worst()) {
        Outcome::Findings
    } else {
        Outcome::Good
    })
}

/// How reports are written, whatever the format.
struct Style {
    show_secrets: bool,
    category: Option<String>,
    summary: Option<Summary>,
    width: usize,
}

impl Style {
    fn write(&self, report: &Report, output: &Output, terminal: &Terminal) -> Result<(), Failure> {
        let reporter = self.reporter(output.format);
        match &output.destination {
            Destination::Stdout => terminal.print(|out| reporter.write(report, out)),
            Destination::File(file) => write_file(reporter.as_ref(), report, file)
                .map_err(|error| Failure::file("the report", file, "written", &error)),
        }
    }

    fn reporter(&self, format: Format) -> Box<dyn Reporter> {
        let show = self.show_secrets;
        match format {
            Format::Text => Box::new(TextReporter { show_secrets: show, width: self.width, summary: self.summary }),
            Format::Compact => Box::new(Compact::new().show_secrets(show)),
            Format::Json => Box::new(Json::new().show_secrets(show)),
            Format::Jsonl => Box::new(JsonLines::new().show_secrets(show)),
            Format::Sarif => Box::new(match &self.category {
                Some(category) => Sarif::new().category(category),
                None => Sarif::new(),
            }),
        }
    }
}

fn write_file(reporter: &dyn Reporter, report: &Report, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(StripStream::new(File::create(file)?));
    reporter.write(report, &mut out)?;
    out.flush()
}

/// Says on stderr what stdout does not: the summary, or with `--quiet` only what could not be read.
fn say_rest(report: &Report, outputs: &[Output], style: &Style, verbose: bool, terminal: &Terminal) {
    let is_said = |output: &Output| output.format == Format::Text && output.destination == Destination::Stdout;
    let rest = match style.summary {
        Some(_) if outputs.iter().any(is_said) => return,
        Some(summary) => summary.render(report),
        None => Summary { verbose, ..Summary::default() }.failures(report),
    };
    if !rest.is_empty() {
        terminal.say(rest.trim_end());
    }
}
