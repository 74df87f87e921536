//! How a script comes to a command: whenever it runs, or when it is asked for what the command does.

use crate::{context::environment_of, document::Command};
use std::collections::{HashMap, HashSet};

/// The depth to which functions that call functions are followed.
const MAX_DEPTH: usize = 8;
/// Bytes before a command in which the condition around it is looked for.
const MAX_CONDITION_BYTES: usize = 4096;

/// The occasions on which a script runs a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// An option or a variable asks for it by a word.
    Asked,
    /// The script runs it whenever it runs.
    Always,
}

/// The occasions on which a script calls its functions, as far as commands do what a word says.
pub(super) struct Reached<'a> {
    text: &'a str,
    word: &'a str,
    functions: HashMap<&'a str, Reach>,
}

impl<'a> Reached<'a> {
    pub(super) fn new(text: &'a str, commands: &'a [Command], word: &'a str) -> Self {
        let mut reached = Reached { text, word, functions: HashMap::new() };
        let names: HashSet<&str> = commands.iter().filter_map(|command| command.function.as_deref()).collect();
        let calls = commands.iter().filter(|command| names.contains(&*command.words[0].text));
        let calls: Vec<(&Command, Reach)> = calls.filter_map(|call| Some((call, reached.within(call)?))).collect();
        for least in [Reach::Always, Reach::Asked] {
            reached.follow(&calls, least);
        }
        reached
    }

    /// Adds the functions that are called at least so often, by what is known to be.
    fn follow(&mut self, calls: &[(&'a Command, Reach)], least: Reach) {
        for _ in 0..MAX_DEPTH {
            let is_made = |(call, own): &&(&Command, Reach)| *own >= least && self.around(call) >= Some(least);
            let called = calls.iter().filter(is_made).map(|(call, _)| &*call.words[0].text);
            let new: Vec<&str> = called.filter(|name| !self.functions.contains_key(name)).collect();
            if new.is_empty() {
                return;
            }
            self.functions.extend(new.into_iter().map(|name| (name, least)));
        }
    }

    /// The occasions on which the script runs a command; `None` if nothing in the script says that it does outside of
    /// development.
    pub(super) fn reach(&self, command: &Command) -> Option<Reach> {
        Some(self.within(command)?.min(self.around(command)?))
    }

    /// The occasions on which what is around a command, its function or the script, is run.
    fn around(&self, command: &Command) -> Option<Reach> {
        command.function.as_deref().map_or(Some(Reach::Always), |function| self.functions.get(function).copied())
    }

    /// The occasions on which that comes to the command.
    fn within(&self, command: &Command) -> Option<Reach> {
        if command.guarded { self.asks(command).then_some(Reach::Asked) } else { Some(Reach::Always) }
    }

    /// Whether the condition around a command names what it does, and no environment that it is for.
    fn asks(&self, command: &Command) -> bool {
        let end = command.span().start;
        let far = (end.saturating_sub(MAX_CONDITION_BYTES)..end).find(|at| self.text.is_char_boundary(*at));
        let before = &self.text[far.unwrap_or(end)..end];
        let starts = ["\nif ", " if ", "elif ", "case ", ";;", ";if "].iter().filter_map(|sign| before.rfind(sign));
        let condition = before[starts.max().unwrap_or_default()..].to_ascii_lowercase();
        let mut words = condition.split(|c: char| !c.is_ascii_alphanumeric());
        condition.contains(self.word) && words.all(|word| environment_of(word).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::commands;

    #[test]
    fn occasions() {
        for (script, expected) in [
            ("seed now", Some(Reach::Always)),
            ("f() { seed now; }\nf", Some(Reach::Always)),
            ("f() { seed now; }\ng() { f; }\nmain() { g; }\nmain \"$@\"", Some(Reach::Always)),
            ("f() {\n  seed now\n}\ncase \"$1\" in\n --init) g ;;\n --seed) f ;;\nesac", Some(Reach::Asked)),
            ("if [ \"$1\" = --seed ]; then\n  seed now\nfi", Some(Reach::Asked)),
            ("if [ \"$RUN_SEED\" = true ]; then seed now; fi", Some(Reach::Asked)),
            ("f() { seed now; }", None),
            ("f() { seed now; f; }", None),
            ("f() { g; }\ng() { f; seed now; }", None),
            ("f() {\n  seed now\n}\ncase \"$1\" in\n --init) f ;;\nesac", None),
            ("if [ \"$ENV\" != production ]; then\n  seed now\nfi", None),
            ("if [ \"$SEED\" = 1 ] && [ \"$ENV\" = dev ]; then seed now; fi", None),
        ] {
            let commands = commands(script, 0..script.len());
            let command = commands.iter().find(|command| command.words.len() == 2 && command.words[1].text == "now");
            let reached = Reached::new(script, &commands, "seed");
            assert_eq!(reached.reach(command.expect("a command")), expected, "{script}");
        }
    }
}
