//! Commands of `RUN` that trust whatever comes, or open what they make to everyone.

use super::{build::Build, exec};
use crate::{
    detect::analyzers::{Check, Diagnostics},
    document::{Command, Instruction, Keyword},
    model::Severity,
};

const LOADERS: &[&str] = &["curl", "wget"];
const SHELLS: &[&str] = &["sh", "bash", "ash", "zsh", "python", "python3", "node", "perl", "ruby", "php"];

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        for run in stage.instructions.iter().filter(|instruction| instruction.keyword == Keyword::Run) {
            let commands = exec::run(build, run);
            piped(&commands, build.is_shipped(at), found);
            if build.is_shipped(at) {
                substituted(run, found);
                writable(&commands, found);
            }
        }
        if build.is_shipped(at) {
            stage.instructions.iter().for_each(|instruction| copied_writable(instruction, found));
        }
    }
}

/// The program of a command, behind `sudo` and assignments.
fn program(command: &Command) -> &str {
    let words = command.words.iter().map(|word| word.text.as_str());
    let mut words = words.skip_while(|word| word.contains('=') || matches!(*word, "sudo" | "-E" | "exec" | "env"));
    words.next().map_or("", |word| word.rsplit('/').next().unwrap_or(word))
}

/// `curl ... | sh`, also through programs in between.
fn piped(commands: &[Command], shipped: bool, found: &mut Diagnostics<'_>) {
    for (at, command) in
        commands.iter().enumerate().filter(|(_, command)| command.piped && LOADERS.contains(&program(command)))
    {
        let mut rest = &commands[at + 1..];
        while let [next, behind @ ..] = rest {
            // `python -c` and `node -e` read data, no program.
            let reads_program = SHELLS.contains(&program(next))
                && !next.words.iter().any(|word| matches!(&*word.text, "-c" | "-e" | "-m" | "-r"));
            if reads_program {
                let span = command.span().start..next.span().end;
                let severity = if shipped { Severity::Medium } else { Severity::Low };
                let source = command.words.iter().map(|word| word.text.as_str()).find(|word| word.contains("://"));
                found
                    .report(Check::ScriptPipedIntoShell, span)
                    .subject(source.unwrap_or_default())
                    .severity(severity)
                    .message(format!("`{} ... | {}` runs what it downloads", program(command), program(next)));
                break;
            }
            rest = if next.piped { behind } else { &[] };
        }
    }
}

/// `sh -c "$(curl ...)"` and `bash <(curl ...)`.
fn substituted(run: &Instruction, found: &mut Diagnostics<'_>) {
    for sign in ["-c \"$(curl", "-c \"$(wget", "<(curl", "<(wget", "-c \"`curl", "eval \"$(curl"] {
        if let Some(at) = run.flat.find(sign) {
            let start = run.arguments.start + at;
            found
                .report(Check::ScriptPipedIntoShell, start..start + sign.len())
                .subject(sign)
                .severity(Severity::Medium)
                .message(format!("`{sign} ...` runs what it downloads"));
            return;
        }
    }
}

/// `COPY --chmod=777`.
fn copied_writable(instruction: &Instruction, found: &mut Diagnostics<'_>) {
    let modes = exec::options(instruction).filter_map(|option| option.strip_prefix("--chmod="));
    for mode in modes.filter(|mode| is_open(mode)) {
        let target = instruction.flat.split_whitespace().last().unwrap_or_default();
        found
            .report(Check::WorldWritableFilesInImage, instruction.whole())
            .subject(target)
            .severity(Severity::Medium)
            .message(format!("`--chmod={mode}` lets every user change `{target}`"));
    }
}

/// Whether a mode lets everyone write. The sticky bit of `1777` makes it safe for folders.
fn is_open(mode: &str) -> bool {
    let digits = mode.len() >= 3 && mode.bytes().all(|byte| byte.is_ascii_digit());
    let written = digits && !mode.starts_with('1') && mode.ends_with(['2', '3', '6', '7']);
    written || matches!(mode, "a+rwx" | "ugo+rwx" | "a+w" | "o+w" | "a=rwx" | "ugo+w")
}

/// `chmod 777`.
fn writable(commands: &[Command], found: &mut Diagnostics<'_>) {
    for command in commands.iter().filter(|command| program(command) == "chmod") {
        let mode = command.words.iter().skip(1).map(|word| word.text.as_str()).find(|word| !word.starts_with("-"));
        if let Some(mode) = mode.filter(|mode| is_open(mode)) {
            let target = command.words.last().map_or("", |word| &word.text);
            found
                .report(Check::WorldWritableFilesInImage, command.span())
                .subject(target)
                .severity(Severity::Medium)
                .message(format!("`chmod {mode}` lets every user change `{target}`"));
        }
    }
}
