//! Scripts that deploy: what they start, download and destroy on the server.

use super::{
    Analyzer, Check, Diagnostics,
    reach::{Reach, Reached},
    shell::{Container, destroys, fills, piped},
};
use crate::{
    detect::{
        ConfigFile,
        knowledge::{login::OpenLogin, store::store_of_image},
        project::split,
    },
    document::{Command, commands},
    model::{Environment, Severity},
};

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::DeployDestroysData,
        Check::DeploySeedsDatabase,
        Check::ImageEndOfLife,
        Check::ScriptPipedIntoShell,
        Check::ScriptPublishesStore,
    ],
    applies_to: deploys,
    reads: |_| false,
    check,
};

/// Whether a script of a shell deploys or releases something, by its name.
fn deploys(path: &str) -> bool {
    const WORDS: [&str; 16] = [
        "deploy", "deployment", "redeploy", "release", "publish", "rollout", "production", "prod", "provision",
        "server", "update", "upgrade", "bootstrap", "install", "setup", "vps",
    ];
    let name = split(path).1.to_ascii_lowercase();
    let stem = name.strip_suffix(".sh").or_else(|| name.strip_suffix(".bash"));
    stem.is_some_and(|stem| stem.split(['.', '-', '_']).any(|word| WORDS.contains(&word)))
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let aside = matches!(file.context().environment, Environment::Development | Environment::Test);
    if aside || !file.context().role.is_in_use() {
        return;
    }
    let text = file.parsed.text();
    let commands = commands(text, 0..text.len());
    for piped in piped(&commands) {
        let report = found.report(Check::ScriptPipedIntoShell, piped.place).subject(piped.source);
        report.severity(Severity::Low).message(piped.message);
    }
    let is_deployment = !is_set_up(file.path);
    for command in &commands {
        if let Some(what) = destroys(command).filter(|_| is_deployment && !command.conditional) {
            let report = found.report(Check::DeployDestroysData, command.span()).subject(&*what);
            report.severity(Severity::High).message(what);
        }
        container(command, found);
    }
    if is_deployment {
        seeds(text, &commands, found);
    }
}

/// Reports what fills the database: a command that always runs before one that must be asked for.
fn seeds(text: &str, commands: &[Command], found: &mut Diagnostics<'_>) {
    let filling: Vec<_> = commands.iter().filter_map(|command| Some((command, fills(command)?))).collect();
    if filling.is_empty() {
        return;
    }
    let reached = Reached::new(text, commands, "seed");
    let reaching = filling.into_iter().filter_map(|(command, what)| Some((reached.reach(command)?, command, what)));
    // The first of those that are reached most often.
    let Some((reach, command, what)) = reaching.min_by_key(|(reach, ..)| std::cmp::Reverse(*reach)) else { return };
    let (severity, when) = match reach {
        Reach::Always => (Severity::Medium, "with every deployment"),
        Reach::Asked => (Severity::Low, "when the script is asked to"),
    };
    let report = found.report(Check::DeploySeedsDatabase, command.span()).severity(severity);
    report.message(format!("{what} fills the database {when}"));
}

/// Whether a script sets something up once, by its name: what it removes is not used yet.
fn is_set_up(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    ["install", "setup", "bootstrap", "provision"].iter().any(|word| name.contains(word))
}

/// Checks a container that a command starts.
fn container(command: &Command, found: &mut Diagnostics<'_>) {
    let Some(container) = Container::of(command) else { return };
    let image = container.image();
    if let Some(ended) = container.ended() {
        let report = found.report(Check::ImageEndOfLife, command.span()).subject(image);
        report.severity(Severity::Low).message(ended.message());
    }
    let Some((port, login)) = container.published_store() else { return };
    let (severity, how) = match login {
        None => (Severity::High, ""),
        Some(OpenLogin::None) => (Severity::Blocker, ", without a password"),
        Some(OpenLogin::Guessable) => (Severity::Blocker, ", with a guessable password"),
    };
    found
        .report(Check::ScriptPublishesStore, command.span())
        .subject(image)
        .store(store_of_image(image))
        .severity(severity)
        .message(format!("`-p {port}` publishes `{image}` on every interface{how}"));
}
