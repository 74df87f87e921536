//! Environments of PM2's processes: `env`, and over it `env_NAME` if it is started with `--env NAME`.

use super::ConfigFile;
use crate::{
    context::{environment_of, is_pm2_file},
    detect::project::{Files, split},
    document::{Setting, Syntax},
    model::Environment,
};
use std::collections::{BTreeMap, BTreeSet};

/// What PM2 is started with, as far as the repository says it.
enum Environments {
    /// No start is known: whoever wrote a block for production starts it with that.
    Unknown,
    /// The names behind `--env`; empty for a start without it.
    Known(BTreeSet<String>),
}

/// What is set over the `env` of the processes in a file.
pub(super) struct Starts<'a> {
    /// By process, the names that its block for production sets.
    over: BTreeMap<Option<&'a str>, BTreeSet<&'a str>>,
}

impl<'a> Starts<'a> {
    /// `None` if nothing is set over them.
    pub(super) fn of(file: &ConfigFile<'_>, settings: &'a [Setting<'_>]) -> Option<Self> {
        if !settings.iter().any(|setting| setting.syntax == Syntax::Pm2) || !is_pm2_file(file.path, file.text) {
            return None;
        }
        let environments = environments(file);
        let mut over: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for setting in settings.iter().filter(|setting| setting.syntax == Syntax::Pm2) {
            let block = setting.scope.environment.as_deref();
            if block.is_some_and(|block| environments.has(block)) {
                over.entry(setting.scope.owner.as_deref()).or_default().insert(&*setting.name);
            }
        }
        (!over.is_empty()).then_some(Starts { over })
    }

    /// Whether a setting of `env` is not what the process gets.
    pub(super) fn replace(&self, setting: &Setting<'_>) -> bool {
        let names = self.over.get(&setting.scope.owner.as_deref());
        setting.syntax == Syntax::Pm2
            && setting.scope.environment.is_none()
            && names.is_some_and(|names| names.contains(&*setting.name))
    }
}

impl Environments {
    fn has(&self, block: &str) -> bool {
        match self {
            Environments::Unknown => environment_of(block) == Some(Environment::Production),
            Environments::Known(names) => names.contains(block),
        }
    }
}

/// The environments that commands in the repository start a file with: that of production if one does.
fn environments(file: &ConfigFile<'_>) -> Environments {
    let own = starts(split(file.path).1, &String::from_utf8_lossy(file.text));
    let all = file.relations.files().once(split(file.path).1, |files| Started::new(split(file.path).1, files));
    let names: BTreeSet<String> = own.into_iter().chain(all.0.iter().cloned()).collect();
    let production: BTreeSet<String> =
        names.iter().filter(|name| environment_of(name) == Some(Environment::Production)).cloned().collect();
    match (names.is_empty(), production.is_empty()) {
        (true, _) => Environments::Unknown,
        (false, true) => Environments::Known(names),
        (false, false) => Environments::Known(production),
    }
}

/// The names behind `--env` of commands that start a file of some name; an empty one for none.
struct Started(BTreeSet<String>);

impl Started {
    fn new(name: &str, files: &Files) -> Self {
        let has_pm2 = |text: &[u8]| memchr::memmem::find(text, b"pm2").is_some();
        let texts = files.texts().filter(|(path, text)| !is_pm2_file(path, text) && has_pm2(text));
        Started(texts.flat_map(|(_, text)| starts(name, &String::from_utf8_lossy(text))).collect())
    }
}

fn starts(name: &str, text: &str) -> BTreeSet<String> {
    const COMMANDS: [&str; 6] =
        ["start", "restart", "reload", "startOrReload", "startOrRestart", "startOrGracefulReload"];
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| line.contains("pm2") && line.contains(name)) {
        // Commands of one line, each of which may start something else.
        for command in line.split(['&', ';', '|']).filter(|command| command.contains(name)) {
            let is_edge = |c: char| c.is_whitespace() || "\"',[]`".contains(c);
            let words: Vec<&str> = command.split(is_edge).filter(|word| !word.is_empty()).collect();
            let starts = words.windows(2).any(|pair| pair[0].ends_with("pm2") || pair[0] == "pm2-runtime");
            if !starts || !words.iter().any(|word| COMMANDS.contains(word)) && !words.contains(&"pm2-runtime") {
                continue;
            }
            let given = words.windows(2).find(|pair| pair[0] == "--env").map(|pair| pair[1]);
            let joined = words.iter().find_map(|word| word.strip_prefix("--env="));
            found.insert(given.or(joined).unwrap_or_default().to_lowercase());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_start_a_file() {
        for (text, expected) in [
            ("\"start:prod\": \"pm2 start ecosystem.config.js --env production\"", vec!["production"]),
            ("npm ci && pm2 reload ecosystem.config.js --env=prod && pm2 save", vec!["prod"]),
            ("CMD [\"pm2-runtime\", \"ecosystem.config.js\", \"--env\", \"production\"]", vec!["production"]),
            ("pm2 start ecosystem.config.js", vec![""]),
            ("pm2 start other.config.js --env production", vec![]),
            ("pm2 delete ecosystem.config.js", vec![]),
        ] {
            assert_eq!(starts("ecosystem.config.js", text).into_iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
