//! JSON: everything there is to say about a scan, in one document.

use super::{
    Reporter, TOOL, VERSION,
    record::{Record, veil},
};
use crate::model::{Finding, HistoryStatistics, Incident, Report, Severity, SuppressionKind, Veil};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// The version of the document's shape. Keys may be added under one version; none goes or changes its meaning.
const SCHEMA: u32 = 1;

/// Writes one JSON document: summary, findings with the suppressed ones, incidents and notes.
///
/// A scan of commits adds `history` to the summary: `commits`, `blobs`, `known_blobs` and `searched_bytes`. Findings have the keys that
/// [`JsonLines`](super::JsonLines) gives them, `provenance` included, and more.
#[derive(Clone, Debug, Default)]
pub struct Json {
    show_secrets: bool,
}

impl Json {
    /// Redacts all values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether each finding also has its value, as `secret`.
    #[must_use]
    pub fn show_secrets(mut self, show: bool) -> Self {
        self.show_secrets = show;
        self
    }
}

impl Reporter for Json {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, &Document::of(report, self.show_secrets))?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool,
    target: &'a str,
    duration_ms: u64,
    summary: Summary,
    findings: Vec<Entry<'a>>,
    incidents: Vec<Problem<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Counts of active findings, then of everything else.
#[derive(Serialize)]
struct Summary {
    blocker: usize,
    high: usize,
    medium: usize,
    low: usize,
    suppressed: usize,
    files: u64,
    binary_files: u64,
    bytes: u64,
    rules: usize,
    complete: bool,
    cancelled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<History>,
}

/// `known_blobs` were searched by an earlier scan. `searched_bytes` are those of `bytes` that had to be searched; the rest
/// is copied from versions that were.
#[derive(Serialize)]
struct History {
    commits: u64,
    blobs: u64,
    known_blobs: u64,
    searched_bytes: u64,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    snippet: Lines,
    title: &'a str,
    description: &'a str,
    help: &'a str,
    references: &'a [String],
    tags: &'a [String],
    value_hash: Option<String>,
    suppression: Option<Suppressed<'a>>,
}

#[derive(Serialize)]
struct Lines {
    line: u32,
    text: String,
}

#[derive(Serialize)]
struct Suppressed<'a> {
    kind: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    kind: &'static str,
    path: Option<&'a str>,
    message: String,
    failure: bool,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report, show_secrets: bool) -> Self {
        let veil = veil(report, show_secrets);
        Document {
            schema: SCHEMA,
            tool: Tool { name: TOOL, version: VERSION },
            target: &report.target,
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            summary: Summary::of(report),
            findings: report.findings.iter().map(|finding| Entry::of(finding, show_secrets, &veil)).collect(),
            incidents: report.statistics.incidents.iter().map(Problem::of).collect(),
            notes: &report.notes,
        }
    }
}

impl Summary {
    fn of(report: &Report) -> Self {
        Summary {
            blocker: report.count(Severity::Blocker),
            high: report.count(Severity::High),
            medium: report.count(Severity::Medium),
            low: report.count(Severity::Low),
            suppressed: report.findings.len() - report.active().count(),
            files: report.statistics.files,
            binary_files: report.statistics.binary_files,
            bytes: report.statistics.bytes,
            rules: report.rules.len(),
            complete: report.statistics.is_complete(),
            cancelled: report.statistics.cancelled,
            history: report.statistics.history.map(History::of),
        }
    }
}

impl History {
    fn of(HistoryStatistics { commits, blobs, known_blobs, searched_bytes }: HistoryStatistics) -> Self {
        History { commits, blobs, known_blobs, searched_bytes }
    }
}

impl<'a> Entry<'a> {
    fn of(finding: &'a Finding, show_secrets: bool, veil: &Veil) -> Self {
        Entry {
            record: Record::of(finding, show_secrets, veil),
            snippet: Lines { line: finding.snippet.line(), text: finding.snippet.redacted().0 },
            title: &finding.rule.title,
            description: &finding.rule.description,
            help: &finding.rule.help,
            references: &finding.rule.references,
            tags: &finding.rule.tags,
            value_hash: (!finding.secret.is_empty()).then(|| finding.value_hash().to_string()),
            suppression: finding
                .suppression
                .as_ref()
                .map(|by| Suppressed { kind: suppression_kind(by.kind), reason: &by.reason }),
        }
    }
}

impl<'a> Problem<'a> {
    fn of(incident: &'a Incident) -> Self {
        let kind = match incident {
            Incident::TooLarge { .. } => "too-large",
            Incident::Unparsed { .. } => "unparsed",
            Incident::Unreadable { .. } => "unreadable",
            Incident::Object { .. } => "object",
            Incident::Pack { .. } => "pack",
            Incident::History { .. } => "history",
            Incident::Index { .. } => "index",
        };
        Problem { kind, path: incident.path(), message: incident.to_string(), failure: incident.is_failure() }
    }
}

