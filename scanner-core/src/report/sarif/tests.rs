//! The SARIF log as a whole.

mod parts;

use super::*;
use crate::{
    model::{Confidence, Container, Finding, Provenance, RuleMeta, Severity, Suppression, SuppressionKind},
    report::sample,
};
use serde_json::Value;
use std::sync::Arc;

fn log(reporter: &Sarif, report: &Report) -> Value {
    serde_json::from_str(&sample::written(reporter, report)).expect("SARIF is JSON")
}

#[test]
fn hidden_findings_are_a_notification() {
    let report = Report { hidden: 3, ..Report::default() };
    let log = log(&Sarif::new(), &report);
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["message"]["text"], "Findings below the minimum severity, left out: 3.");
}

#[test]
fn what_comes_from_history_names_its_commit() {
    let log = log(&Sarif::new(), &sample::history());
    let results = log["runs"][0]["results"].as_array().expect("results");
    let messages: Vec<&str> = results.iter().filter_map(|result| result["message"]["text"].as_str()).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
    Some token
    Some token. In the message of commit 4c0ffee000 on 2026-01-04.
    Some token. Committed in 2c0ffee000 on 2026-01-02; still at HEAD.
    Some token. In object 0000000000, which no commit reaches; not at HEAD.
    Some token. Committed in 1c0ffee000 on 2026-01-01; removed in 3c0ffee000 on 2026-01-03.
    "#);
    assert_eq!(results[0]["locations"][0].get("logicalLocations"), None);
    assert_eq!(results[0]["properties"].get("atHead"), None);
    let kept = serde_json::json!([results[2]["locations"][0]["logicalLocations"], results[2]["properties"]]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&kept).expect("JSON"), @r#"
    [
      [
        {
          "fullyQualifiedName": "commit/2c0ffee000000000000000000000000000000000",
          "kind": "commit",
          "name": "2c0ffee000000000000000000000000000000000"
        }
      ],
      {
        "atHead": true,
        "author": "Ada Lovelace",
        "commit": "2c0ffee000000000000000000000000000000000",
        "confidence": "high",
        "date": "2026-01-02T01:00:00+01:00",
        "object": "0000000000000000000000000000000000001234",
        "severity": "high",
        "tags": [
          "history",
          "at-head"
        ]
      }
    ]
    "#);
    let gone = &results[4]["properties"];
    insta::assert_snapshot!(serde_json::to_string_pretty(gone).expect("JSON"), @r#"
    {
      "atHead": false,
      "author": "Ada Lovelace",
      "commit": "1c0ffee000000000000000000000000000000000",
      "confidence": "high",
      "date": "2026-01-01T01:00:00+01:00",
      "object": "0000000000000000000000000000000000001234",
      "removedBy": "3c0ffee000000000000000000000000000000000",
      "removedOn": "2026-01-03T01:00:00+01:00",
      "severity": "high",
      "tags": [
        "history",
        "not-at-head"
      ]
    }
    "#);
}

#[test]
fn an_empty_report_still_has_a_run_with_results() {
    let log = log(&Sarif::new(), &Report::default());
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["results"], Value::Array(Vec::new()));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run.get("automationDetails"), None);
}

#[test]
fn the_category_ends_before_the_last_slash() {
    for (category, id) in [("a", Some("a/")), ("a/b", Some("a/b/")), ("a/", Some("a/")), ("", None), ("/", None)] {
        let log = log(&Sarif::new().category(category), &Report::default());
        assert_eq!(log["runs"][0]["automationDetails"]["id"].as_str(), id, "{category:?}");
    }
}

#[test]
fn results_point_at_their_rules() {
    let mut report = sample::report();
    report.rules.clear();
    let log = log(&Sarif::new(), &report);
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn the_least_important_results_are_dropped_and_it_says_so() {
    let rule = Arc::new(RuleMeta::new("r", "R", Severity::High, Confidence::High));
    let base = sample::finding(&rule, "a", b"xyz", 0..3);
    let with = |severity, suppression: Option<&str>| Finding {
        severity,
        suppression: suppression
            .map(|reason| Suppression { kind: SuppressionKind::Baseline, reason: reason.to_owned() }),
        ..base.clone()
    };
    let mut gone = with(Severity::Blocker, None);
    gone.provenance = Some(Box::new(Provenance::new(Container::File, "0")));
    let mut findings = vec![with(Severity::Blocker, Some("known")), with(Severity::Low, None), gone];
    findings.extend(std::iter::repeat_n(with(Severity::Medium, None), limits::MAX_RESULTS - 1));
    findings.push(with(Severity::High, None));
    let report = Report { findings, ..Report::default() };

    let log = log(&Sarif::new(), &report);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), limits::MAX_RESULTS);
    assert!(results.iter().all(|result| result.get("suppressions").is_none() && result["level"] != "note"));
    assert!(results.iter().all(|result| result["properties"].get("atHead").is_none()));
    assert_eq!(results[limits::MAX_RESULTS - 1]["level"], "error");
    let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().expect("said");
    assert!(said.starts_with("3 findings are left out"), "{said}");
}

#[test]
fn rules_of_results_outlast_the_limit() {
    let rules: Vec<_> = (0..limits::MAX_RULES + 10)
        .map(|n| Arc::new(RuleMeta::new(format!("rule-{n}"), "R", Severity::Low, Confidence::Low)))
        .collect();
    let last = rules.last().expect("rules").clone();
    let report = Report { findings: vec![sample::finding(&last, "a", b"xyz", 0..3)], rules, ..Report::default() };
    let log = log(&Sarif::new(), &report);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!((rules.len(), &rules[0]["id"]), (limits::MAX_RULES, &Value::from(last.id.as_str())));
}
