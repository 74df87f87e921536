//! Commands in both forms: a list of words, and a script of the shell.

use super::words::list;
use crate::document::{Command, Instruction, commands};

/// The words that `CMD` and `ENTRYPOINT` run; the shell form is given to a shell.
pub(crate) fn start(instruction: &Instruction) -> Vec<String> {
    match list(instruction) {
        Some(words) => words.into_iter().map(|word| word.text).collect(),
        None => ["sh", "-c", &instruction.flat].map(str::to_owned).to_vec(),
    }
}

/// The commands of a `RUN`, at their places, and those of its here-documents that a shell reads.
pub(crate) fn run(text: &str, instruction: &Instruction) -> Vec<Command> {
    let mut found = Vec::new();
    let flat = &instruction.flat;
    let options = flat.len() - skip_options(flat).len();
    match list(instruction) {
        Some(words) => found.push(Command { words, ..Command::default() }),
        None => {
            for mut command in commands(flat, options..flat.len()) {
                for word in &mut command.words {
                    word.span =
                        word.span.start + instruction.arguments.start..word.span.end + instruction.arguments.start;
                }
                found.push(command);
            }
        }
    }
    let shell =
        found.is_empty() || found.iter().all(|command| matches!(&*command.words[0].text, "sh" | "bash" | "set"));
    if shell {
        for body in &instruction.heredocs {
            found.extend(commands(text, body.clone()));
        }
    }
    found
}

/// The options of an instruction.
pub(super) fn options(instruction: &Instruction) -> impl Iterator<Item = &str> {
    let end = instruction.flat.len() - skip_options(&instruction.flat).len();
    instruction.flat[..end].split_whitespace()
}

fn skip_options(flat: &str) -> &str {
    let mut rest = flat.trim_start();
    while rest.starts_with("--") {
        rest = rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..].trim_start();
    }
    rest
}
