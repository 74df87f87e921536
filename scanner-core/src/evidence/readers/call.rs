//! Commands with those that they hand on to another shell, `ssh host "pg_dump shop"`, and what runs on a schedule.

use crate::document::{Node, commands};
use std::ops::Range;

/// Shells in shells that are followed.
const MAX_DEPTH: usize = 3;

/// Programs that run the one that their arguments name.
const RUNNERS: &[&str] = &[
    "bash", "doas", "docker", "docker-compose", "env", "eval", "exec", "flock", "gosu", "ionice", "kubectl", "nerdctl",
    "nice", "nohup", "npx", "oc", "php", "podman", "poetry", "python", "python3", "runuser", "sh", "ssh", "su",
    "su-exec", "sudo", "time", "timeout", "uv", "xargs",
];

/// A command.
#[derive(Clone, Debug)]
pub(in crate::evidence) struct Call {
    /// The program and its arguments, without what only sets variables before it.
    pub(in crate::evidence) words: Vec<String>,
    /// The command it is in, as it stands in the file.
    pub(in crate::evidence) span: Range<usize>,
    /// Whether it runs only under a condition, or again and again.
    pub(in crate::evidence) is_conditional: bool,
    /// What runs it is called by: a target of make, a script of a package; else it is the file.
    pub(in crate::evidence) owner: Option<String>,
}

impl Call {
    /// The name of the program.
    pub(in crate::evidence) fn program(&self) -> &str {
        self.words.first().map_or("", |word| name(word))
    }

    /// The arguments of a program that it runs, itself or through another one: `docker exec db pg_dump -U shop`.
    pub(in crate::evidence) fn arguments_of(&self, program: &str) -> Option<&[String]> {
        let at = self.words.iter().position(|word| name(word) == program)?;
        if at > 0 && !RUNNERS.contains(&self.program()) {
            return None;
        }
        Some(&self.words[at + 1..])
    }

    /// Whether it runs a program, with all of these arguments.
    pub(in crate::evidence) fn runs(&self, program: &str, arguments: &[&str]) -> bool {
        let given = self.arguments_of(program);
        given.is_some_and(|given| arguments.iter().all(|one| given.iter().any(|word| word.eq_ignore_ascii_case(one))))
    }

    /// Adds it, and before it what it hands to another shell.
    pub(in crate::evidence) fn add(mut self, depth: usize, found: &mut Vec<Call>) {
        let is_remote = self.words.iter().any(|word| matches!(name(word), "ssh" | "eval" | "exec"));
        for at in (0..self.words.len()).filter(|_| depth < MAX_DEPTH) {
            let word = &self.words[at];
            let before = at.checked_sub(1).map_or("", |before| self.words[before].as_str());
            let is_script = before.starts_with('-') && !before.starts_with("--") && before.ends_with('c');
            let inner = match word.find("$(") {
                Some(open) => &word[open + 2..],
                None if (is_script || is_remote) && word.contains(char::is_whitespace) => word,
                None => continue,
            };
            shell(inner, &self, depth + 1, found);
        }
        let start = self.words.iter().position(|word| !is_assignment(word)).unwrap_or(self.words.len());
        self.words.drain(..start);
        if !self.words.is_empty() {
            found.push(self);
        }
    }
}

/// The name of a program, without its folder.
fn name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Whether a word gives a command a variable.
fn is_assignment(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or_default();
    name.len() < word.len() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A part of a file that runs on a schedule, and all that it runs.
#[derive(Debug)]
pub(in crate::evidence) struct Scheduled {
    pub(in crate::evidence) span: Range<usize>,
    pub(in crate::evidence) text: String,
}

/// A command as one text, or as a list of words, some of which may be commands of a shell.
pub(in crate::evidence) fn of_node(node: &Node) -> Vec<Call> {
    let mut found = Vec::new();
    let at = |node: &Node| Call { words: Vec::new(), span: node.span.clone(), is_conditional: false, owner: None };
    let texts = node.items().iter().filter(|item| item.text().is_some_and(|text| text.contains(char::is_whitespace)));
    for part in texts.chain(node.text().map(|_| node)) {
        shell(part.text().unwrap_or_default(), &at(part), 0, &mut found);
    }
    if let Some(first) = node.items().first() {
        let words = node.items().iter().filter_map(Node::text).map(str::to_owned).collect();
        found.push(Call { words, ..at(first) });
    }
    found
}

/// The commands of a text that is in no file of its own.
pub(in crate::evidence) fn of_text(text: &str) -> Vec<Call> {
    let mut found = Vec::new();
    shell(text, &Call { words: Vec::new(), span: 0..0, is_conditional: false, owner: None }, 0, &mut found);
    found
}

/// The commands of a text that a command hands on.
fn shell(text: &str, from: &Call, depth: usize, found: &mut Vec<Call>) {
    for command in commands(text, 0..text.len()) {
        let words = command.words.into_iter().map(|word| word.text).collect();
        let is_conditional = command.conditional || from.is_conditional;
        Call { words, is_conditional, ..from.clone() }.add(depth, found);
    }
}
