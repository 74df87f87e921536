//! Node.js in images that nobody tells that they run in production.

use super::{build::Build, command, copied, copies};
use crate::{
    context::is_compose_file,
    detect::{
        Files,
        analyzers::{Check, Diagnostics},
        knowledge::launch::Program,
    },
    model::Severity,
};

const NAME: &str = "NODE_ENV";

/// A program of Node.js that a compose file for production starts, while neither that nor the image sets the variable.
pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let is_bare = |service: &&super::service::Service| service.is_for_production() && service.command.is_none();
    let mut services = build.services.iter().filter(is_bare).peekable();
    if services.peek().is_none() || services.any(|service| service.has_node_env) || is_set(build) {
        return;
    }
    let started = command::with_launch(build, |around| command::started(build, around));
    let sets = |program: &Program| sets_itself(build, program);
    if started.iter().any(|(_, program)| sets(program)) {
        return;
    }
    if let Some((span, program)) = started.into_iter().rfind(|(_, program)| is_plain_node(program)) {
        let line = program.words.join(" ");
        let message =
            format!("`{line}` runs without `{NAME}`: neither the image nor its service for production sets it");
        found.report(Check::ImageNodeEnvMissing, span).subject(NAME).severity(Severity::Low).message(message);
    }
}

/// Whether the image sets the variable in some way, the program that Next.js builds does, or a manifest of an orchestrator.
fn is_set(build: &Build<'_>) -> bool {
    let sets = |line: &str| line.contains(NAME) || line.contains(".next/standalone");
    build.instructions().any(|instruction| sets(&instruction.flat)) || build.files().once("", SetByManifests::of).0
}

/// Whether a manifest or another file of an orchestrator names the variable.
struct SetByManifests(bool);

impl SetByManifests {
    fn of(files: &Files) -> Self {
        let is_manifest = |path: &str| [".yml", ".yaml", ".toml"].iter().any(|end| path.ends_with(end));
        let names = |text: &[u8]| memchr::memmem::find(text, NAME.as_bytes()).is_some();
        let mut texts = files.texts().filter(|(path, _)| is_manifest(path) && !is_compose_file(path));
        SetByManifests(texts.any(|(_, text)| names(text)))
    }
}

/// Whether a program sets the variable itself, as servers of frameworks and scripts do.
fn sets_itself(build: &Build<'_>, program: &Program) -> bool {
    let folder = copies::working_folder(build, &build.shipped);
    let is_named = program.environment.iter().any(|(name, _)| name == NAME)
        || program.words.iter().any(|word| word.contains(NAME) || word.starts_with("--env-file"));
    is_named || copies::program_text(build, &folder, &program.file).is_some_and(|text| text.contains(NAME))
}

/// Whether a program is Node.js with a file of the project's own. What frameworks build for production is for it anyway.
fn is_plain_node(program: &Program) -> bool {
    const BUILT: [&str; 4] = [".next/", ".output/", "entry.mjs", "build/server"];
    let file = program.words.get(1..).unwrap_or_default().iter().find(|word| !word.starts_with('-'));
    let is_script = |file: &&String| [".js", ".cjs", ".mjs", ".ts"].iter().any(|end| file.ends_with(end));
    let is_own = |file: &String| !BUILT.iter().any(|part| copied::inside("", file).contains(part));
    program.name() == "node" && !program.conditional && file.filter(is_script).is_some_and(is_own)
}
