//! Programs for development, and programs that reset or fill a database.

use super::{LaunchContext, Program, packages::is_development};
use crate::{context::environment_of, model::Environment};
use gonogo_rules::knowledge::launch;

/// The kinds of programs that should not run in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Kind {
    /// It watches files, shows its insides, or serves one request at a time.
    Server,
    /// It compiles what it starts.
    Compiles,
    /// It is started in development mode.
    Mode,
    /// It does nothing.
    Idle,
}

/// A program for development.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Start {
    pub(in crate::detect) kind: Kind,
    /// For people: "`npm start` runs `next dev`, a development server".
    pub(in crate::detect) what: String,
}

/// Whether a program is for development. One that starts in some cases only is not said to be.
pub(in crate::detect) fn development(program: &Program, around: &LaunchContext<'_>) -> Option<Start> {
    if program.conditional {
        return None;
    }
    if let Some(script) = &program.script {
        let what = format!("{} is for development", program.shown());
        return is_development(script).then_some(Start { kind: Kind::Server, what });
    }
    let listed = |list: &[&str]| list.iter().any(|pattern| program.fits(pattern));
    if listed(launch::DEVELOPMENT_SERVERS) || is_bare_vite(program) || is_without_variable(program, around) {
        let what = sentence(program, "is a development server", "a development server");
        return Some(Start { kind: Kind::Server, what });
    }
    if listed(launch::COMPILERS) {
        let what = sentence(program, "compiles when it starts", "which compiles when it starts");
        return Some(Start { kind: Kind::Compiles, what });
    }
    if listed(launch::IDLE) {
        return Some(Start { kind: Kind::Idle, what: format!("{} only keeps the container alive", program.shown()) });
    }
    let mode = program.environment.iter().find(|(name, value)| {
        launch::MODES.contains(&name.as_str()) && environment_of(value) == Some(Environment::Development)
    });
    mode.map(|(name, value)| Start {
        kind: Kind::Mode,
        what: format!("{} runs with `{name}={value}`", program.shown()),
    })
}

/// The message about a program: `alone`, or `within` a script that starts it.
fn sentence(program: &Program, alone: &str, within: &str) -> String {
    match &program.by {
        Some(script) => format!("`{script}` runs {}, {within}", program.shown()),
        None => format!("{} {alone}", program.shown()),
    }
}

/// `vite` with options only serves.
fn is_bare_vite(program: &Program) -> bool {
    let command = program.words.get(1).filter(|word| !word.starts_with('-'));
    program.name() == "vite" && command.is_none()
}

fn is_without_variable(program: &Program, around: &LaunchContext<'_>) -> bool {
    let listed = launch::BY_VARIABLE.iter().find(|(pattern, _)| {
        let mut words = pattern.split(' ');
        words.next() == Some(program.name()) && words.next() == program.words.get(1).map(String::as_str)
    });
    listed.is_some_and(|(_, variables)| {
        let set = |name: &&str| {
            let own = program.environment.iter().any(|(known, _)| known == name);
            own || (around.variable)(name).is_some()
        };
        let said = program.words.windows(2).any(|pair| pair[0].starts_with("-e") && pair[1] == "production")
            || program.words.iter().any(|word| word == "--environment=production");
        !said && !variables.iter().any(set)
    })
}

/// The message about a program that resets a database.
pub(in crate::detect) fn emptying(program: &Program) -> Option<String> {
    let listed = launch::RESETTERS.iter().any(|pattern| program.fits(pattern));
    (listed && !program.conditional && program.script.is_none()).then(|| program.shown())
}
