//! Lockfiles, and the builds that install exactly what they list.

use super::Detector;
use crate::{
    context::Role,
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            commands::{runs, runs_commands},
            run::Runner,
        },
    },
    model::EvidenceKind,
};

/// Lockfiles by name: the manifest they belong to, and the tool that reads them.
const LOCKFILES: &[(&str, &str, &str)] = &[
    ("package-lock.json", "package.json", "npm"),
    ("npm-shrinkwrap.json", "package.json", "npm"),
    ("pnpm-lock.yaml", "package.json", "pnpm"),
    ("yarn.lock", "package.json", "yarn"),
    ("bun.lock", "package.json", "bun"),
    ("deno.lock", "deno.json", "deno"),
    ("poetry.lock", "pyproject.toml", "poetry"),
    ("uv.lock", "pyproject.toml", "uv"),
    ("pdm.lock", "pyproject.toml", "pdm"),
    ("pipfile.lock", "pipfile", "pipenv"),
    ("composer.lock", "composer.json", "composer"),
    ("gemfile.lock", "gemfile", "bundle"),
    ("go.sum", "go.mod", "go"),
    ("cargo.lock", "cargo.toml", "cargo"),
];

/// Commands that fail rather than choose other versions: the program, its command, and an option if it needs one.
const EXACT: &[(&str, &str, &[&str])] = &[
    ("npm", "ci", &[]),
    ("npm", "clean-install", &[]),
    ("pnpm", "install", &["--frozen-lockfile"]),
    ("pnpm", "i", &["--frozen-lockfile"]),
    ("yarn", "install", &["--frozen-lockfile", "--immutable"]),
    ("yarn", "--frozen-lockfile", &[]),
    ("bun", "install", &["--frozen-lockfile"]),
    ("bun", "ci", &[]),
    ("deno", "install", &["--frozen"]),
    ("poetry", "install", &[]),
    ("uv", "sync", &["--frozen", "--locked"]),
    ("pdm", "sync", &[]),
    ("pipenv", "sync", &[]),
    ("pipenv", "install", &["--deploy"]),
    ("composer", "install", &[]),
    ("bundle", "install", &[]),
    ("go", "build", &[]),
    ("cargo", "build", &["--locked", "--frozen"]),
    ("cargo", "install", &["--locked", "--frozen"]),
];

pub(super) const FILES: Detector =
    Detector { keywords: &[], applies_to: |file| file.role() == Role::Lockfile || row(file).is_some(), look: lockfile };

pub(super) const INSTALLS: Detector = Detector { keywords: &[], applies_to: runs_commands, look: installs };

fn row(file: &SurveyedFile<'_>) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let name = file.split().1.to_ascii_lowercase();
    LOCKFILES.iter().find(|(known, ..)| *known == name)
}

/// A lockfile counts beside its manifest, and if it lists something.
fn lockfile(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some((_, manifest, tool)) = row(file) else { return };
    let is_capital = file.split().1.starts_with(char::is_uppercase);
    let manifest = if is_capital { manifest[..1].to_uppercase() + &manifest[1..] } else { (*manifest).to_owned() };
    if file.has_beside(&manifest) && file.parsed.text().lines().filter(|line| !line.trim().is_empty()).count() > 1 {
        found.report(EvidenceKind::Lockfile, 0..0).handle(*tool);
    }
}

fn installs(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for run in runs(file).iter().filter(|run| run.runner != Runner::Package) {
        for program in run.programs() {
            let words: Vec<&str> = program.words.iter().map(String::as_str).collect();
            found.evidence_of_install(&words);
        }
    }
}

impl Sightings {
    fn evidence_of_install(&mut self, words: &[&str]) {
        let [program, rest @ ..] = words else { return };
        let is_exact = |(known, command, options): &&(&str, &str, &[&str])| {
            let asks = options.is_empty() || options.iter().any(|option| rest.contains(option));
            known == program && rest.contains(command) && asks
        };
        if EXACT.iter().any(|row| is_exact(&row)) {
            self.uses(EvidenceKind::Lockfile, *program);
        }
    }
}
