//! Documentation: a section, or a page of its own, under a heading that says what it is about, with something written below.

use super::Detector;
use crate::{
    evidence::{Sightings, SurveyedFile},
    model::EvidenceKind,
};
use std::ops::Range;

/// Words of text below a heading from which a section says something.
const MIN_WORDS: usize = 12;
/// The same with commands, which say more.
const MIN_WORDS_WITH_COMMANDS: usize = 4;

/// What a section is about, by words that its heading or the name of its page starts with, in English, French, Indonesian,
/// Portuguese and Spanish.
const TOPICS: &[(EvidenceKind, &[&str])] = &[
    (
        EvidenceKind::ApiDocs,
        &["api docs", "api documentation", "api reference", "dokumentasi api", "endpoints", "rest api"],
    ),
    (
        EvidenceKind::DeploymentDocs,
        &[
            "deploy", "penerapan", "go live", "go-live", "rilis ke produksi", "production setup", "langkah produksi",
            "self-host", "self host", "selfhost", "déploiement", "mise en production", "implantação", "despliegue",
        ],
    ),
    (
        EvidenceKind::EnvironmentDocs,
        &[
            "environment", "env var", "variabel lingkungan", "konfigurasi env", "configuration", "konfigurasi",
            "variables d'environnement", "variáveis de ambiente", "variables de entorno",
        ],
    ),
    (
        EvidenceKind::IncidentDocs,
        &[
            "incident", "insiden", "on-call", "on call", "escalation", "eskalasi", "emergency", "urgence", "urgences",
            "emergência", "emergencia",
        ],
    ),
    (
        EvidenceKind::MigrationDocs,
        &["migrat", "database migration", "migrasi", "schema change", "migração", "migrações", "migraciones"],
    ),
    (
        EvidenceKind::MonitoringDocs,
        &[
            "monitoring", "pemantauan", "observability", "alert", "metrics", "surveillance", "supervision",
            "monitoramento", "monitorización",
        ],
    ),
    (
        EvidenceKind::RecoveryDocs,
        &[
            "restore", "recovery", "disaster", "pemulihan", "backup and restore", "backup & restore",
            "backup dan restore", "restauration", "restauração", "restauración",
        ],
    ),
    (
        EvidenceKind::RollbackDocs,
        &[
            "rollback", "roll back", "rolling back", "revert", "kembali ke versi", "retour arrière", "reversão",
            "reversión",
        ],
    ),
    (
        EvidenceKind::Runbook,
        &["runbook", "run book", "playbook", "operations guide", "operations manual", "operasional", "sop"],
    ),
];

/// Words of a section that was never written.
const UNWRITTEN: &[&str] =
    &["todo", "tbd", "coming soon", "work in progress", "to be written", "segera", "belum ada", "n/a"];

pub(super) const DETECTOR: Detector = Detector { keywords: &[], applies_to, look };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    let name = file.split().1.to_ascii_lowercase();
    let is_page = [".md", ".mdx", ".markdown"].iter().any(|end| name.ends_with(end));
    // Instructions to agents and records of changes describe no operation; hidden folders hold notes and tools' own pages.
    let is_hidden =
        file.split().0.split('/').any(|part| part.starts_with('.') && part != ".github" && part != ".gitlab");
    is_page && !is_hidden && !["changelog.md", "agents.md", "claude.md", "copilot-instructions.md"].contains(&&*name)
}

/// A heading, and what is written up to the next one of its level.
#[derive(Debug)]
struct Section<'a> {
    title: &'a str,
    span: Range<usize>,
    body: &'a str,
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let text = file.parsed.text();
    let sections = sections(text);
    let (folder, name) = file.split();
    if folder.is_empty() && name.to_ascii_lowercase().starts_with("readme.") {
        let whole = Section { title: "", span: 0..0, body: text };
        report(&whole, EvidenceKind::Readme, found);
    }
    let stem = name.split('.').next().unwrap_or_default().to_lowercase().replace(['_', '-'], " ");
    for (kind, words) in TOPICS {
        if is_about(&stem, words) {
            let first = sections.first().map_or(0..0, |section| section.span.clone());
            report(&Section { title: "", span: first, body: text }, *kind, found);
        }
        let named = sections.iter().filter(|section| is_about(&plain(section.title), words));
        named.for_each(|section| report(section, *kind, found));
    }
}

/// A heading in lower case, without numbers and marks before its words: `### 4. **Rollback**`.
fn plain(title: &str) -> String {
    title.to_lowercase().trim_start_matches(|c: char| !c.is_alphabetic()).to_owned()
}

fn is_about(title: &str, words: &[&str]) -> bool {
    // "How to deploy", "Production deployment", "Cara deploy": the topic starts at an edge of a word.
    words.iter().any(|word| {
        let mut places = title.match_indices(word);
        places.any(|(at, _)| title[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric()))
    })
}

fn report(section: &Section<'_>, kind: EvidenceKind, found: &mut Sightings) {
    let has_commands = section.body.contains("```") || section.body.contains("\n    ");
    let lines = section.body.lines().filter(|line| !line.trim_start().starts_with(['#', '<', '`']));
    let written = lines.filter(|line| !is_unwritten(line));
    let words = written.flat_map(str::split_whitespace).filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if words >= if has_commands { MIN_WORDS_WITH_COMMANDS } else { MIN_WORDS } {
        let sighting = found.report(kind, section.span.clone());
        if has_commands {
            sighting.wired();
        }
    }
}

/// What is left to do, or is on a list to be ticked off.
fn is_unwritten(line: &str) -> bool {
    let item = line.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
    if ["[ ]", "[x]", "[X]"].iter().any(|mark| item.starts_with(mark)) {
        return true;
    }
    let line = plain(line);
    UNWRITTEN.iter().any(|word| line.starts_with(word)) || line.starts_with('[')
}

/// The sections of a page of Markdown; headings in code blocks are none.
fn sections(text: &str) -> Vec<Section<'_>> {
    let (mut headings, mut at, mut in_code) = (Vec::<(usize, Range<usize>)>::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            in_code = !in_code;
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !in_code && (1..=6).contains(&level) && line[level..].starts_with(' ') {
            headings.push((level, at..at + line.trim_end().len()));
        }
        at += line.len();
    }
    let end_of = |index: usize| {
        let (level, _) = &headings[index];
        let next = headings[index + 1..].iter().find(|(other, _)| other <= level);
        next.map_or(text.len(), |(_, span)| span.start)
    };
    let section = |(index, (level, span)): (usize, &(usize, Range<usize>))| Section {
        title: text[span.start + level..span.end].trim(),
        span: span.clone(),
        body: &text[span.end..end_of(index)],
    };
    headings.iter().enumerate().map(section).collect()
}
