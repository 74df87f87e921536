//! The parts of a log, one test for each concern.

use super::{super::*, log};
use crate::report::sample;

/// The part of the log of the sample report at a JSON pointer below its run.
fn part(pointer: &str) -> String {
    let log = log(&Sarif::new().category("secrets"), &sample::report());
    let part = log["runs"][0].pointer(pointer).unwrap_or_else(|| panic!("{pointer} is missing"));
    serde_json::to_string_pretty(part).expect("JSON")
}

#[test]
fn the_log_names_its_schema_the_tool_and_the_category() {
    let mut log = log(&Sarif::new().category("secrets"), &sample::report());
    let run = log["runs"][0].as_object_mut().expect("a run");
    run.remove("results");
    run.remove("invocations");
    run.remove("properties");
    run["tool"]["driver"].as_object_mut().expect("a driver").remove("rules");
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "automationDetails": {
            "id": "secrets/"
          },
          "columnKind": "unicodeCodePoints",
          "newlineSequences": [
            "\r\n",
            "\n",
            "\r"
          ],
          "originalUriBaseIds": {
            "%SRCROOT%": {
              "description": {
                "text": "The root of the scan."
              }
            }
          },
          "tool": {
            "driver": {
              "informationUri": "https://crates.io/crates/gonogo",
              "name": "gonogo",
              "semanticVersion": "0.1.0"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn a_rule_has_every_text_that_github_shows() {
    insta::assert_snapshot!(part("/tool/driver/rules/0"), @r#"
    {
      "defaultConfiguration": {
        "level": "error"
      },
      "fullDescription": {
        "text": "Whoever holds it acts as its owner."
      },
      "help": {
        "markdown": "Whoever holds it acts as its owner.\n\n**How to fix:** Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.\n\n**References**\n\n- https://example.com/docs/tokens\n- https://example.com/docs/leaks\n",
        "text": "Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.\nhttps://example.com/docs/tokens\nhttps://example.com/docs/leaks"
      },
      "helpUri": "https://example.com/docs/tokens",
      "id": "some-token",
      "name": "SomeToken",
      "properties": {
        "precision": "high",
        "security-severity": "9.5",
        "tags": [
          "security",
          "external/cwe/cwe-798",
          "some-vendor",
          "secret"
        ]
      },
      "shortDescription": {
        "text": "Some token"
      }
    }
    "#);
}

#[test]
fn a_rule_that_lacks_texts_repeats_its_title() {
    insta::assert_snapshot!(part("/tool/driver/rules/1"), @r#"
    {
      "defaultConfiguration": {
        "level": "warning"
      },
      "fullDescription": {
        "text": "Unsigned webhooks are let in"
      },
      "help": {
        "markdown": "Unsigned webhooks are let in\n\n**How to fix:** Set it to &lt;false>.\n",
        "text": "Set it to <false>."
      },
      "id": "unsigned",
      "name": "RuleUnsigned",
      "properties": {
        "precision": "medium",
        "security-severity": "5.5",
        "tags": [
          "security",
          "settings"
        ]
      },
      "shortDescription": {
        "text": "Unsigned webhooks are let in"
      }
    }
    "#);
}

#[test]
fn a_result_has_a_place_and_a_redacted_snippet() {
    insta::assert_snapshot!(part("/results/0"), @r#"
    {
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "config/a%20b/%C3%BCber%25.env",
              "uriBaseId": "%SRCROOT%"
            },
            "contextRegion": {
              "endLine": 3,
              "snippet": {
                "text": "TOKEN=zyxw***"
              },
              "startLine": 3
            },
            "region": {
              "endColumn": 43,
              "endLine": 3,
              "snippet": {
                "text": "zyxw***"
              },
              "startColumn": 7,
              "startLine": 3
            }
          }
        }
      ],
      "message": {
        "text": "Some token"
      },
      "partialFingerprints": {
        "gonogoFingerprint/v1": "d941287560ec80e82ebab4baf0fbf80b",
        "primaryLocationLineHash": "b9721cdd00e87d3f:1"
      },
      "properties": {
        "confidence": "high",
        "severity": "blocker"
      },
      "ruleId": "some-token",
      "ruleIndex": 0
    }
    "#);
}

#[test]
fn a_suppressed_result_names_the_reason() {
    insta::assert_snapshot!(part("/results/1/suppressions"), @r#"
    [
      {
        "justification": "a test's own",
        "kind": "inSource",
        "status": "accepted"
      }
    ]
    "#);
}

#[test]
fn a_value_of_several_lines_is_one_region() {
    insta::assert_snapshot!(part("/results/1/locations/0/physicalLocation"), @r#"
    {
      "artifactLocation": {
        "uri": "src/main.rs",
        "uriBaseId": "%SRCROOT%"
      },
      "contextRegion": {
        "endLine": 2,
        "snippet": {
          "text": "let t = \"***\"; // test"
        },
        "startLine": 1
      },
      "region": {
        "endColumn": 4,
        "endLine": 2,
        "snippet": {
          "text": "***"
        },
        "startColumn": 10,
        "startLine": 1
      }
    }
    "#);
}

#[test]
fn a_fix_is_a_replacement() {
    insta::assert_snapshot!(part("/results/2/fixes"), @r#"
    [
      {
        "artifactChanges": [
          {
            "artifactLocation": {
              "uri": "webhooks.yml",
              "uriBaseId": "%SRCROOT%"
            },
            "replacements": [
              {
                "deletedRegion": {
                  "endColumn": 21,
                  "endLine": 1,
                  "startColumn": 17,
                  "startLine": 1
                },
                "insertedContent": {
                  "text": "false"
                }
              }
            ]
          }
        ],
        "description": {
          "text": "Require a signature"
        }
      }
    ]
    "#);
}

#[test]
fn a_finding_without_a_value_has_its_lines_as_they_are() {
    insta::assert_snapshot!(part("/results/2/locations/0/physicalLocation"), @r#"
    {
      "artifactLocation": {
        "uri": "webhooks.yml",
        "uriBaseId": "%SRCROOT%"
      },
      "contextRegion": {
        "endLine": 1,
        "snippet": {
          "text": "allow_unsigned: true"
        },
        "startLine": 1
      },
      "region": {
        "endColumn": 21,
        "endLine": 1,
        "snippet": {
          "text": "true"
        },
        "startColumn": 17,
        "startLine": 1
      }
    }
    "#);
}

#[test]
fn what_could_not_be_scanned_is_a_notification() {
    insta::assert_snapshot!(part("/invocations/0"), @r#"
    {
      "executionSuccessful": false,
      "toolExecutionNotifications": [
        {
          "descriptor": {
            "id": "file-too-large"
          },
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "dump.sql",
                  "uriBaseId": "%SRCROOT%"
                }
              }
            }
          ],
          "message": {
            "text": "dump.sql: not scanned: 20000000 bytes, over the size limit"
          }
        },
        {
          "descriptor": {
            "id": "file-unreadable"
          },
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "etc/shadow%20copy",
                  "uriBaseId": "%SRCROOT%"
                }
              }
            }
          ],
          "message": {
            "text": "etc/shadow copy: could not be read: permission denied"
          }
        },
        {
          "descriptor": {
            "id": "index-unreadable"
          },
          "level": "error",
          "message": {
            "text": "cannot read the git index, so tracked files that are ignored may be missing: bad signature"
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
    "#);
}
