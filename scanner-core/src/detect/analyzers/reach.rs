//! How a script comes to a command: whenever it runs, or when it is asked for what the command does.

use crate::{context::environment_of, document::Command};

/// The depth to which functions that call functions are followed.
const MAX_DEPTH: usize = 8;

/// The occasions on which a script runs a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// An option or a variable asks for it by a word.
    Asked,
    /// The script runs it whenever it runs.
    Always,
}

/// The commands of a script, and who calls which of its functions.
pub(super) struct Reached<'a> {
    pub(super) text: &'a str,
    pub(super) commands: &'a [Command],
}

impl Reached<'_> {
    /// The occasions on which the script runs a command that does what a word says; `None` if nothing in the script says that
    /// it does outside of development.
    pub(super) fn reach(&self, command: &Command, word: &str) -> Option<Reach> {
        self.follow(command, word, MAX_DEPTH)
    }

    fn follow(&self, command: &Command, word: &str, depth: usize) -> Option<Reach> {
        let own = match command.guarded {
            true => self.asks(command, word).then_some(Reach::Asked)?,
            false => Reach::Always,
        };
        let Some(function) = &command.function else { return Some(own) };
        let is_call = |other: &&Command| other.words[0].text == *function && other.function.as_ref() != Some(function);
        let calls = self.commands.iter().filter(is_call);
        let outer = calls.filter_map(|call| self.follow(call, word, depth.checked_sub(1)?)).max()?;
        Some(own.min(outer))
    }

    /// Whether the condition around a command names what it does, and no environment that it is for.
    fn asks(&self, command: &Command, word: &str) -> bool {
        let before = &self.text[..command.span().start];
        let starts = ["\nif ", " if ", "elif ", "case ", ";;", ";if "].iter().filter_map(|sign| before.rfind(sign));
        let condition = before[starts.max().unwrap_or_default()..].to_ascii_lowercase();
        let mut words = condition.split(|c: char| !c.is_ascii_alphanumeric());
        condition.contains(word) && words.all(|word| environment_of(word).is_none())
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
            let reached = Reached { text: script, commands: &commands };
            assert_eq!(reached.reach(command.expect("a command"), "seed"), expected, "{script}");
        }
    }
}
