//! The command that the image starts.

use super::{build::Build, copied, copies, exec, words};
use crate::{
    context::environment_of,
    detect::{
        analyzers::{Check, Diagnostics},
        knowledge::{
            image::through_entry_point,
            launch::{Kind, LaunchContext, Program, Start, development, emptying, programs, seeding, with_scripts},
        },
        project::{PackagePaths, split},
    },
    document::{Instruction, Keyword, Package},
    model::{Environment, Severity},
};
use std::ops::Range;

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    environment(build, found);
    with_launch(build, |around| {
        programs_for_development(build, around, found);
        changed_data(build, around, found);
    });
}

/// Calls `look` with the package and the environment that the image starts in.
pub(super) fn with_launch<R>(build: &Build<'_>, look: impl FnOnce(&LaunchContext<'_>) -> R) -> R {
    let packages = packages(build);
    let script = |name: &str| packages.iter().find_map(|package| package.script(name)).map(str::to_owned);
    look(&LaunchContext { script: &script, variable: &|name| build.variable(name) })
}

fn programs_for_development(build: &Build<'_>, around: &LaunchContext<'_>, found: &mut Diagnostics<'_>) {
    let is_overridden = build.services.iter().filter_map(|service| service.command.as_ref()).any(|words| {
        let programs = through_scripts(build, programs(words, around), around);
        programs.iter().all(|program| development(program, around).is_none())
    });
    if is_overridden {
        return;
    }
    let started = started(build, around);
    // What compiles before the program itself starts is a step on the way.
    let stays = |at: usize, start: &Start| start.kind == Kind::Server || at + 1 == started.len();
    let first = started.iter().enumerate().find_map(|(at, (span, program))| {
        let by_itself = || Some(Start { kind: Kind::Server, what: served_by_itself(build, program)? });
        let start = development(program, around).filter(|start| stays(at, start)).or_else(by_itself)?;
        Some((span, start))
    });
    if let Some((span, start)) = first {
        let severity = if start.kind == Kind::Server { Severity::High } else { Severity::Medium };
        found.report(Check::DevelopmentServerStarted, span.clone()).severity(severity).message(start.what);
    }
}

/// Programs that empty or fill the database, of those that some service starts.
fn changed_data(build: &Build<'_>, around: &LaunchContext<'_>, found: &mut Diagnostics<'_>) {
    let started = started(build, around);
    let is_whole = build.services.is_empty() || build.services.iter().any(|service| service.command.is_none());
    // A command of a service is given to the entry point of the image.
    let keeps_entry_point = build.services.iter().any(|service| !service.has_entry_point);
    let entry = build.instructions().rfind(|instruction| instruction.keyword == Keyword::Entrypoint);
    let is_entry = |span: &Range<usize>| entry.is_some_and(|entry| entry.whole() == *span);
    let started: Vec<_> =
        started.into_iter().filter(|(span, _)| is_whole || keeps_entry_point && is_entry(span)).collect();
    let emptied = started.iter().find_map(|(span, program)| Some((span, emptying(program)?)));
    if let Some((span, what)) = emptied {
        let message = format!("{what} empties the database every time a container starts");
        found.report(Check::DatabaseResetAtStart, span.clone()).severity(Severity::High).message(message);
    }
    let seed = started.iter().find_map(|(span, program)| Some((span, seeding(program)?)));
    if let Some((span, what)) = seed {
        let message = format!("{what} fills the database every time a container starts");
        found.report(Check::SeedingAtStart, span.clone()).severity(Severity::Medium).message(message);
    }
}

/// The packages in the folder where the image starts: those of Deno and of npm.
fn packages<'a>(build: &Build<'a>) -> Vec<&'a Package> {
    let folder = copies::working_folder(build, &build.shipped);
    let path = |name: &&str| copies::origin(build, &copied::inside(&folder, name));
    let paths = PackagePaths::NAMES.iter().filter_map(path);
    paths.filter_map(|path| build.files().file(&path)?.package()).collect()
}

