//! The document as a whole.

use super::*;
use crate::report::sample;

/// The document but for its last key, which has tests of its own.
fn without_receipt(report: &Report) -> String {
    let text = sample::written(&Json::default(), report);
    let (text, _) = text.split_once(",\n  \"receipt\"").expect("a receipt");
    format!("{text}\n}}\n")
}

#[test]
fn one_document() {
    insta::assert_snapshot!(without_receipt(&sample::report()), @r#"
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
        "old": 0,
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
    let summary = serde_json::json!({ "commits": 1204, "blobs": 5310, "known_blobs": 0, "searched_bytes": 12_000_000 });
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
    insta::assert_snapshot!(without_receipt(&Report::default()), @r#"
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
        "old": 0,
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
