//! Resolves `gonogo verdict` and `gonogo attest`: the checklist, and what the project says and accepts.

use super::{
    Examples, Output, Plan, configured_baseline, find_config, outputs,
    place::Place,
    plan_with,
    rotate::{NO_HISTORY, accept_nothing, add_history, environment},
    rules,
};
use crate::{
    args::{AttestArgs, ConfigArgs, LanguageArg, SelectArgs, VerdictArgs, VerdictFormat},
    config::{AttestTable, ConfigFile, FILE_NAME, WaiveTable},
    failure::Failure,
    resolve::Environment,
    terminal::Terminal,
};
use gonogo_core::{
    checklist::{Checklist, Source},
    model::{Attestation, Date, Pin, TitleLanguage, Waiver},
    regular_file::{self, MAX_TABLE_BYTES, MAX_TEXT_BYTES},
    rule::RuleSet,
    verdict::Earlier,
};
use std::{
    env, fs,
    path::{Component, Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// The checklist where nobody names one.
const DEFAULT_CHECKLIST: &str = "production";
/// The variable that fixes the time of builds, in seconds since 1970: <https://reproducible-builds.org/specs/source-date-epoch/>.
const TIME_VARIABLE: &str = "SOURCE_DATE_EPOCH";
/// Days after which an attestation expires, unless it says when.
const DEFAULT_DAYS: u64 = 90;
const DAY_SECONDS: u64 = 86_400;

/// A [`Plan`], and what is asked of its report.
#[derive(Debug)]
pub(crate) struct VerdictPlan {
    pub(crate) plan: Plan,
    pub(crate) compare: Option<Compare>,
    pub(crate) checklist: Checklist,
    pub(crate) attestations: Vec<Attestation>,
    pub(crate) waivers: Vec<Waiver>,
    /// Now, in seconds since 1970.
    pub(crate) time: u64,
    pub(crate) gate: Option<String>,
    pub(crate) earlier: Option<Earlier>,
    pub(crate) outputs: Vec<Output<VerdictFormat>>,
    pub(crate) language: TitleLanguage,
    pub(crate) category: Option<String>,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// The comparison of an env file with the repository.
#[derive(Debug)]
pub(crate) struct Compare {
    pub(crate) plan: Plan,
    pub(crate) environment: Environment,
}

pub(crate) fn verdict(args: VerdictArgs, terminal: &Terminal) -> Result<VerdictPlan, Failure> {
    let outputs = outputs::outputs(&args.format, args.output.clone(), terminal.stdout_is_terminal)?;
    let mut place = Place::of(&args.what.paths)?;
    let config = find_config(&args.config, &place.folder)?;
    let (source, checklist) = checklist(args.checklist.as_deref(), config.as_ref())?;
    let all = rules::load(&args.packs, config.as_ref(), Examples::Without)?;
    // Rules that are switched off are known all the same: their items are open.
    checklist.check_rules(&source, all.iter().map(|rule| rule.meta.id.as_str()))?;
    check_gate(&checklist, args.gate.as_deref())?;
    let time = now();
    let said = Said::read(config.as_ref(), &checklist, Date::from_unix(time))?;
    let earlier = args.compare.as_deref().map(|file| earlier(file, &checklist)).transpose()?;
    let compare = args.env_file.as_deref().map(|file| compare(file, &args, all.clone())).transpose()?;
    let is_alone = args.history && !add_history(&mut place);
    let baseline = configured_baseline(config.as_ref())?;
    let mut plan = plan_with(all, args.what, place, SelectArgs::default(), config, baseline)?;
    plan.notes.extend(is_alone.then(|| NO_HISTORY.to_owned()));
    (plan.has_survey, plan.has_receipt) = (true, true);
    plan.shows_progress = terminal.stderr_is_terminal && !args.verbosity.quiet;
    plan.server_env = compare.as_ref().map(|one| (one.environment.name.clone(), one.environment.text.clone()));
    Ok(VerdictPlan {
        plan,
        compare,
        checklist,
        attestations: said.attestations,
        waivers: said.waivers,
        time,
        gate: args.gate,
        earlier,
        outputs,
        language: match args.language {
            LanguageArg::En => TitleLanguage::English,
            LanguageArg::Id => TitleLanguage::Indonesian,
        },
        category: args.category,
        quiet: args.verbosity.quiet,
        verbose: args.verbosity.verbose,
    })
}

/// Today in UTC.
pub(super) fn today() -> Date {
    Date::from_unix(now())
}

fn now() -> u64 {
    let fixed = env::var(TIME_VARIABLE).ok().and_then(|seconds| seconds.parse().ok());
    fixed.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()))
}

/// The checklist that is asked for, and where it is from.
fn checklist(asked: Option<&str>, config: Option<&ConfigFile>) -> Result<(Source, Checklist), Failure> {
    let source = match asked {
        Some(name) => match Source::builtin(name) {
            Some(source) => source,
            None if Path::new(name).is_file() => read_checklist(Path::new(name))?,
            None => return Err(Checklist::unknown(name).into()),
        },
        None => config.and_then(ConfigFile::checklist).map_or_else(default_checklist, Ok)?,
    };
    // What a project's own configuration names is confined to the project.
    let admits = |path: &Path| asked.is_some() || config.is_none_or(|config| config.admits(path));
    let find = |name: &str, origin: &str| {
        let path = Path::new(origin).parent()?.join(name);
        let is_file = admits(&path) && path.is_file();
        is_file.then(|| read_checklist(&path).ok()).flatten()
    };
    let checklist = Checklist::load(&source, &find)?;
    Ok((source, checklist))
}

fn default_checklist() -> Result<Source, Failure> {
    Source::builtin(DEFAULT_CHECKLIST).ok_or_else(|| Checklist::unknown(DEFAULT_CHECKLIST).into())
}

fn read_checklist(path: &Path) -> Result<Source, Failure> {
    let text = regular_file::read_text(path, MAX_TEXT_BYTES)
        .map_err(|error| Failure::file("read", "checklist", path, &error))?;
    let origin = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    Ok(Source::new(origin.display().to_string(), text))
}

fn check_gate(checklist: &Checklist, gate: Option<&str>) -> Result<(), Failure> {
    match gate.filter(|name| checklist.gate(name).is_none()) {
        Some(name) => {
            let known: Vec<&str> = checklist.gates.iter().map(|gate| gate.name.as_str()).collect();
            let message = format!("the checklist `{}` has no gate `{name}`", checklist.name);
            Err(Failure::new(message).advice(format!("its gates are {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

/// Refuses a gate that the checklist of the current folder does not have.
pub(super) fn check_configured_gate(name: &str) -> Result<(), Failure> {
    let place = Place::of(&[PathBuf::from(".")])?;
    let config = find_config(&ConfigArgs { config: None, no_config: false }, &place.folder)?;
    let (_, checklist) = checklist(None, config.as_ref())?;
    check_gate(&checklist, Some(name))
}

/// A plan that looks for the values of an env file in the files and the history, whatever the project accepts.
fn compare(file: &Path, args: &VerdictArgs, rules: RuleSet) -> Result<Compare, Failure> {
    let mut place = Place::of(&args.what.paths)?;
    add_history(&mut place);
    let config = find_config(&args.config, &place.folder)?;
    let mut plan = plan_with(rules, args.what.clone(), place, SelectArgs::default(), config, None)?;
    accept_nothing(&mut plan);
    let environment = environment(file, &plan.base, false)?;
    Ok(Compare { plan, environment })
}

fn earlier(path: &Path, checklist: &Checklist) -> Result<Earlier, Failure> {
    let advice = "write one with `gonogo verdict --format json=FILE`";
    let text = regular_file::read_text(path, MAX_TABLE_BYTES)
        .map_err(|error| Failure::file("read", "verdict", path, &error).advice(advice))?;
    let earlier = Earlier::parse(&text).map_err(|error| {
        let (line, column) = error.place();
        Failure::new(format!("{}:{line}:{column}: {error}", path.display())).advice(advice)
    })?;
    if !earlier.answers(checklist) {
        let message = format!("{} answers none of the items of `{}`", path.display(), checklist.name);
        return Err(Failure::new(message).advice("compare verdicts of the same checklist; --checklist chooses it"));
    }
    Ok(earlier)
}

/// What the configuration says about items and accepts.
#[derive(Default)]
struct Said {
    attestations: Vec<Attestation>,
    waivers: Vec<Waiver>,
}

impl Said {
    fn read(config: Option<&ConfigFile>, checklist: &Checklist, today: Date) -> Result<Self, Failure> {
        let Some(file) = config else { return Ok(Said::default()) };
        let attestation = |table: &toml::Spanned<AttestTable>| {
            let span = table.span();
            attestation(file, table.get_ref(), file.place(&span), checklist)
        };
        let waiver = |table: &toml::Spanned<WaiveTable>| {
            let span = table.span();
            waiver(file, table.get_ref(), file.place(&span), checklist, today)
        };
        Ok(Said {
            attestations: file.config.attest.iter().map(attestation).collect::<Result<_, _>>()?,
            waivers: file.config.waive.iter().map(waiver).collect::<Result<_, _>>()?,
        })
    }
}

fn attestation(
    file: &ConfigFile,
    table: &AttestTable,
    place: String,
    checklist: &Checklist,
) -> Result<Attestation, Failure> {
    check_item(file, &table.item, checklist)?;
    let evidence = table.evidence.get_ref();
    check_evidence(file.path.parent(), evidence)
        .map_err(|message| file.failure(message, table.evidence.span()).advice(EVIDENCE_ADVICE))?;
    Ok(Attestation {
        item: table.item.get_ref().clone(),
        by: table.by.trim().to_owned(),
        on: table.on.0,
        evidence: evidence.clone(),
        expires: table.expires.map(|day| day.0),
        pin: table.pin.map(|pin| pin.0),
        place,
    })
}

const EVIDENCE_ADVICE: &str = "give a link, or the path of a file from the folder of gonogo.toml";

/// A link, or a file that is there.
fn check_evidence(folder: Option<&Path>, evidence: &str) -> Result<(), String> {
    let is_link = evidence.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && rest.contains('.'));
    if is_link {
        return Ok(());
    }
    let path = Path::new(evidence);
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_inside {
        return Err(format!("the evidence `{evidence}` is not in the repository"));
    }
    if path.file_name().is_some_and(|name| name == FILE_NAME) {
        return Err(format!("`{FILE_NAME}` cannot be its own evidence"));
    }
    match folder.map(|folder| folder.join(path)) {
        Some(file) if file.is_file() => Ok(()),
        Some(file) if file.exists() => Err(format!("the evidence `{evidence}` is no file")),
        _ => Err(format!("the evidence `{evidence}` does not exist")),
    }
}

fn waiver(
    file: &ConfigFile,
    table: &WaiveTable,
    place: String,
    checklist: &Checklist,
    today: Date,
) -> Result<Waiver, Failure> {
    if let Some(item) = &table.item {
        check_item(file, item, checklist)?;
    }
    let expires = table.expires.get_ref().0;
    if expires < today {
        let failure = file.failure(format!("this waiver expired on {expires}"), table.expires.span());
        return Err(failure.advice("take it out, or accept it again with a new date"));
    }
    let subject = table.subject().map_err(Failure::new)?;
    Ok(Waiver { subject, reason: table.reason.clone(), by: table.by.clone(), expires, place })
}

/// What is said about an item of another built-in checklist is none of this verdict's business; about none it is a mistake.
fn check_item(file: &ConfigFile, item: &toml::Spanned<String>, checklist: &Checklist) -> Result<(), Failure> {
    let known = |id: &str| {
        let builtin = || Checklist::builtin_names().filter_map(|name| Checklist::builtin(name).ok());
        checklist.item(id).is_some() || builtin().any(|other| other.item(id).is_some())
    };
    if known(item.get_ref()) {
        return Ok(());
    }
    let message = checklist.unknown_item(item.get_ref());
    Err(file.failure(message, item.span()).advice("`gonogo verdict --verbose` lists the items"))
}

/// Where an attestation is written, and what it says.
#[derive(Debug)]
pub(crate) struct AttestPlan {
    pub(crate) file: PathBuf,
    pub(crate) text: String,
    pub(crate) attestation: Attestation,
}

pub(crate) fn attest(args: AttestArgs) -> Result<AttestPlan, Failure> {
    let place = Place::of(&[PathBuf::from(".")])?;
    let config_args = ConfigArgs { config: args.config.clone().filter(|file| file.exists()), no_config: false };
    let config = find_config(&config_args, &place.folder)?;
    let (_, checklist) = checklist(args.checklist.as_deref(), config.as_ref())?;
    if checklist.item(&args.item).is_none() {
        return Err(
            Failure::new(checklist.unknown_item(&args.item)).advice("`gonogo verdict --verbose` lists the items")
        );
    }
    let new = || args.config.clone().unwrap_or_else(|| place.base(None).join(FILE_NAME));
    let file = config.as_ref().map_or_else(new, |config| config.path.clone());
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(&place.folder);
    check_evidence(Some(folder), &args.evidence).map_err(|message| Failure::new(message).advice(EVIDENCE_ADVICE))?;
    let expires = match &args.expires {
        Some(date) => date.parse().map_err(|error| Failure::new(format!("--expires: {error}")))?,
        None => Date::from_unix(now() + DEFAULT_DAYS * DAY_SECONDS),
    };
    if expires < today() {
        return Err(Failure::new(format!("--expires: {expires} is in the past")));
    }
    let pin = args.pin.as_deref().map(str::parse::<Pin>).transpose();
    let attestation = Attestation {
        item: args.item,
        by: args.by.or_else(|| git_user(&place.folder)).filter(|by| !by.trim().is_empty()).ok_or_else(|| {
            Failure::new("nobody is named").advice("say who attests it with --by, or set `git config user.name`")
        })?,
        on: today(),
        evidence: args.evidence,
        expires: Some(expires),
        pin: pin.map_err(|error| Failure::new(format!("--pin: {error}")))?,
        place: String::new(),
    };
    Ok(AttestPlan { text: config.map_or_else(String::new, |config| config.text().to_owned()), file, attestation })
}

/// The name that git knows.
fn git_user(folder: &Path) -> Option<String> {
    let repository = git2::Repository::discover(folder).ok()?;
    repository.config().ok()?.get_string("user.name").ok().filter(|name| !name.trim().is_empty())
}
