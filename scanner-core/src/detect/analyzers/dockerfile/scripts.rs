//! Commands of `RUN` that trust whatever comes, or open what they make to everyone.

use super::{build::Build, exec};
use crate::{
    detect::analyzers::{
        Check, Diagnostics,
        shell::{piped, program},
    },
    document::{Command, Instruction, Keyword},
    model::Severity,
};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        for run in stage.instructions.iter().filter(|instruction| instruction.keyword == Keyword::Run) {
            let commands = exec::run(build.text, run);
            for piped in piped(&commands) {
                let severity = if build.is_shipped(at) { Severity::Medium } else { Severity::Low };
                let report = found.report(Check::ScriptPipedIntoShell, piped.place).subject(piped.source);
                report.severity(severity).message(piped.message);
            }
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
