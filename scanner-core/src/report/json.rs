//! JSON: everything there is to say about a scan, in one document.

use super::{Reporter, SCHEMA, TOOL, VERSION, Values, record::Record};
use crate::model::{Finding, HistoryStatistics, Incident, Report, ReportRedactor, Severity, SuppressionKind};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Writes one JSON document: summary, findings with the suppressed ones, incidents and notes.
///
/// `docs/json.md` describes the keys, `docs/json.schema.json` is their JSON Schema. Findings have the keys that
/// [`JsonLines`](super::JsonLines) gives them, and more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json {
    values: Values,
}

impl Json {
    /// With values shown, each finding also has its own, as `secret`.
    pub fn new(values: Values) -> Self {
        Json { values }
    }
}

impl Reporter for Json {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, &Document::new(report, self.values))?;
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

/// Counts of active findings, then of everything else. `hidden` findings are below the severity that was asked for.
#[derive(Serialize)]
struct Summary {
    blocker: usize,
    high: usize,
    medium: usize,
    low: usize,
    suppressed: usize,
    hidden: usize,
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
    fn new(report: &'a Report, values: Values) -> Self {
        let redactor = values.redactor(report);
        Document {
            schema: SCHEMA,
            tool: Tool { name: TOOL, version: VERSION },
            target: &report.target,
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            summary: Summary::new(report),
            findings: report.findings.iter().map(|finding| Entry::new(finding, values, &redactor)).collect(),
            incidents: report.statistics.incidents.iter().map(Problem::new).collect(),
            notes: &report.notes,
        }
    }
}

impl Summary {
    fn new(report: &Report) -> Self {
        Summary {
            blocker: report.count(Severity::Blocker),
            high: report.count(Severity::High),
            medium: report.count(Severity::Medium),
            low: report.count(Severity::Low),
            suppressed: report.findings.len() - report.active().count(),
            hidden: report.hidden,
            files: report.statistics.files,
            binary_files: report.statistics.binary_files,
            bytes: report.statistics.bytes,
            rules: report.rules.len(),
            complete: report.statistics.is_complete(),
            cancelled: report.statistics.cancelled,
            history: report.statistics.history.map(History::new),
        }
    }
}

impl History {
    fn new(HistoryStatistics { commits, blobs, known_blobs, searched_bytes }: HistoryStatistics) -> Self {
        History { commits, blobs, known_blobs, searched_bytes }
    }
}

impl<'a> Entry<'a> {
    fn new(finding: &'a Finding, values: Values, redactor: &ReportRedactor) -> Self {
        Entry {
            record: Record::new(finding, values, redactor),
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
    fn new(incident: &'a Incident) -> Self {
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
        insta::assert_snapshot!(sample::written(&Json::default(), &sample::report()), @r#"
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
            "hidden": 0,
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
              "lowered": null,
              "confidence": "high",
              "message": "Some token",
              "path": "config/a b/über%.env",
              "line": 3,
              "column": 7,
              "end_line": 3,
              "end_column": 43,
              "environment": "staging",
              "name": "TOKEN",
              "fingerprint": "d941287560ec80e82ebab4baf0fbf80b",
              "redacted": "zyxw***",
              "value_class": "live",
              "fix": null,
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
              "lowered": null,
              "confidence": "high",
              "message": "Some token",
              "path": "src/main.rs",
              "line": 1,
              "column": 10,
              "end_line": 2,
              "end_column": 4,
              "environment": "unknown",
              "name": null,
              "fingerprint": "f82bafbf5d11a977095d8d1c8eb6e2e0",
              "redacted": "***",
              "value_class": "live",
              "fix": null,
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
              "lowered": {
                "from": "medium",
                "reason": "environment"
              },
              "confidence": "medium",
              "message": "Unsigned webhooks are let in",
              "path": "webhooks.yml",
              "line": 1,
              "column": 17,
              "end_line": 1,
              "end_column": 21,
              "environment": "unknown",
              "name": null,
              "fingerprint": "408a87e8243cd409fb599893b79dbd6b",
              "redacted": "",
              "value_class": null,
              "fix": {
                "title": "Require a signature",
                "edits": [
                  {
                    "line": 1,
                    "column": 17,
                    "end_line": 1,
                    "end_column": 21,
                    "text": "false"
                  }
                ]
              },
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
              "message": "dump.sql: not scanned: 20000000 bytes, over the size limit",
              "failure": false
            },
            {
              "kind": "unreadable",
              "path": "etc/shadow copy",
              "message": "etc/shadow copy: could not be read: permission denied",
              "failure": true
            },
            {
              "kind": "index",
              "path": null,
              "message": "cannot read the git index, so tracked files that are ignored may be missing: bad signature",
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
        let text = sample::written(&Json::default(), &sample::history());
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
        insta::assert_snapshot!(sample::written(&Json::default(), &Report::default()), @r#"
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
            "hidden": 0,
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
        let text = sample::written(&Json::new(Values::Shown), &sample::report());
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["findings"][0]["secret"], sample::password());
    }
}
