//! Commands of `RUN` that trust whatever comes, or open what they make to everyone.

use super::{build::Build, exec};
use crate::{
    detect::analyzers::Diagnostics,
    document::{Command, Instruction},
    model::Severity,
};

const LOADERS: &[&str] = &["curl", "wget"];
const SHELLS: &[&str] = &["sh", "bash", "ash", "zsh", "python", "python3", "node", "perl", "ruby", "php"];

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        for run in stage.instructions.iter().filter(|instruction| instruction.keyword == "RUN") {
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
                let what = format!("`{} ... | {}`", program(command), program(next));
                found.report("script-piped-into-shell", span, severity, what);
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
            found.report(
                "script-piped-into-shell",
                start..start + sign.len(),
                Severity::Medium,
                "what is loaded is run at once",
            );
            return;
        }
    }
}

/// `COPY --chmod=777`.
fn copied_writable(instruction: &Instruction, found: &mut Diagnostics<'_>) {
    let modes = exec::options(instruction).filter_map(|option| option.strip_prefix("--chmod="));
    for mode in modes.filter(|mode| is_open(mode)) {
        let what = format!("`--chmod={mode}` lets every user change them");
        found.report("world-writable-files-in-image", instruction.whole(), Severity::Medium, what);
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
            let what = format!("`chmod {mode}` lets every user change them");
            found.report("world-writable-files-in-image", command.span(), Severity::Medium, what);
        }
    }
}
