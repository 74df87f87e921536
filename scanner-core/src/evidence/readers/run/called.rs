//! The scripts, targets and files that a command runs.

use crate::{detect::Program, evidence::readers::parts::Part};

/// Endings of files that are run.
const ENDINGS: &[&str] = &[".sh", ".bash", ".js", ".mjs", ".cjs", ".ts", ".mts", ".py", ".rb", ".php", ".sql", ".ps1"];

/// What calls scripts of packages.
const MANAGERS: &[&str] = &["npm", "yarn", "pnpm", "bun", "composer", "deno", "turbo", "nx", "lerna"];

/// The parts that a program is or calls.
pub(super) fn parts(program: &Program) -> Vec<Part> {
    let mut found = Vec::new();
    if let Some(script) = &program.script {
        let is_make = matches!(program.name(), "make" | "just" | "task");
        found.push(if is_make { Part::Target(script.clone()) } else { Part::Script(script.clone()) });
    }
    if let Some(script) = program.name().strip_prefix('@') {
        found.push(Part::Script(script.to_owned()));
    }
    let is_file = |word: &&String| ENDINGS.iter().any(|ending| word.ends_with(ending));
    let local = Some(&program.file).filter(|file| file.contains('/'));
    found.extend(program.words.iter().filter(is_file).chain(local).map(|path| Part::file(path)));
    found
}

/// The operands of a package manager or of make that may be scripts or targets: `yarn test`, `make lint test`, `nx affected -t test`.
pub(super) fn operands(words: &[String]) -> Vec<Part> {
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    let named = rest.iter().filter(|word| !word.starts_with('-')).map(|word| word.strip_prefix("t=").unwrap_or(word));
    match first.as_str() {
        "make" | "gmake" | "just" => {
            named.filter(|word| !word.contains('=')).map(|word| Part::Target(word.to_owned())).collect()
        }
        "turbo" | "nx" | "lerna" => {
            named.flat_map(|word| word.split([',', ':'])).map(|word| Part::Script(word.to_owned())).collect()
        }
        manager if MANAGERS.contains(&manager) => {
            let script = named.map(|word| if matches!(word, "t" | "tst") { "test" } else { word });
            script.take(1).map(|word| Part::Script(word.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}
