//! What starts the programs that work through queues: commands of compose files, Procfiles, units, PM2 and images.

use super::Detector;
use crate::{
    context::{is_pm2_file, is_workflow},
    document::{Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            commands::{runs, runs_commands},
            run::Runner,
            tree,
        },
    },
    model::EvidenceKind,
};
use gonogo_rules::knowledge::libraries::STARTED;

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "worker", "celery", "sidekiq", "queue", "horizon", "dramatiq", "huey", "arq", "jobs", "consumer", "resque",
    ],
    applies_to: |file| file.is_in_use() && starts_programs(file),
    look,
};

fn starts_programs(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    let is_manifest = Format::for_path(path) == Some(Format::Yaml) && !is_workflow(path);
    runs_commands(file) || is_manifest || is_pm2_file(path, file.parsed.bytes()) || path.contains("supervisor")
}

/// Whether a library's workers are a program of their own, which something must start.
pub(super) fn is_started(package: &str) -> bool {
    STARTED.iter().any(|(known, _)| *known == package)
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for command in starts(file) {
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | ',' | '[' | ']');
        let words: Vec<&str> = command.split(is_edge).collect();
        // `dist/worker.js` is `worker`.
        let is_one = |word: &str, name: &str| word == name || word.split('.').next() == Some(name);
        for (package, names) in STARTED {
            if names.iter().any(|name| words.iter().any(|word| is_one(word, name))) {
                found.uses(EvidenceKind::Worker, *package);
            }
        }
    }
}

/// The commands that a file starts programs with.
fn starts(file: &SurveyedFile<'_>) -> Vec<String> {
    if runs_commands(file) {
        let processes = runs(file).iter().filter(|run| run.runner == Runner::Process);
        return processes.map(|run| run.words.join(" ")).collect();
    }
    let roots = file.roots();
    if is_pm2_file(file.path(), file.parsed.bytes()) {
        return file.parsed.exported_object().into_iter().chain(roots).flat_map(started).collect();
    }
    if Format::for_path(file.path()) == Some(Format::Yaml) {
        return roots.iter().flat_map(started).collect();
    }
    let settings = file.parsed.settings().list.into_iter();
    settings.filter(|setting| setting.name == "command").map(|setting| setting.text.into_owned()).collect()
}

/// What keys that start programs have as their values, anywhere in a manifest.
fn started(root: &Node) -> impl Iterator<Item = String> {
    let starts = tree::entries(root).into_iter().filter(|entry| matches!(&*entry.key, "command" | "args" | "script"));
    starts.map(|entry| {
        let words = entry.value.items().iter().chain([&entry.value]).filter_map(Node::text);
        words.collect::<Vec<_>>().join(" ")
    })
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn workers() {
        const CELERY: &str = "from celery import Celery\n\napp = Celery('shop')\n";
        const COMPOSE: &str = "services:\n  worker:\n    command: celery -A shop worker\n";
        all(&[
            (&[("shop/celery.py", CELERY)], &["worker present shop/celery.py:3"]),
            (&[("shop/celery.py", CELERY), ("compose.yml", COMPOSE)], &["worker wired shop/celery.py:3"]),
            (
                &[("shop/celery.py", CELERY), ("compose.yml", "services:\n  web:\n    command: gunicorn shop\n")],
                &["worker present shop/celery.py:3"],
            ),
            (
                &[
                    ("src/worker.ts", "import { Worker } from 'bullmq';\nnew Worker('mail', send);\n"),
                    ("Procfile", "web: node dist/main.js\nworker: node dist/worker.js\n"),
                ],
                &["worker wired src/worker.ts:2"],
            ),
            (
                &[
                    (
                        "app/Jobs/Mail.php",
                        "<?php\nuse Illuminate\\Contracts\\Queue\\ShouldQueue;\nclass Mail implements ShouldQueue {}\n",
                    ),
                    ("deploy/queue.service", "[Service]\nExecStart=/usr/bin/php artisan queue:work\n"),
                ],
                &["service-unit present deploy/queue.service:2", "worker wired app/Jobs/Mail.php:3"],
            ),
            (
                &[(
                    "src/mail.processor.ts",
                    "import { Processor } from '@nestjs/bullmq';\n\n@Processor('mail')\nexport class M {}\n",
                )],
                &["worker wired src/mail.processor.ts:3"],
            ),
            (&[("shop/celery.py", "# from celery import Celery\n"), ("compose.yml", COMPOSE)], &[]),
            (&[("src/pool.js", "const { Worker } = require('worker_threads');\nnew Worker('./a.js');\n")], &[]),
        ]);
    }
}