/// All programs that the image starts, with the instruction that does.
pub(super) fn started(build: &Build<'_>, around: &LaunchContext<'_>) -> Vec<(Range<usize>, Program)> {
    let last = |keyword: Keyword| build.instructions().rfind(|instruction| instruction.keyword == keyword);
    let mut found = Vec::new();
    let (entry, command) = (last(Keyword::Entrypoint), last(Keyword::Cmd));
    let mut add = |instruction: &Instruction, words: &[String]| {
        let programs = through_scripts(build, programs(words, around), around);
        found.extend(programs.into_iter().map(|program| (instruction.whole(), program)));
    };
    match (entry, command) {
        // The shell form takes no arguments.
        (Some(entry), Some(command)) if words::list(entry).is_some() => {
            let first = exec::start(entry);
            let both: Vec<String> = first.iter().cloned().chain(exec::start(command)).collect();
            add(entry, &first);
            add(command, &both);
            add(command, &exec::start(command));
        }
        (Some(entry), _) => add(entry, &exec::start(entry)),
        (None, Some(command)) => add(command, &through_entry_point(&build.base().image, exec::start(command))),
        (None, None) => {}
    }
    found
}

/// The programs, and behind each that is a script of the project those that it starts.
fn through_scripts(build: &Build<'_>, programs: Vec<Program>, around: &LaunchContext<'_>) -> Vec<Program> {
    let folder = copies::working_folder(build, &build.shipped);
    with_scripts(programs, around, |file| copies::program_text(build, &folder, file))
}

/// Whether a file may be the one that a Python program starts with, by its name.
pub(super) fn is_python_entry(name: &str) -> bool {
    ["app.py", "main.py", "run.py", "server.py", "api.py", "wsgi.py", "index.py", "application.py", "start.py"]
        .contains(&name)
}

/// The development server that a Python file starts itself: Flask's, or one that reloads.
fn served_by_itself(build: &Build<'_>, program: &Program) -> Option<String> {
    let script =
        program.words.get(1..)?.iter().find(|word| !word.starts_with('-')).filter(|_| program.name() == "python")?;
    let folder = copies::working_folder(build, &build.shipped);
    let path = copies::origin(build, &copied::inside(&folder, script)).filter(|path| is_python_entry(split(path).1))?;
    let text = build.files().file(&path)?.text();
    let called = |call: &str| text.lines().map(str::trim_start).find(|line| line.starts_with(call));
    let imports = |module: &str| {
        text.lines()
            .any(|line| line.starts_with(&format!("from {module}")) || line.starts_with(&format!("import {module}")))
    };
    // What another server takes over is not served by Flask itself.
    let handed_over = ["waitress", "gunicorn", "gevent", "eventlet", "hypercorn", "cheroot", "flask_socketio"]
        .iter()
        .any(|server| imports(server));
    let is_flask =
        imports("flask") && !handed_over && (called("app.run(").is_some() || called("application.run(").is_some());
    let reloads =
        called("uvicorn.run(").is_some() && text.lines().any(|line| line.replace(' ', "").contains("reload=True"));
    match (is_flask, reloads) {
        (true, _) => Some(format!("`python {script}` calls `app.run`, Flask's development server")),
        (_, true) => Some(format!("`python {script}` starts uvicorn with `reload=True`")),
        _ => None,
    }
}

/// `ENV NODE_ENV=development` that nothing later takes back.
fn environment(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let owned = |owner: &str| build.shipped.iter().any(|&stage| build.stages[stage].name == owner);
    for name in gonogo_rules::knowledge::launch::MODES {
        let mut given = build.file.settings.iter().filter(|setting| setting.name == *name);
        let last = given.rfind(|setting| setting.scope.owner.as_deref().is_some_and(owned));
        // A `#` within a line starts no comment, so the mode is none that a program knows.
        let is_wrong = |text: &str| environment_of(text) == Some(Environment::Development) || text.contains(" #");
        let Some(setting) = last.filter(|setting| is_wrong(&setting.text)) else { continue };
        found
            .report(Check::DevelopmentEnvironmentInImage, setting.value.clone())
            .subject(*name)
            .severity(Severity::Medium)
            .message(format!("The image sets `{name}` to `{}`", setting.text));
    }
}
