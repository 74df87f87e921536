//! Backups: what dumps a store, what runs it on a schedule, and where its dumps go.

mod commands;
mod managed;
#[cfg(test)]
mod tests;

use super::Detector;
use crate::{
    context::{Role, is_workflow},
    document::Format,
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            call::{self, Call, Scheduled},
            calls,
            schedules::{self, scheduled},
        },
    },
    model::{EvidenceKind, words},
};
use commands::dumps;
use std::ops::Range;

/// Bytes before a command in which the call that runs it opens.
const MAX_CALL_BYTES: usize = 120;

/// Names of calls in code that run a command.
const RUNS_IN_CODE: &[&str] = &[
    "Command", "CommandContext", "Popen", "check_call", "check_output", "exec", "execAsync", "execCommand", "execFile",
    "execFileSync", "execPromise", "execSync", "execa", "execaCommand", "fromShellCommandline", "passthru", "popen",
    "run", "shell_exec", "spawn", "spawnSync", "system",
];

/// Names of calls in code that store a file elsewhere.
const UPLOADS_IN_CODE: &[&str] =
    &["PutObjectCommand", "putObject", "fPutObject", "put_object", "upload_file", "upload_fileobj"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "_dump", "pg_basebackup", "pg_probackup", "mysqldump", "mariadb-dump", "mydumper", "mongodump", "--rdb",
        "bgsave", "backup", "restic", "borg", "kopia", "duplicity", "rsnapshot", "velero", "etcdctl", "litestream",
        "mc mirror", "supabase", "gcloud",
    ],
    applies_to,
    look,
};

pub(super) const SCHEDULES: Detector = Detector { keywords: schedules::KEYWORDS, applies_to, look: schedule };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    let is_manifest = path.ends_with("package.json") || !path.ends_with(".json");
    file.is_in_use() && is_manifest && (file.is_source() || !path.ends_with(".css") && file.role() != Role::Source)
}

/// What other files run on a schedule is wired.
fn schedule(file: &SurveyedFile<'_>, found: &mut Sightings) {
    scheduled(file).iter().for_each(|part| found.uses(EvidenceKind::Backup, part.text.as_str()));
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    managed::look(file, found);
    if Format::for_path(file.path()).is_none() && file.is_source() {
        return in_code(file, found);
    }
    let calls = calls::calls(file);
    let schedules = scheduled(file);
    let dumping: Vec<&Call> = calls.iter().filter(|call| dumps(call)).collect();
    for call in &dumping {
        let handle = call.owner.as_deref().unwrap_or(file.split().1);
        report(call.span.clone(), handle, schedules, found);
    }
    if schedules::is_crontab(file.path()) {
        let entries = schedules.iter().filter(|part| call::of_text(&part.text).iter().any(dumps));
        entries.for_each(|part| {
            found.report(EvidenceKind::Backup, part.span.clone()).wired();
        });
    }
    let is_of_backups = words(file.path().as_bytes()).iter().any(|word| word.starts_with("backup"));
    if !dumping.is_empty() || is_of_backups && !is_workflow(file.path()) {
        treatment(calls, found);
    }
    if is_of_backups && dumping.is_empty() && calls::is_script(file) {
        // A script that runs the ones that dump.
        let run = calls.iter().map(|call| call.words.join(" ")).collect::<Vec<_>>().join("\n");
        found.passes(EvidenceKind::Backup, file.split().1, run);
    }
}

/// A dump is wired in a part that runs on a schedule, or if such a part runs what it is called by.
fn report(span: Range<usize>, handle: &str, schedules: &[Scheduled], found: &mut Sightings) {
    let is_scheduled = schedules.iter().any(|part| part.span.contains(&span.start));
    let sighting = found.report(EvidenceKind::Backup, span);
    if is_scheduled {
        sighting.wired();
    } else {
        sighting.handle(handle);
    }
}

/// What becomes of dumps: where they go, who can read them, and for how long they stay.
fn treatment(calls: &[Call], found: &mut Sightings) {
    for call in calls {
        if commands::uploads(call) {
            found.report(EvidenceKind::BackupOffSite, call.span.clone());
        }
        if commands::encrypts(call) {
            found.report(EvidenceKind::BackupEncryption, call.span.clone());
        }
        if commands::expires(call) {
            found.report(EvidenceKind::BackupRetention, call.span.clone());
        }
    }
}

/// Programs that run a dump: `execAsync('pg_dump ...')`, `subprocess.run(["pg_dump", url])`.
fn in_code(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    let schedules = scheduled(file);
    let is_dump = |at: usize| {
        let text = code.inner_text(at);
        let is_kept = code.sign(at - 1) == "=" && text.contains(" -");
        let mut around = code.enclosing(at, MAX_CALL_BYTES).take(2);
        let is_run = around.any(|open| open > 0 && RUNS_IN_CODE.contains(&code.word(open - 1)));
        !text.is_empty() && (is_kept || is_run) && call::of_text(text).iter().any(dumps)
    };
    let is_artisan = |at: usize| code.inner_text(at) == "backup:run" && matches!(code.word(at - 2), "command" | "call");
    let mut has_dump = false;
    for at in (2..code.tokens.len()).filter(|at| is_dump(*at) || is_artisan(*at)) {
        let is_planned = is_artisan(at) && schedules.iter().any(|part| part.text.contains("backup:run"));
        report(code.span(at), file.split().1, schedules, found);
        if let Some(last) = found.evidence.last_mut().filter(|_| is_planned) {
            last.wired();
        }
        has_dump = true;
    }
    if has_dump {
        let uploads = (0..code.tokens.len()).filter(|at| UPLOADS_IN_CODE.contains(&code.word(*at)));
        { uploads }.filter(|at| code.sign(at + 1) == "(").for_each(|at| {
            found.report(EvidenceKind::BackupOffSite, code.span(at));
        });
    }
}
