//! Text reports of a history: findings, and the list of secrets to rotate.

use super::{Scope, Summary, TextReporter, rotation};
use anstream::StripStream;
use gonogo_core::{
    model::{
        Commit, Confidence, Container, Finding, HistoryStatistics, Incident, LineIndex, Location, Mask, Provenance,
        Region, Report, RuleMeta, Secret, Severity, Snippet, Timestamp,
    },
    redact::Redactor,
    report::{Reporter, Values},
    rotation::Rotation,
};
use std::{sync::Arc, time::Duration};

fn commit(day: i64, summary: &str) -> Option<Commit> {
    Some(Commit {
        id: format!("{day:02}c0ffee{:032}", 0),
        author: "Ada \u{1b}Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        date: Timestamp { seconds: 1_767_225_600 + (day - 1) * 86_400, offset_minutes: 0 },
        summary: summary.to_owned(),
    })
}

fn finding(rule: &Arc<RuleMeta>, path: &str, value: &str, change: impl FnOnce(&mut Provenance)) -> Finding {
    let text = format!("TOKEN={value}\n");
    let span = 6..6 + value.len();
    let region = Region::from_span(&LineIndex::new(text.as_bytes()), text.as_bytes(), &span);
    let location = Location { path: path.to_owned(), region, span: span.clone() };
    let snippet = Snippet::new(text.as_bytes(), 1, span.clone(), vec![Mask::hide(span)]);
    let mut provenance = Provenance::new(Container::File, "0123456789abcdef");
    change(&mut provenance);
    let builder = Finding::builder(rule.clone(), location, Secret::new(value.as_bytes()), snippet);
    builder.provenance(provenance).name("TOKEN").build()
}

/// Two secrets; the one that is still there has other places too.
fn report() -> Report {
    let rule = |id: &str, severity| Arc::new(RuleMeta::new(id, format!("A {id}"), severity, Confidence::High));
    let (token, key) = (rule("token", Severity::High), rule("key", Severity::Blocker));
    let mut report = Report::default();
    report.findings = vec![
        finding(&token, "commit-message", "tiger-lily", |of| {
            of.container = Container::CommitMessage;
            of.introduced = commit(5, "Set tiger-lily");
        }),
        finding(&token, "config/.env", "tiger-lily", |of| {
            of.introduced = commit(4, "Move the settings");
            of.at_head = true;
            of.other_paths = vec!["docs/set\nup.md".to_owned(), "old/.env".to_owned()];
        }),
        finding(&key, "key.env", "walrus-oil", |of| {
            of.introduced = commit(1, "Begin");
            of.removed = commit(2, "Clean up");
        }),
        finding(&token, "old/.env", "tiger-lily", |of| {
            of.introduced = commit(3, "Use tiger-lily for now");
            of.removed = commit(4, "Move the settings");
        }),
    ];
    report.rules = vec![token, key];
    report.duration = Duration::from_millis(42);
    report.statistics.bytes = 310 << 20;
    let mut history = HistoryStatistics::default();
    (history.commits, history.blobs, history.searched_bytes) = (1204, 5310, 12 << 20);
    report.statistics.history = Some(history);
    report
}

fn text(report: &Report, values: Values) -> String {
    let mut out = StripStream::new(Vec::new());
    let summary = Summary { scope: Scope::Other, ..Summary::default() };
    let reporter = TextReporter { values, verbose: false, width: 80, summary: Some(summary) };
    reporter.write(report, &mut out).expect("a vector takes everything");
    String::from_utf8(out.into_inner()).expect("text is UTF-8")
}

