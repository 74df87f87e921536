//! Lockfiles, and the builds that install exactly what they list.

use super::{Detector, Sightings, SurveyedFile};
use crate::{
    context::{Role, is_workflow},
    document::{Format, Keyword, commands},
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

pub(super) const INSTALLS: Detector =
    Detector { keywords: &["install", " ci", "sync", "build"], applies_to: runs_commands, look: installs };

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

fn runs_commands(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    let is_script = path.ends_with(".sh") || path.ends_with("Makefile");
    file.is_in_use() && (is_script || is_workflow(path) || Format::for_path(path) == Some(Format::Dockerfile))
}

fn installs(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let text = file.parsed.text();
    for range in command_ranges(file) {
        for command in commands(text, range) {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            found.evidence_of_install(&words);
        }
    }
}

impl Sightings {
    fn evidence_of_install(&mut self, words: &[&str]) {
        let start = words.iter().position(|word| EXACT.iter().any(|(program, ..)| program == word));
        let Some([program, rest @ ..]) = start.map(|start| &words[start..]) else { return };
        let is_exact = |(known, command, options): &&(&str, &str, &[&str])| {
            let asks = options.is_empty() || options.iter().any(|option| rest.contains(option));
            known == program && rest.contains(command) && asks
        };
        if EXACT.iter().any(|row| is_exact(&row)) {
            self.uses(EvidenceKind::Lockfile, *program);
        }
    }
}

/// The parts of a file that a shell runs.
fn command_ranges(file: &SurveyedFile<'_>) -> Vec<std::ops::Range<usize>> {
    if Format::for_path(file.path()) == Some(Format::Dockerfile) {
        let stages = &file.parsed.dockerfile().stages;
        let runs = stages.iter().flat_map(|stage| &stage.instructions).filter(|one| one.keyword == Keyword::Run);
        return runs.map(|run| run.arguments.clone()).collect();
    }
    if !is_workflow(file.path()) {
        return std::iter::once(0..file.parsed.text().len()).collect();
    }
    let mut ranges = Vec::new();
    let mut nodes: Vec<_> = file.parsed.root().into_iter().collect();
    while let Some(node) = nodes.pop() {
        for entry in node.entries() {
            if matches!(&*entry.key, "run" | "script" | "before_script" | "command" | "commands") {
                let lines = entry.value.items().iter().chain(entry.value.as_scalar().map(|_| &entry.value));
                ranges.extend(lines.map(|line| line.span.clone()));
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items());
    }
    ranges
}
