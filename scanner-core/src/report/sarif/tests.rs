//! What the SARIF log as a whole must be.

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
fn everything() {
    let report = sample::report();
    let log = Log::of(run(&report, Sarif::new().category("secrets").automation_details()));
    let pretty = serde_json::to_string_pretty(&log).expect("JSON");
    insta::assert_snapshot!(pretty, @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "gonogo",
              "semanticVersion": "0.1.0",
              "informationUri": "https://crates.io/crates/gonogo",
              "rules": [
                {
                  "id": "some-token",
                  "name": "SomeToken",
                  "shortDescription": {
                    "text": "Some token"
                  },
                  "fullDescription": {
                    "text": "Whoever holds it acts as its owner."
                  },
                  "help": {
                    "text": "Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.\nhttps://example.com/docs/tokens\nhttps://example.com/docs/leaks",
                    "markdown": "Whoever holds it acts as its owner.\n\n**How to fix:** Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.\n\n**References**\n\n- https://example.com/docs/tokens\n- https://example.com/docs/leaks\n"
                  },
                  "helpUri": "https://example.com/docs/tokens",
                  "defaultConfiguration": {
                    "level": "error"
                  },
                  "properties": {
                    "tags": [
                      "security",
                      "external/cwe/cwe-798",
                      "some-vendor",
                      "secret"
                    ],
                    "precision": "high",
                    "security-severity": "9.5"
                  }
                },
                {
                  "id": "unsigned",
                  "name": "RuleUnsigned",
                  "shortDescription": {
                    "text": "Unsigned webhooks are let in"
                  },
                  "fullDescription": {
                    "text": "Unsigned webhooks are let in"
                  },
                  "help": {
                    "text": "Set it to <false>.",
                    "markdown": "Unsigned webhooks are let in\n\n**How to fix:** Set it to &lt;false>.\n"
                  },
                  "defaultConfiguration": {
                    "level": "note"
                  },
                  "properties": {
                    "tags": [
                      "security",
                      "settings"
                    ],
                    "precision": "medium",
                    "security-severity": "3.0"
                  }
                }
              ]
            }
          },
          "invocations": [
            {
              "executionSuccessful": false,
              "toolExecutionNotifications": [
                {
                  "descriptor": {
                    "id": "file-too-large"
                  },
                  "level": "warning",
                  "message": {
                    "text": "dump.sql: not scanned, 20000000 bytes are over the limit"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "dump.sql",
                          "uriBaseId": "%SRCROOT%"
                        }
                      }
                    }
                  ]
                },
                {
                  "descriptor": {
                    "id": "file-unreadable"
                  },
                  "level": "error",
                  "message": {
                    "text": "etc/shadow copy: not read: permission denied"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "etc/shadow%20copy",
                          "uriBaseId": "%SRCROOT%"
                        }
                      }
                    }
                  ]
                },
                {
                  "descriptor": {
                    "id": "index-unreadable"
                  },
                  "level": "error",
                  "message": {
                    "text": "the git index could not be read, ignored files that git tracks may be missing: bad signature"
                  }
                },
                {
                  "descriptor": {
                    "id": "note"
                  },
                  "level": "note",
                  "message": {
                    "text": "`gonogo:allow` of `old-rule` names no rule"
                  }
                }
              ]
            }
          ],
          "automationDetails": {
            "id": "secrets/"
          },
          "originalUriBaseIds": {
            "%SRCROOT%": {
              "description": {
                "text": "The root of the scan."
              }
            }
          },
          "columnKind": "unicodeCodePoints",
          "newlineSequences": [
            "\r\n",
            "\n",
            "\r"
          ],
          "results": [
            {
              "ruleId": "some-token",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "Some token"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "config/a%20b/%C3%BCber%25.env",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 3,
                      "startColumn": 7,
                      "endLine": 3,
                      "endColumn": 43,
                      "snippet": {
                        "text": "zyxw***"
                      }
                    },
                    "contextRegion": {
                      "startLine": 3,
                      "endLine": 3,
                      "snippet": {
                        "text": "TOKEN=zyxw***"
                      }
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "b9721cdd00e87d3f:1",
                "gonogoFingerprint/v1": "d941287560ec80e82ebab4baf0fbf80b"
              },
              "properties": {
                "severity": "blocker",
                "confidence": "high"
              }
            },
            {
              "ruleId": "some-token",
              "ruleIndex": 0,
              "level": "warning",
              "message": {
                "text": "Some token"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "src/main.rs",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 1,
                      "startColumn": 10,
                      "endLine": 2,
                      "endColumn": 4,
                      "snippet": {
                        "text": "***"
                      }
                    },
                    "contextRegion": {
                      "startLine": 1,
                      "endLine": 2,
                      "snippet": {
                        "text": "let t = \"***\"; // test"
                      }
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "a6b84204de992ec4:1",
                "gonogoFingerprint/v1": "f82bafbf5d11a977095d8d1c8eb6e2e0"
              },
              "suppressions": [
                {
                  "kind": "inSource",
                  "status": "accepted",
                  "justification": "a test's own"
                }
              ],
              "properties": {
                "severity": "medium",
                "confidence": "high"
              }
            },
            {
              "ruleId": "unsigned",
              "ruleIndex": 1,
              "level": "note",
              "message": {
                "text": "Unsigned webhooks are let in"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "webhooks.yml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 1,
                      "startColumn": 17,
                      "endLine": 1,
                      "endColumn": 21,
                      "snippet": {
                        "text": "true"
                      }
                    },
                    "contextRegion": {
                      "startLine": 1,
                      "endLine": 1,
                      "snippet": {
                        "text": "allow_unsigned: true"
                      }
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "9ee270444775bb80:1",
                "gonogoFingerprint/v1": "408a87e8243cd409fb599893b79dbd6b"
              },
              "properties": {
                "severity": "low",
                "confidence": "medium"
              }
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn what_comes_from_history_names_its_commit() {
    let log = log(&Sarif::new(), &sample::history());
    let results = log["runs"][0]["results"].as_array().expect("results");
    let told: Vec<&str> = results.iter().filter_map(|result| result["message"]["text"].as_str()).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
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
    gone.provenance = Some(Box::new(Provenance::of(Container::File, "0")));
    let mut findings = vec![with(Severity::Blocker, Some("known")), with(Severity::Low, None), gone];
    findings.extend(std::iter::repeat_n(with(Severity::Medium, None), limits::RESULTS - 1));
    findings.push(with(Severity::High, None));
    let report = Report { findings, ..Report::default() };

    let log = log(&Sarif::new(), &report);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), limits::RESULTS);
    assert!(results.iter().all(|result| result.get("suppressions").is_none() && result["level"] != "note"));
    assert!(results.iter().all(|result| result["properties"].get("atHead").is_none()));
    assert_eq!(results[limits::RESULTS - 1]["level"], "error");
    let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().expect("said");
    assert!(said.starts_with("3 findings are left out"), "{said}");
}

#[test]
fn rules_of_results_outlast_the_limit() {
    let rules: Vec<_> = (0..limits::RULES + 10)
        .map(|n| Arc::new(RuleMeta::new(format!("rule-{n}"), "R", Severity::Low, Confidence::Low)))
        .collect();
    let last = rules.last().expect("rules").clone();
    let report = Report { findings: vec![sample::finding(&last, "a", b"xyz", 0..3)], rules, ..Report::default() };
    let log = log(&Sarif::new(), &report);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!((rules.len(), &rules[0]["id"]), (limits::RULES, &Value::from(last.id.as_str())));
}