#[test]
fn secrets_from_history_are_listed_once_and_those_still_there_first() {
    insta::assert_snapshot!(text(&report(), Values::Redacted), @r"
    high     A token
      config/.env:1:7 · token · still at HEAD
      │ TOKEN=***
      introduced: 03c0ffee00 on 2026-01-03 by Ada �Lovelace: Use *** for now
      found in 4 places:
        config/.env  still at HEAD
        old/.env  removed by 04c0ffee00 on 2026-01-04
        message of commit 05c0ffee00
        docs/set�up.md

    blocker  A key
      key.env:1:7 · key · not at HEAD
      │ TOKEN=***
      introduced: 01c0ffee00 on 2026-01-01 by Ada �Lovelace: Begin
      removed: 02c0ffee00 on 2026-01-02 by Ada �Lovelace

    4 findings of 2 secrets, 1 still at HEAD: 1 blocker, 3 high
      blocker  1  key
      high     3  token
    1,204 commits, 5,310 versions of files, 310.00 MiB, 2 rules, 42 ms
    12.00 MiB of 310.00 MiB searched; the rest is copied from other versions
    Next: `gonogo rotate` to list the secrets to revoke
    ");
}

#[test]
fn values_are_hidden_also_in_what_people_wrote_about_commits() {
    for value in ["tiger-lily", "walrus-oil"] {
        assert!(!text(&report(), Values::Redacted).contains(value));
        assert!(text(&report(), Values::Shown).contains(value));
    }
}

#[test]
fn an_incomplete_history_is_never_called_clean() {
    let mut report = report();
    report.findings.clear();
    report.statistics.incidents = vec![
        Incident::Object { id: "12".repeat(20), reason: "missing; fetch it with `git fetch`".to_owned() },
        Incident::History { reason: "the clone is shallow: `git fetch --unshallow` gets the rest".to_owned() },
    ];
    insta::assert_snapshot!(text(&report, Values::Redacted), @r"
    Nothing found in what could be read
    1,204 commits, 5,310 versions of files, 310.00 MiB, 2 rules, 42 ms
    12.00 MiB of 310.00 MiB searched; the rest is copied from other versions
    Incomplete: 2 places could not be read
      object 1212121212121212121212121212121212121212: missing; fetch it with `git fetch`
      the clone is shallow: `git fetch --unshallow` gets the rest
    ");
    report.statistics.incidents.clear();
    report.statistics.bytes = 12 << 20;
    insta::assert_snapshot!(text(&report, Values::Redacted), @r#"
    ✓ No findings
    1,204 commits, 5,310 versions of files, 12.00 MiB, 2 rules, 42 ms
    "#);
    report.statistics.history = Some(HistoryStatistics::default());
    assert!(text(&report, Values::Redacted).starts_with("Nothing was scanned: there are no commits\n"));
}

#[test]
fn many_places_are_counted() {
    let mut report = report();
    let provenance = report.findings[1].provenance.as_mut().expect("from history");
    provenance.other_paths = (0..100).map(|n| format!("copies/{n:02}")).collect();
    let text = text(&report, Values::Redacted);
    assert!(text.contains("in 103 places:\n    config/.env  still at HEAD\n"), "{text}");
    assert!(text.contains("    and 83 more; --format json lists them\n"), "{text}");
}

fn stripped(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn secrets_to_rotate_are_listed_with_their_history() {
    let mut report = report();
    Redactor::new(&report).apply(&mut report);
    let list = Rotation::from_report(&report);
    let text = rotation::text(&list, &report, Some(Summary::default()), 80);
    insta::assert_snapshot!(stripped(&text), @r"
     1. TOKEN · blocker · not at HEAD
        A key, ***
        introduced in 01c0ffee00 on 2026-01-01 by Ada �Lovelace: Begin
        in key.env (removed by 02c0ffee00 on 2026-01-02)

     2. TOKEN · high · still at HEAD
        A token, ***
        introduced in 03c0ffee00 on 2026-01-03 by Ada �Lovelace: Use *** for now
        in config/.env (still at HEAD), old/.env (removed by 04c0ffee00 on
        2026-01-04), message of commit 05c0ffee00, docs/set�up.md

    2 secrets to rotate: 1 blocker, 1 high; 1 still present
    1,204 commits, 5,310 versions of files, 310.00 MiB, 2 rules, 42 ms
    12.00 MiB of 310.00 MiB searched; the rest is copied from other versions
    ");
    insta::assert_snapshot!(rotation::markdown(&list, &report), @r"
    # Secrets to rotate

    2 secrets to rotate: 1 blocker, 1 high; 1 still present.

    - [ ] **`TOKEN`**: blocker, not at HEAD
      - A key, `***`
      - introduced in `01c0ffee00` on 2026-01-01 by `Ada  Lovelace`
      - in `key.env` (removed by 02c0ffee00 on 2026-01-02)
    - [ ] **`TOKEN`**: high, still at HEAD
      - A token, `***`
      - introduced in `03c0ffee00` on 2026-01-03 by `Ada  Lovelace`
      - in `config/.env` (still at HEAD), `old/.env` (removed by 04c0ffee00 on 2026-01-04), `message of commit 05c0ffee00`, `docs/set�up.md`
    ");
    let json: serde_json::Value = serde_json::from_str(&rotation::json(&list, &report).expect("JSON")).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["secrets"][0]).expect("JSON"), @r#"
    {
      "confidence": "high",
      "help": "",
      "introduced": {
        "author": "Ada \u001bLovelace",
        "commit": "01c0ffee00000000000000000000000000000000",
        "date": "2026-01-01T00:00:00+00:00",
        "email": "ada@example.com",
        "summary": "Begin"
      },
      "names": [
        "TOKEN"
      ],
      "places": [
        {
          "commit": "01c0ffee00000000000000000000000000000000",
          "container": "file",
          "path": "key.env",
          "standing": "removed"
        }
      ],
      "provider": null,
      "redacted": "***",
      "references": [],
      "removed": {
        "author": "Ada \u001bLovelace",
        "commit": "02c0ffee00000000000000000000000000000000",
        "date": "2026-01-02T00:00:00+00:00",
        "email": "ada@example.com",
        "summary": "Clean up"
      },
      "rule": "key",
      "severity": "blocker",
      "standing": "removed",
      "title": "A key",
      "value_hash": "1d7b4b09c4b744d4f38d0a128f36a932"
    }
    "#);
    assert_eq!(json["secrets"][1]["standing"], "at-head");
    for value in ["tiger-lily", "walrus-oil"] {
        assert!(!format!("{text}{json}{}", rotation::markdown(&list, &report)).contains(value));
    }
}

#[test]
fn an_incomplete_list_says_so() {
    let mut report = report();
    report.findings.clear();
    report.statistics.files = 1;
    report.statistics.incidents = vec![Incident::Object { id: "12".repeat(20), reason: "missing".to_owned() }];
    let list = Rotation::from_report(&report);
    insta::assert_snapshot!(rotation::markdown(&list, &report), @r"
    # Secrets to rotate

    No secrets to rotate in what could be read.

    **Incomplete.** Not everything could be read:

    - object 1212121212121212121212121212121212121212: missing
    ");
    let text = stripped(&rotation::text(&list, &report, None, 80));
    assert_eq!(text, "No secrets to rotate in what could be read\n");
}
