//! Repositories that can't be read in full: what can is scanned, what can't is named, and nothing is called clean.

mod circles;
mod clones;
mod flips;
mod large;
mod objects;
mod pack_writer;
mod packs;

use super::{Repository, history, line, token};
use gonogo_core::{engine::HistoryOptions, model::Report};
use std::{collections::BTreeMap, path::Path};

/// The secrets of [`two_commits`].
const SEEDS: &[&str] = &["first", "second"];

/// Scans a history, holds that it is not called complete, and returns the seeds whose secrets were found, and what it says,
/// without names of objects.
fn incomplete(repository: &Path) -> (Vec<&'static str>, Vec<String>) {
    let report = history(repository, HistoryOptions::default());
    assert!(!report.statistics.is_complete(), "{:?}", report.statistics);
    (found(&report), said(&report))
}

fn found(report: &Report) -> Vec<&'static str> {
    let seeds: BTreeMap<Vec<u8>, &str> = SEEDS.iter().map(|seed| (token(seed).into_bytes(), *seed)).collect();
    let mut found: Vec<&str> = report.findings.iter().map(|finding| seeds[finding.secret.reveal()]).collect();
    found.sort();
    found.dedup();
    found
}

/// The incidents of a report, with `<id>` for names of objects and packs.
fn said(report: &Report) -> Vec<String> {
    let word = |word: &str| {
        let (hex, rest) = word.split_at(word.len().min(40));
        let is_id = hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { format!("<id>{rest}") } else { word.to_owned() }
    };
    let anonymous =
        |text: String| text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).map(word).collect::<String>();
    report.statistics.incidents.iter().map(|incident| anonymous(incident.to_string())).collect()
}

/// Two commits, each with a secret in a file of its own below `folder`.
fn two_commits(root: &Path) -> Repository {
    let repository = Repository::init(root);
    for seed in SEEDS {
        repository.write(&format!("folder/{seed}.env"), line(seed));
        repository.commit(&format!("Add {seed}.env"));
    }
    repository
}
