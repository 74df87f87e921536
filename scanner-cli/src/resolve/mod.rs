//! Resolution: the command line, `gonogo.toml` and the terminal become one plan. Nothing that reads the plan asks where a
//! value came from.

mod git;
mod hooks;
mod outputs;
mod place;
mod pre_commit;
mod rotate;
mod rules;
mod verdict;

use crate::{
    args::{BaselineArgs, ConfigArgs, ExplainArgs, FailOn, FixArgs, Format, PackArgs, ScanArgs, SelectArgs, WhatArgs},
    config::{Config, ConfigFile, ContextTable, Parsed, Pattern, WaiveTable},
    failure::Failure,
    hooks::shell_word,
    terminal::Terminal,
};
use gonogo_core::{
    context::Override,
    engine::HistoryOptions,
    model::{Confidence, FingerprintKey, PathGlobs, Secret, Severity, WaiverSubject},
    regular_file::{self, MAX_TABLE_BYTES},
    report::Values,
    rule::RuleSet,
    source::git::{Range, StagedOptions},
    suppress::{Allow, Baseline, Suppressions, Waived},
};
pub(crate) use hooks::{hook_status, install, uninstall};
pub(crate) use outputs::{Destination, Output};
use place::Place;
pub(crate) use rotate::{Environment, RotatePlan, rotate};
pub(crate) use rules::{Examples, builtin};
use std::{
    env,
    path::{Path, PathBuf},
};
pub(crate) use verdict::{AttestPlan, Compare, VerdictPlan, attest, verdict};

/// The variable with the project's key for fingerprints.
const KEY_VARIABLE: &str = "GONOGO_KEY";

const DEFAULT_MAX_FILE_BYTES: u64 = 10 << 20;

/// The input of a scan.
#[derive(Debug)]
pub(crate) enum Input {
    Paths(Vec<PathBuf>),
    Stdin,
    Staged(PathBuf, StagedOptions),
    Range(PathBuf, Range),
    History(PathBuf, HistoryOptions),
    /// Files and folders, and all that the history of a repository holds.
    Everything(Vec<PathBuf>, PathBuf),
}

/// A scan: what is read, and what counts.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Reported paths are relative to it.
    pub(crate) base: PathBuf,
    pub(crate) input: Input,
    /// The input, as it was typed.
    pub(crate) target: String,
    /// The paths of the input, as a shell takes them.
    pub(crate) arguments: String,
    pub(crate) rules: RuleSet,
    pub(crate) threads: usize,
    pub(crate) max_file_size: u64,
    pub(crate) respect_ignore: bool,
    pub(crate) exclude: PathGlobs,
    pub(crate) force_exclude: bool,
    pub(crate) suppressions: Suppressions,
    pub(crate) fingerprint_key: Option<FingerprintKey>,
    pub(crate) contexts: Vec<Override>,
    pub(crate) min_confidence: Confidence,
    /// Leaves out what is in history only.
    pub(crate) at_head: bool,
    /// Notes to print beside the findings.
    pub(crate) notes: Vec<String>,
    /// Whether a receipt is part of what is written.
    pub(crate) has_receipt: bool,
    /// An env file of production from outside, to be scanned as well: its name and its text.
    pub(crate) server_env: Option<(String, Secret)>,
    /// Whether the files are also surveyed for evidence.
    pub(crate) has_survey: bool,
    /// The configuration that was used.
    pub(crate) config: Option<PathBuf>,
    pub(crate) shows_progress: bool,
}