fn suppression_kind(kind: SuppressionKind) -> &'static str {
    match kind {
        SuppressionKind::Inline => "inline",
        SuppressionKind::Config => "config",
        SuppressionKind::Baseline => "baseline",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn one_document() {
        insta::assert_snapshot!(sample::written(&Json::new(), &sample::report()), @r#"
        {
          "schema": 1,
          "tool": {
            "name": "gonogo",
            "version": "0.1.0"
          },
          "target": ".",
          "duration_ms": 42,
          "summary": {
            "blocker": 1,
            "high": 0,
            "medium": 0,
            "low": 1,
            "suppressed": 1,
            "files": 12,
            "binary_files": 1,
            "bytes": 3456,
            "rules": 2,
            "complete": false,
            "cancelled": false
          },
          "findings": [
            {
              "rule": "some-token",
              "category": "secret",
              "severity": "blocker",
              "confidence": "high",
              "message": "Some token",
              "path": "config/a b/über%.env",
              "line": 3,
              "column": 7,
              "end_line": 3,
              "end_column": 43,
              "fingerprint": "d941287560ec80e82ebab4baf0fbf80b",
              "redacted": "zyxw***",
              "snippet": {
                "line": 3,
                "text": "TOKEN=zyxw***"
              },
              "title": "Some token",
              "description": "Whoever holds it acts as its owner.",
              "help": "Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.",
              "references": [
                "https://example.com/docs/tokens",
                "https://example.com/docs/leaks"
              ],
              "tags": [
                "CWE-798",
                "some-vendor"
              ],
              "value_hash": "9bab83c348739b0753ca947fb2f17695",
              "suppression": null
            },
            {
              "rule": "some-token",
              "category": "secret",
              "severity": "medium",
              "confidence": "high",
              "message": "Some token",
              "path": "src/main.rs",
              "line": 1,
              "column": 10,
              "end_line": 2,
              "end_column": 4,
              "fingerprint": "f82bafbf5d11a977095d8d1c8eb6e2e0",
              "redacted": "***",
              "snippet": {
                "line": 1,
                "text": "let t = \"***\"; // test"
              },
              "title": "Some token",
              "description": "Whoever holds it acts as its owner.",
              "help": "Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.",
              "references": [
                "https://example.com/docs/tokens",
                "https://example.com/docs/leaks"
              ],
              "tags": [
                "CWE-798",
                "some-vendor"
              ],
              "value_hash": "c2432a9c9d67e60616e2afc23761d868",
              "suppression": {
                "kind": "inline",
                "reason": "a test's own"
              }
            },
            {
              "rule": "unsigned",
              "category": "settings",
              "severity": "low",
              "confidence": "medium",
              "message": "Unsigned webhooks are let in",
              "path": "webhooks.yml",
              "line": 1,
              "column": 17,
              "end_line": 1,
              "end_column": 21,
              "fingerprint": "408a87e8243cd409fb599893b79dbd6b",
              "redacted": "",
              "snippet": {
                "line": 1,
                "text": "allow_unsigned: true"
              },
              "title": "Unsigned webhooks are let in",
              "description": "",
              "help": "Set it to <false>.",
              "references": [],
              "tags": [],
              "value_hash": null,
              "suppression": null
            }
          ],
          "incidents": [
            {
              "kind": "too-large",
              "path": "dump.sql",
              "message": "dump.sql: not scanned, 20000000 bytes are over the limit",
              "failure": false
            },
            {
              "kind": "unreadable",
              "path": "etc/shadow copy",
              "message": "etc/shadow copy: not read: permission denied",
              "failure": true
            },
            {
              "kind": "index",
              "path": null,
              "message": "the git index could not be read, ignored files that git tracks may be missing: bad signature",
              "failure": true
            }
          ],
          "notes": [
            "`gonogo:allow` of `old-rule` names no rule"
          ]
        }
        "#);
    }

    #[test]
    fn what_comes_from_history_says_so() {
        let text = sample::written(&Json::new(), &sample::history());
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let summary =
            serde_json::json!({ "commits": 1204, "blobs": 5310, "known_blobs": 0, "searched_bytes": 12_000_000 });
        assert_eq!(document["summary"]["history"], summary);
        assert_eq!(document["findings"][0].get("provenance"), None);
        insta::assert_snapshot!(serde_json::to_string_pretty(&document["findings"][1]["provenance"]).expect("JSON"), @r#"
        {
          "at_head": false,
          "container": "commit-message",
          "introduced": {
            "author": "Ada Lovelace",
            "commit": "4c0ffee000000000000000000000000000000000",
            "date": "2026-01-04T01:00:00+01:00",
            "email": "ada@example.com",
            "summary": "Merge"
          },
          "object": "0000000000000000000000000000000000001234",
          "other_paths": [],
          "removed": null
        }
        "#);
    }

    #[test]
    fn an_empty_report() {
        insta::assert_snapshot!(sample::written(&Json::new(), &Report::default()), @r#"
        {
          "schema": 1,
          "tool": {
            "name": "gonogo",
            "version": "0.1.0"
          },
          "target": "",
          "duration_ms": 0,
          "summary": {
            "blocker": 0,
            "high": 0,
            "medium": 0,
            "low": 0,
            "suppressed": 0,
            "files": 0,
            "binary_files": 0,
            "bytes": 0,
            "rules": 0,
            "complete": true,
            "cancelled": false
          },
          "findings": [],
          "incidents": [],
          "notes": []
        }
        "#);
    }

    #[test]
    fn shows_values_only_when_asked() {
        let text = sample::written(&Json::new().show_secrets(true), &sample::report());
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["findings"][0]["secret"], sample::password());
    }
}
