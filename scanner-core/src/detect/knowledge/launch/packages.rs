//! Package managers that call scripts of package.json, and the scripts of one.

use super::wrapper::basename;
use crate::model::{Environment, WordUse};

/// A call of scripts.
pub(super) struct Call {
    /// As it was called: `npm run`.
    runner: String,
    /// Their names.
    pub(super) scripts: Vec<String>,
    /// Whether they are those of another package of the workspace.
    pub(super) is_elsewhere: bool,
    /// Whether it can be nothing but a script: `yarn x` may also be a command.
    pub(super) is_certain: bool,
}

impl Call {
    /// As one script of it was called.
    pub(super) fn shown(&self, script: &str) -> Vec<String> {
        self.runner.split(' ').chain([script]).map(str::to_owned).collect()
    }
}

/// Options of package managers that choose another package; their value is the next word or behind `=`.
const ELSEWHERE: &[&str] = &[
    "--filter", "-F", "--workspace", "-w", "--prefix", "-C", "--cwd", "--dir", "--scope", "--project", "-r",
    "--recursive",
];
/// Of these the value is part of the same word, or there is none.
const ALONE: &[&str] = &["-r", "--recursive"];
/// The commands of package managers themselves.
const COMMANDS: &[&str] = &[
    "install", "i", "ci", "add", "build", "audit", "init", "remove", "upgrade", "update", "test", "cache", "config",
    "set", "rebuild", "prune", "link", "exec", "dlx", "create", "version", "why", "list", "info", "publish", "pack",
    "store", "fetch", "deploy",
];

/// Reads words as a call of scripts.
pub(super) fn call(words: &[String]) -> Option<Call> {
    let runner = basename(words.first()?).into_owned();
    match &*runner {
        "npm" | "yarn" | "pnpm" | "bun" | "composer" => by_manager(&runner, &words[1..]),
        "deno" if words.get(1).is_some_and(|word| word == "task") => {
            let scripts = operands(&words[2..]).into_iter().take(1).collect();
            Some(Call { runner: "deno task".to_owned(), scripts, is_elsewhere: false, is_certain: true })
        }
        "turbo" | "nx" | "lerna" => by_orchestrator(&runner, &words[1..]),
        "npm-run-all" | "run-p" | "run-s" | "npm-run-all2" => {
            let scripts = operands(&words[1..]);
            Some(Call { runner: "npm run".to_owned(), scripts, is_elsewhere: false, is_certain: true })
        }
        "make" | "just" | "task" => {
            let scripts = operands(&words[1..]).into_iter().take(1).collect();
            Some(Call { runner, scripts, is_elsewhere: true, is_certain: true })
        }
        _ => None,
    }
}

fn operands(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !word.starts_with('-')).cloned().collect()
}

fn by_manager(manager: &str, words: &[String]) -> Option<Call> {
    let mut is_elsewhere = false;
    let mut rest = words.iter();
    let mut operands = Vec::new();
    while let Some(word) = rest.next() {
        let option = word.split('=').next().unwrap_or(word);
        if ELSEWHERE.contains(&option) {
            is_elsewhere = true;
            if !word.contains('=') && !ALONE.contains(&option) {
                rest.next();
            }
        } else if word == "--" || operands.len() == 2 {
            break;
        } else if word == "workspace" && manager == "yarn" {
            is_elsewhere = true;
            rest.next();
        } else if !word.starts_with('-') {
            operands.push(word.as_str());
        }
    }
    let (script, is_certain, runs) = match operands[..] {
        ["run" | "run-script" | "rum", name, ..] => (name, true, true),
        ["start" | "stop", ..] if manager != "composer" => (operands[0], true, false),
        [name, ..] if manager != "npm" && !COMMANDS.contains(&name) => {
            (name, name.contains(':') || is_development(name), false)
        }
        _ => return None,
    };
    // Bun runs files as it runs scripts.
    if manager == "bun" && is_file(script) {
        return None;
    }
    let runner = if runs { format!("{manager} run") } else { manager.to_owned() };
    Some(Call {
        runner,
        scripts: vec![script.to_owned()],
        is_elsewhere: is_elsewhere || manager == "composer",
        is_certain,
    })
}

/// Whether a word is a file of JavaScript rather than the name of a script.
fn is_file(word: &str) -> bool {
    const ENDINGS: [&str; 8] = [".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", ".tsx", ".jsx"];
    word == "." || word.contains('/') || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// `turbo run dev`, `nx serve web`, `nx run web:serve`.
fn by_orchestrator(runner: &str, words: &[String]) -> Option<Call> {
    let operands = operands(words);
    let (runs, name) = match operands.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", name, ..] => (true, name),
        [name, ..] => (false, name),
        [] => return None,
    };
    let name = name.split(':').next_back().unwrap_or(name).to_owned();
    let runner = if runs { format!("{runner} run") } else { runner.to_owned() };
    Some(Call { runner, scripts: vec![name], is_elsewhere: true, is_certain: true })
}

/// Whether a script's name says that it is for development.
pub(super) fn is_development(name: &str) -> bool {
    const RELOADERS: &[&str] = &["watch", "hot", "hmr", "nodemon"];
    let is = |word: &str| {
        Environment::named(word, WordUse::Script).is_some()
            || RELOADERS.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    name.split([':', '-', '_', '.']).any(is)
}
