//! From command lines to the programs they start.

use super::{
    Program,
    packages::{self, Call},
    wrapper::{basename, unwrap},
};
use crate::document::{Command, commands};
use std::ops::ControlFlow;

/// The depth to which scripts that call scripts are followed.
const MAX_DEPTH: usize = 6;
/// The programs of one command that are looked at.
const MAX_PROGRAMS: usize = 64;

/// The package and environment around a command.
pub(crate) struct LaunchContext<'a> {
    /// The text of a script of the package that it runs in.
    pub(crate) script: &'a dyn Fn(&str) -> Option<String>,
    /// The value of a variable of the environment.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<String>,
}

/// The programs that the words of a command start.
pub(crate) fn programs(words: &[String], around: &LaunchContext<'_>) -> Vec<Program> {
    let mut follower = Follower { around, found: Vec::new() };
    follower.words(words, &Program::default(), 0);
    follower.found
}

/// The programs that a script of a shell starts.
pub(in crate::detect) fn script_programs(text: &str, around: &LaunchContext<'_>) -> Vec<Program> {
    let mut follower = Follower { around, found: Vec::new() };
    follower.script(text, &Program::default(), 0);
    follower.found
}

/// The programs, and behind each that is a script those that it starts. `text` is that of a script by its path.
pub(in crate::detect) fn with_scripts<'t>(
    programs: Vec<Program>,
    around: &LaunchContext<'_>,
    text: impl Fn(&str) -> Option<&'t str>,
) -> Vec<Program> {
    let mut all = Vec::new();
    for program in programs {
        let inner = text(&program.file).map(|text| script_programs(text, around)).unwrap_or_default();
        let by = Some(program.file.clone());
        let conditional = program.conditional;
        all.push(program);
        all.extend(inner.into_iter().map(|inner| Program {
            by: inner.by.clone().or_else(|| by.clone()),
            conditional: inner.conditional || conditional,
            ..inner
        }));
    }
    all
}

struct Follower<'a> {
    around: &'a LaunchContext<'a>,
    found: Vec<Program>,
}

impl Follower<'_> {
    /// `from` holds what is known of the programs to come.
    fn script(&mut self, text: &str, from: &Program, depth: usize) {
        for Command { words, conditional, .. } in commands(text, 0..text.len()) {
            let words: Vec<String> = words.into_iter().map(|word| word.text).collect();
            let from = Program { conditional: from.conditional || conditional, ..from.clone() };
            self.words(&words, &from, depth);
        }
    }

    fn words(&mut self, mut words: &[String], from: &Program, depth: usize) {
        let mut from = from.clone();
        loop {
            while let [first, rest @ ..] = words
                && let Some((name, value)) = assignment(first)
            {
                from.environment.push((name.to_owned(), value.to_owned()));
                words = rest;
            }
            match unwrap(words) {
                ControlFlow::Continue(rest) => words = rest,
                ControlFlow::Break(()) => break,
            }
        }
        let Some(first) = words.first() else { return };
        if depth > MAX_DEPTH || self.found.len() >= MAX_PROGRAMS {
            return;
        }
        match &*basename(first) {
            "sh" | "bash" | "ash" | "dash" | "zsh" => self.shell(words, &from, depth),
            "python" if words.get(1).is_some_and(|word| word == "-m") => self.words(&words[2..], &from, depth + 1),
            "node" if words.get(1).is_some_and(|word| word.contains("node_modules/")) => {
                let mut inner = words[1..].to_vec();
                inner[0] = basename(&inner[0]).trim_end_matches(".js").trim_end_matches(".mjs").to_owned();
                self.words(&inner, &from, depth + 1);
            }
            "concurrently" => self.concurrently(&words[1..], &from, depth),
            _ => match packages::call(words) {
                Some(call) => self.call(call, words, from, depth),
                None => self.program(words, from),
            },
        }
    }

    /// `sh -c SCRIPT`; a script file is a program.
    fn shell(&mut self, words: &[String], from: &Program, depth: usize) {
        let is_command = |word: &String| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
        match words.iter().position(is_command).and_then(|at| words.get(at + 1)) {
            Some(script) => self.script(script, from, depth + 1),
            None => {
                let rest = &words[1 + words[1..].iter().take_while(|word| word.starts_with('-')).count()..];
                if !rest.is_empty() {
                    self.program(rest, from.clone());
                }
            }
        }
    }

    fn concurrently(&mut self, words: &[String], from: &Program, depth: usize) {
        for word in words.iter().filter(|word| !word.starts_with('-')) {
            match word.strip_prefix("npm:") {
                Some(name) => self.script(&format!("npm run {name}"), from, depth + 1),
                None => self.script(word, from, depth + 1),
            }
        }
    }

    /// A call of scripts: what is in each, if its text is known, and then the script itself.
    fn call(&mut self, call: Call, words: &[String], from: Program, depth: usize) {
        for name in &call.scripts {
            let text = if call.is_elsewhere { None } else { (self.around.script)(name) };
            if text.is_none() && !call.is_certain {
                return self.words(&words[1..], &from, depth + 1);
            }
            let shown = call.shown(name);
            if let Some(text) = text {
                let by = from.by.clone().or_else(|| Some(shown.join(" ")));
                self.script(&text, &Program { by, ..from.clone() }, depth + 1);
            }
            self.found.push(Program { words: shown, script: Some(name.clone()), ..from.clone() });
        }
    }

    fn program(&mut self, words: &[String], from: Program) {
        let mut words = words.to_vec();
        let file = std::mem::take(&mut words[0]);
        words[0] = basename(&file).into_owned();
        self.found.push(Program { words, file, ..from });
    }
}

/// `NAME=value` before a command.
fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (named && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some((name, value))
}
