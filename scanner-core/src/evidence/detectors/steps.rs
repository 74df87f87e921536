//! What commands are for: they build, test, audit, scan, migrate, deploy. Each shows something where it stands, or runs another part.

use super::Detector;
use crate::{
    detect::{Program, seeding},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            commands::{runs, runs_commands},
            parts::Part,
            run::{Run, Runner},
        },
    },
    model::{EvidenceKind, words},
};
use gonogo_rules::knowledge::steps::{ACTIONS, PROGRAMS};
use std::{collections::HashMap, sync::LazyLock};

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Audit,
    Build,
    Deploy,
    EndToEnd,
    Health,
    Load,
    Migrate,
    Restart,
    Rollback,
    Scan,
    Secrets,
    Test,
}

/// Their names in the tables.
const PURPOSES: &[(&str, Purpose)] = &[
    ("audit", Purpose::Audit),
    ("build", Purpose::Build),
    ("deploy", Purpose::Deploy),
    ("end-to-end", Purpose::EndToEnd),
    ("health", Purpose::Health),
    ("load", Purpose::Load),
    ("migrate", Purpose::Migrate),
    ("restart", Purpose::Restart),
    ("rollback", Purpose::Rollback),
    ("scan", Purpose::Scan),
    ("secrets", Purpose::Secrets),
    ("test", Purpose::Test),
];

/// The patterns by the program that they start with.
static PATTERNS: LazyLock<HashMap<&str, Vec<(Purpose, &str)>>> = LazyLock::new(|| {
    let mut all: HashMap<&str, Vec<(Purpose, &str)>> = HashMap::new();
    for (name, patterns) in PROGRAMS {
        for pattern in *patterns {
            let program = pattern.split(' ').next().unwrap_or(pattern);
            let purpose = purpose_of(name).map(|purpose| (purpose, *pattern));
            all.entry(program).or_default().extend(purpose);
        }
    }
    all
});

fn purpose_of(name: &str) -> Option<Purpose> {
    PURPOSES.iter().find(|(known, _)| *known == name).map(|(_, purpose)| *purpose)
}

/// What a program is for.
pub(super) fn purposes(program: &Program) -> impl Iterator<Item = Purpose> {
    let known = PATTERNS.get(program.name()).into_iter().flatten();
    let fitting = known.filter(|(_, pattern)| program.script.is_none() && program.fits(pattern));
    fitting.map(|(purpose, _)| *purpose).filter(|purpose| !is_skipped(*purpose, program))
}

/// Options that leave out what the program is there for.
fn is_skipped(purpose: Purpose, program: &Program) -> bool {
    let has = |start: &str| program.words.iter().any(|word| word.starts_with(start));
    match purpose {
        Purpose::Test => {
            has("-DskipTests")
                || has("-Dmaven.test.skip")
                || has("--collect-only")
                || program.words.windows(2).any(|pair| pair[0] == "-x" && pair[1] == "test")
        }
        Purpose::Build => has("--noEmit") || has("--version"),
        _ => false,
    }
}

/// What an action of a workflow is for, by its name with a version, and an input where the same action does several things:
/// `aquasecurity/trivy-action scan-type=fs`.
pub(super) fn purposes_of_action<'i>(
    uses: &str,
    input: impl Fn(&str) -> Option<&'i str>,
) -> impl Iterator<Item = Purpose> {
    let name = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
    let is_known = move |known: &&str| {
        let (known, wanted) =
            known.split_once(' ').map_or((*known, None), |(name, wanted)| (name, wanted.split_once('=')));
        let is_named = name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_named && wanted.is_none_or(|(key, value)| input(key) == Some(value))
    };
    ACTIONS.iter().filter(move |(_, actions)| actions.iter().any(&is_known)).filter_map(|(name, _)| purpose_of(name))
}

pub(super) const DETECTOR: Detector = Detector { keywords: &[], applies_to: runs_commands, look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let runs = runs(file);
    if runs.first().is_some_and(|run| run.runner == Runner::Shell && says_deploy(&run.owner)) {
        found.runs(None, Part::file(file.path()));
    }
    for run in runs {
        let caller = run.part();
        for program in run.programs() {
            for purpose in purposes(program) {
                show(run, purpose, &caller, found);
            }
            if shows_seed(run, program) {
                report(run, EvidenceKind::SeedScript, &caller, found);
            }
        }
        for part in run.called() {
            found.runs(caller.clone(), part);
        }
        by_name(run, &caller, found);
    }
}