/// A [`Plan`], and what becomes of its report.
#[derive(Debug)]
pub(crate) struct ScanPlan {
    pub(crate) plan: Plan,
    pub(crate) outputs: Vec<Output>,
    pub(crate) receipt: Option<PathBuf>,
    pub(crate) category: Option<String>,
    pub(crate) values: Values,
    pub(crate) min_severity: Option<Severity>,
    pub(crate) fail_on: FailOn,
    pub(crate) strict: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// A [`Plan`], and whether files are changed after it.
#[derive(Debug)]
pub(crate) struct FixPlan {
    pub(crate) plan: Plan,
    pub(crate) dry_run: bool,
    pub(crate) values: Values,
    pub(crate) quiet: bool,
}

/// A [`Plan`], and the baseline that is made of its report.
#[derive(Debug)]
pub(crate) struct BaselinePlan {
    pub(crate) plan: Plan,
    pub(crate) output: PathBuf,
    pub(crate) quiet: bool,
}

/// Resolves `gonogo scan`.
pub(crate) fn scan(args: ScanArgs, terminal: &Terminal) -> Result<ScanPlan, Failure> {
    let outputs = outputs::outputs(&args.format, args.output, terminal.stdout_is_terminal)?;
    args.receipt.iter().try_for_each(|file| outputs::check_folder(&Destination::File(file.clone())))?;
    let mut place = Place::of(&args.what.paths)?;
    if let Some(input) = git::input(&args.git, &args.what.paths, &place)? {
        place.input = input;
    }
    let config = find_config(&args.config, &place.folder)?;
    let configured = config.as_ref().map(|file| &file.config);
    let fail_on = args.fail_on.or_else(|| Some(configured?.scan.fail_on.as_ref()?.0));
    let baseline = match (&args.baseline, &config) {
        (Some(path), _) => Some(read_baseline(path, Frame::Shown)?),
        (None, config) => configured_baseline(config.as_ref())?,
    };
    let mut plan = plan(args.what, place, &args.packs, args.select, config, baseline)?;
    plan.shows_progress = terminal.stderr_is_terminal && !args.verbosity.quiet;
    plan.at_head = args.git.at_head;
    let is_machine = |output: &Output| matches!(output.format, Format::Json | Format::Sarif);
    plan.has_receipt = args.receipt.is_some() || outputs.iter().any(is_machine);
    Ok(ScanPlan {
        plan,
        outputs,
        receipt: args.receipt,
        category: args.category,
        values: values(args.show_secrets),
        min_severity: args.min_severity,
        fail_on: fail_on.unwrap_or(FailOn::AtLeast(Severity::High)),
        strict: args.strict,
        quiet: args.verbosity.quiet,
        verbose: args.verbosity.verbose,
    })
}

/// Resolves `gonogo baseline write`. No baseline applies: a new one holds what an old one accepts.
pub(crate) fn baseline(args: BaselineArgs, terminal: &Terminal) -> Result<BaselinePlan, Failure> {
    let place = Place::of(&args.what.paths)?;
    let config = find_config(&args.config, &place.folder)?;
    let mut plan = plan(args.what, place, &args.packs, args.select, config, None)?;
    plan.shows_progress = terminal.stderr_is_terminal && !args.verbosity.quiet;
    Ok(BaselinePlan { plan, output: args.output, quiet: args.verbosity.quiet })
}

/// Resolves `gonogo fix`. What the baseline accepts is left as it is.
pub(crate) fn fix(args: FixArgs, terminal: &Terminal) -> Result<FixPlan, Failure> {
    let place = Place::of(&args.what.paths)?;
    if matches!(place.input, Input::Stdin) {
        return Err(Failure::new("stdin can't be fixed").advice("name files or folders"));
    }
    let config = find_config(&args.config, &place.folder)?;
    let baseline = configured_baseline(config.as_ref())?;
    let mut plan = plan(args.what, place, &args.packs, args.select, config, baseline)?;
    plan.shows_progress = terminal.stderr_is_terminal && !args.verbosity.quiet;
    let values = values(args.show_secrets);
    Ok(FixPlan { plan, dry_run: args.dry_run, values, quiet: args.verbosity.quiet })
}

fn values(show_secrets: bool) -> Values {
    if show_secrets { Values::Shown } else { Values::Redacted }
}

/// The rules that apply in the current folder.
pub(crate) fn rules_here(packs: &PackArgs, config: &ConfigArgs, examples: Examples) -> Result<RuleSet, Failure> {
    let folder = Place::of(&[PathBuf::from(".")])?.folder;
    let config = find_config(config, &folder)?;
    let mut rules = rules::load(packs, config.as_ref(), examples)?;
    if let Some(config) = &config {
        rules::adjust(&mut rules, config);
    }
    Ok(rules)
}

fn plan(
    what: WhatArgs,
    place: Place,
    packs: &PackArgs,
    select: SelectArgs,
    config: Option<ConfigFile>,
    baseline: Option<Baseline>,
) -> Result<Plan, Failure> {
    let all = rules::load(packs, config.as_ref(), Examples::Without)?;
    plan_with(all, what, place, select, config, baseline)
}

/// A plan with these rules, as far as the configuration and the arguments select them.
fn plan_with(
    mut all: RuleSet,
    what: WhatArgs,
    place: Place,
    select: SelectArgs,
    config: Option<ConfigFile>,
    baseline: Option<Baseline>,
) -> Result<Plan, Failure> {
    let fingerprint_key = fingerprint_key()?;
    if baseline.as_ref().is_some_and(|baseline| !baseline.is_signed_by(fingerprint_key.as_ref())) {
        return Err(Failure::new(format!("the baseline was written with another {KEY_VARIABLE}, or without one"))
            .advice(format!("set {KEY_VARIABLE} as it was, or write the baseline again")));
    }
    // Where all rules run, those that run are all that are known.
    let all_run = config.is_none() && select.only.is_empty() && select.skip.is_empty();
    let known: Vec<String> = all.iter().filter(|_| !all_run).map(|rule| rule.meta.id.clone()).collect();
    let mut notes = config.as_ref().map_or_else(Vec::new, |config| rules::adjust(&mut all, config));
    let rules = rules::select(all, &select.only, &select.skip)?;
    let (waivers, expired) = config.as_ref().map_or_else(Default::default, |file| file.waivers(verdict::today()));
    notes.extend(expired);
    let none = Config::default();
    let configured = config.as_ref().map_or(&none, |file| &file.config);
    let size = what.max_file_size.or(configured.scan.max_file_size).map_or(DEFAULT_MAX_FILE_BYTES, |size| size.0);
    Ok(Plan {
        base: place.base(config.as_ref()),
        target: target(&what.paths, &place.input),
        arguments: what.paths.iter().map(|path| shell_word(path)).collect::<Vec<_>>().join(" "),
        input: place.input,
        rules,
        threads: what.threads.or(configured.scan.threads).unwrap_or(0),
        max_file_size: if size == 0 { u64::MAX } else { size },
        respect_ignore: !what.no_ignore,
        exclude: globs(&configured.scan.exclude)?,
        force_exclude: what.force_exclude,
        suppressions: suppressions(configured, baseline, waivers)?.known_rules(known),
        fingerprint_key,
        contexts: contexts(configured)?,
        min_confidence: select.min_confidence.unwrap_or(Confidence::Low),
        at_head: false,
        notes,
        has_receipt: false,
        has_survey: false,
        server_env: None,
        config: config.map(|file| file.path),
        shows_progress: false,
    })
}

/// The key of the project, from the environment.
fn fingerprint_key() -> Result<Option<FingerprintKey>, Failure> {
    let key = env::var_os(KEY_VARIABLE).filter(|key| !key.is_empty());
    let Some(key) = key else { return Ok(None) };
    let least = FingerprintKey::MIN_BYTES;
    FingerprintKey::new(key.as_encoded_bytes()).map(Some).ok_or_else(|| {
        Failure::new(format!("{KEY_VARIABLE} has fewer than {least} characters"))
            .advice("make one with `openssl rand -hex 16`, and keep it with the other secrets of the pipeline")
    })
}

fn target(paths: &[PathBuf], input: &Input) -> String {
    let paths = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ");
    match input {
        Input::Paths(_) | Input::Stdin | Input::Everything(..) => paths,
        Input::Staged(..) => format!("{paths} (staged)"),
        Input::Range(_, range) => format!("{paths} ({range})"),
        Input::History(..) => format!("{paths} (history)"),
    }
}

/// A file to explain, and the project's settings for its files.
#[derive(Debug)]
pub(crate) struct FilePlan {
    pub(crate) base: PathBuf,
    pub(crate) file: PathBuf,
    pub(crate) rules: RuleSet,
    pub(crate) exclude: PathGlobs,
    pub(crate) contexts: Vec<Override>,
}

/// Resolves `gonogo explain --file`.
pub(crate) fn file(args: &ExplainArgs) -> Result<FilePlan, Failure> {
    let file = args.file.clone().unwrap_or_default();
    let place = Place::of(std::slice::from_ref(&file))?;
    let config = find_config(&args.config, &place.folder)?;
    let rules = rules::load(&args.packs, config.as_ref(), Examples::Without)?;
    let none = Config::default();
    let configured = config.as_ref().map_or(&none, |file| &file.config);
    let file = match &place.input {
        Input::Paths(paths) => paths.first().cloned().unwrap_or(file),
        _ => return Err(Failure::new("`explain --file` cannot read stdin; name a file")),
    };
    let (exclude, contexts) = (globs(&configured.scan.exclude)?, contexts(configured)?);
    Ok(FilePlan { base: place.base(config.as_ref()), file, rules, exclude, contexts })
}

fn contexts(config: &Config) -> Result<Vec<Override>, Failure> {
    let one = |table: &ContextTable| {
        let environment = table.environment.as_ref().map(|environment| environment.0);
        Ok(Override { paths: globs(&table.paths)?, environment, role: table.role.as_ref().map(|role| role.0) })
    };
    config.context.iter().map(|table| one(table.get_ref())).collect()
}

fn find_config(args: &ConfigArgs, folder: &Path) -> Result<Option<ConfigFile>, Failure> {
    match &args.config {
        _ if args.no_config => Ok(None),
        Some(path) => ConfigFile::named(path, folder).map(Some),
        None => ConfigFile::find(folder),
    }
}

fn suppressions(
    config: &Config,
    baseline: Option<Baseline>,
    waivers: Vec<(&WaiveTable, String)>,
) -> Result<Suppressions, Failure> {
    let mut suppressions = Suppressions::new().baseline(baseline.unwrap_or_default());
    for table in &config.allow {
        let table = table.get_ref();
        suppressions = suppressions.allow(Allow {
            paths: globs(&table.paths)?,
            rules: table.rules.clone(),
            values: table.values.iter().map(|value| value.0).collect(),
            reason: table.reason.clone(),
        });
    }
    for (waiver, place) in waivers {
        if let Ok(WaiverSubject::Finding(fingerprint)) = waiver.subject() {
            suppressions = suppressions.waive(Waived { fingerprint, reason: waiver.reason.clone(), place });
        }
    }
    Ok(suppressions)
}

fn globs(patterns: &[Parsed<Pattern>]) -> Result<PathGlobs, Failure> {
    PathGlobs::new(patterns.iter().map(|pattern| pattern.0.0.as_str())).map_err(|error| Failure::new(error.to_string()))
}

/// Whether an error quotes the file it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Shown,
    /// The file may be anything that a stranger's configuration names.
    Left,
}

fn configured_baseline(config: Option<&ConfigFile>) -> Result<Option<Baseline>, Failure> {
    let path = config.map_or(Ok(None), ConfigFile::baseline)?;
    path.map(|path| read_baseline(&path, Frame::Left)).transpose()
}

fn read_baseline(path: &Path, frame: Frame) -> Result<Baseline, Failure> {
    let advice = "`gonogo baseline write` creates one";
    let text = regular_file::read_text(path, MAX_TABLE_BYTES)
        .map_err(|error| Failure::file("read", "baseline", path, &error).advice(advice))?;
    Baseline::parse(&text).map_err(|error| {
        if frame == Frame::Left {
            let place = format!("{}:{}:{}", path.display(), error.line, error.column);
            return Failure::new(format!("{place}: {}", error.kind())).advice(advice);
        }
        let line_start: usize = text.split_inclusive('\n').take(error.line - 1).map(str::len).sum();
        let at = line_start + error.column - 1;
        Failure::new(error.message).advice(advice).at(&path.display().to_string(), &text, at..at)
    })
}
