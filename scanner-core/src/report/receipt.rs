//! The receipt of a scan: what was asked, what was read and what was not, by which rules, and how it ended.

use super::{Reporter, SCHEMA, TOOL, VERSION, counts::Counts};
use crate::model::Report;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Writes the receipt of a scan as JSON, so that a pipeline can prove what was looked at. It holds no findings, values or
/// paths of files. `docs/json.md` describes the keys, `docs/json.schema.json` is their JSON Schema.
#[derive(Clone, Copy, Debug, Default)]
pub struct Receipt;

impl Reporter for Receipt {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(&Content::new(report))?;
        text.push(b'\n');
        out.write_all(&text)?;
        out.flush()
    }
}

/// The keys, which the machine formats have, too.
#[derive(Serialize)]
pub(super) struct Content<'a> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    asked: Asked<'a>,
    commit: Option<&'a str>,
    rules: Rules<'a>,
    read: Read,
    not_read: BTreeMap<&'static str, u64>,
    complete: bool,
    cancelled: bool,
    findings: Counts,
    exit: Option<Exit<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    kind: &'a str,
    target: &'a str,
}

#[derive(Serialize)]
struct Rules<'a> {
    count: usize,
    hash: Option<&'a str>,
}

#[derive(Serialize)]
struct Read {
    files: u64,
    bytes: u64,
    commits: u64,
    versions: u64,
    known_versions: u64,
}

#[derive(Serialize)]
struct Exit<'a> {
    code: u8,
    meaning: &'a str,
}

impl<'a> Content<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let (statistics, request) = (&report.statistics, &report.request);
        let history = statistics.history.unwrap_or_default();
        let mut not_read = BTreeMap::new();
        for incident in &statistics.incidents {
            *not_read.entry(incident.kind()).or_insert(0) += 1;
        }
        Content {
            schema: SCHEMA,
            tool: TOOL,
            version: VERSION,
            asked: Asked { kind: request.kind, target: &report.target },
            commit: request.commit.as_deref(),
            rules: Rules { count: report.rules.len(), hash: request.rules_hash.as_deref() },
            read: Read {
                files: statistics.files.saturating_sub(history.blobs),
                bytes: statistics.bytes,
                commits: history.commits,
                versions: history.blobs,
                known_versions: history.known_blobs,
            },
            not_read,
            complete: statistics.is_complete(),
            cancelled: statistics.cancelled,
            findings: Counts::new(report),
            exit: request.exit.as_ref().map(|(code, meaning)| Exit { code: *code, meaning }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{conformance, sample};

    #[test]
    fn it_says_what_was_read_and_what_was_not() {
        let mut report = sample::report();
        report.request.kind = "files";
        report.request.commit = Some("4c0ffee".to_owned());
        report.request.exit = Some((2, "something was not read".to_owned()));
        let text = sample::written(&Receipt, &report);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        conformance::check("receipt", &value);
        let expected = serde_json::json!({
            "schema": 1,
            "tool": "gonogo",
            "version": VERSION,
            "asked": { "kind": "files", "target": "." },
            "commit": "4c0ffee",
            "rules": { "count": 2, "hash": null },
            "read": { "files": 12, "bytes": 3456, "commits": 0, "versions": 0, "known_versions": 0 },
            "not_read": { "index": 1, "too-large": 1, "unreadable": 1 },
            "complete": false,
            "cancelled": false,
            "findings": { "blocker": 1, "high": 0, "medium": 0, "low": 1, "suppressed": 1, "hidden": 0, "old": 0 },
            "exit": { "code": 2, "meaning": "something was not read" },
        });
        assert_eq!(value, expected);
    }
}