/// Scripts that a package manager runs around another one: `pretest`, `postbuild`.
fn around(name: &str) -> Option<&str> {
    name.strip_prefix("pre").or_else(|| name.strip_prefix("post")).filter(|rest| !rest.is_empty())
}

/// What a command shows where it stands, or runs.
fn show(run: &Run, purpose: Purpose, caller: &Option<Part>, found: &mut Sightings) {
    match purpose {
        Purpose::Audit => report(run, EvidenceKind::AuditStep, caller, found),
        Purpose::Build => report(run, EvidenceKind::BuildScript, caller, found),
        Purpose::Load => report(run, EvidenceKind::LoadTests, caller, found),
        Purpose::Scan => report(run, EvidenceKind::SecurityScan, caller, found),
        Purpose::Secrets => report(run, EvidenceKind::SecretsManager, caller, found),
        Purpose::Test => found.runs(caller.clone(), Part::UnitTests),
        Purpose::EndToEnd => found.runs(caller.clone(), Part::EndToEndTests),
        Purpose::Migrate => found.runs(caller.clone(), Part::Migrations),
        Purpose::Rollback => found.runs(caller.clone(), Part::Rollbacks),
        Purpose::Deploy | Purpose::Health | Purpose::Restart => {}
    }
}

fn report(run: &Run, kind: EvidenceKind, caller: &Option<Part>, found: &mut Sightings) {
    let sighting = found.report(kind, run.span.clone());
    match caller {
        Some(part) => sighting.within(part.clone()),
        None => sighting.wired(),
    };
}

/// A command that fills a database. One that only calls the script which does shows nothing more.
fn shows_seed(run: &Run, program: &Program) -> bool {
    matches!(run.runner, Runner::Package | Runner::Make) && program.script.is_none() && seeding(program).is_some()
}

/// What the name of a script says of whatever it runs.
fn by_name(run: &Run, caller: &Option<Part>, found: &mut Sightings) {
    let Some(Part::Script(name) | Part::Target(name)) = caller else { return };
    if matches!(run.words.first().map(String::as_str), Some("echo" | "exit" | "true" | ":" | "cd")) {
        return;
    }
    if let Some(main) = around(name).filter(|_| run.runner == Runner::Package) {
        found.runs(Some(Part::Script(main.to_owned())), Part::Script(name.clone()));
    }
    let name = words(name.as_bytes());
    if name.first().is_some_and(|first| first == "build") {
        report(run, EvidenceKind::BuildScript, caller, found);
    }
    if name.iter().any(|word| word == "e2e") {
        found.runs(caller.clone(), Part::EndToEndTests);
    }
}

/// Whether a script is run to deploy or where something starts, by its name.
pub(super) fn says_deploy(name: &str) -> bool {
    const WORDS: &[&str] = &["deploy", "deployment", "release", "rollout", "entrypoint", "start", "update", "upgrade"];
    words(name.as_bytes()).iter().any(|word| WORDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_tables_is_a_purpose() {
        for (name, list) in PROGRAMS.iter().chain(ACTIONS) {
            assert!(purpose_of(name).is_some() && !list.is_empty(), "{name}");
        }
    }

    #[test]
    fn actions_are_known_by_their_names() {
        let with = |uses, kind: Option<&'static str>| {
            purposes_of_action(uses, |key| kind.filter(|_| key == "scan-type")).collect::<Vec<_>>()
        };
        let found = |uses| with(uses, None);
        assert_eq!(found("github/codeql-action/analyze@v3"), [Purpose::Scan]);
        assert_eq!(found("appleboy/ssh-action@v1"), [Purpose::Deploy]);
        assert_eq!(found("Snyk/actions/node@master"), [Purpose::Audit, Purpose::Scan]);
        assert_eq!(with("aquasecurity/trivy-action@0.33.1", Some("fs")), [Purpose::Audit, Purpose::Scan]);
        assert_eq!(with("aquasecurity/trivy-action@0.33.1", Some("image")), [Purpose::Scan]);
        assert_eq!(found("actions/checkout@v4"), []);
        assert_eq!(found("appleboy/ssh-action-of-others@v1"), []);
    }
}
