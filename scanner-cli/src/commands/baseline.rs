//! `gonogo baseline write`.

use super::run::run;
use crate::{
    Outcome,
    args::BaselineArgs,
    failure::Failure,
    render::{self, Summary},
    resolve::{self, BaselinePlan},
    terminal::Terminal,
};
use gonogo_core::{
    redact::Redactor,
    regular_file::{self, MAX_TABLE_BYTES},
    suppress::Baseline,
};
use std::{fs, path::Path};

pub(crate) fn write_baseline(args: BaselineArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let verbose = args.verbosity.verbose;
    let BaselinePlan { plan, output, quiet } = resolve::baseline(args, terminal)?;
    let key = plan.fingerprint_key.clone();
    let mut report = run(plan, quiet, terminal)?;
    Redactor::new(&report).apply(&mut report);
    let missing = Summary { verbose, ..Summary::default() }.failures(&report);
    if !report.statistics.is_complete() {
        terminal.say(missing.trim_end());
        return Err(Failure::new("no baseline was written, because not everything could be read")
            .advice("make it readable, or exclude it with `[scan] exclude` in gonogo.toml"));
    }
    let baseline = Baseline::from_findings(&report.findings).signed(key.as_ref());
    let upgraded = !quiet && is_outdated(&output);
    write(&baseline, &output)?;
    if !quiet {
        let accepted = render::count(baseline.len(), "finding");
        let upgraded = if upgraded { ", upgraded to schema 2" } else { "" };
        terminal.say(&format!("Wrote {}: {accepted} accepted{upgraded}", output.display()));
    }
    Ok(Outcome::Good)
}

/// Whether the file is a baseline that an earlier version wrote.
fn is_outdated(file: &Path) -> bool {
    let known = regular_file::read_text(file, MAX_TABLE_BYTES).ok().and_then(|text| Baseline::parse(&text).ok());
    known.is_some_and(|baseline| baseline.is_outdated())
}

/// Writes all of it or nothing: half a baseline would let findings through as new.
fn write(baseline: &Baseline, file: &Path) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    baseline
        .write(&mut bytes)
        .and_then(|()| fs::write(file, bytes))
        .map_err(|error| Failure::file("write", "baseline", file, &error))
}
