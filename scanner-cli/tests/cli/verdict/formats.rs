//! The formats of verdicts.

use super::{ATTESTED, project, verdict};
use insta::assert_snapshot;
use serde_json::Value;

#[test]
fn other_formats_say_the_same() {
    let project = project();
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    assert_snapshot!(verdict(&project, &["--format", "markdown"]).stdout, @r"
    # NO-GO: production

    Ready: 1 fail, 1 open, 1 pass, 1 not applicable.

    - **production**: NO-GO: 1 fail (no-secrets); 1 open (tested)

    ## Blocker

    - [ ] **fail** No secrets (`no-secrets`): 1 finding
      - `config.js:1` GitHub personal access token (classic)

    ## High

    - [ ] **open** Tested (`tested`): nobody has attested it
    - [x] Locked (`locked`): 1 place with evidence
      - `package-lock.json:1` lockfile present

    ## Low

    - [x] **not applicable** MinIO (`minio`): no MinIO found
    ");
    assert_snapshot!(verdict(&project, &["--format", "junit"]).stdout, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="gonogo" tests="4" failures="2" skipped="1">
      <testsuite name="checklist" tests="4" failures="2" skipped="1">
        <testcase name="no-secrets: No secrets" classname="checklist.blocker">
          <failure type="fail" message="1 finding">config.js:1: GitHub personal access token (classic)
    </failure>
        </testcase>
        <testcase name="locked: Locked" classname="checklist.high"/>
        <testcase name="tested: Tested" classname="checklist.high">
          <failure type="open" message="nobody has attested it"></failure>
        </testcase>
        <testcase name="minio: MinIO" classname="checklist.low">
          <skipped message="not applicable: no MinIO found"/>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    let sarif: Value = serde_json::from_str(&verdict(&project, &["--format", "sarif"]).stdout).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let shown = results.iter().map(|result| format!("{} {} {}", result["ruleId"], result["kind"], result["level"]));
    assert_eq!(shown.collect::<Vec<_>>(), ["\"no-secrets\" \"fail\" \"error\"", "\"tested\" \"open\" \"none\""]);
}

/// A statement without the hash of the rules, which any new rule changes.
fn without_rules(statement: &str) -> String {
    let statement: Vec<&str> = statement.split("\"sha256\": \"").collect();
    statement
        .iter()
        .enumerate()
        .map(|(at, part)| if at == 0 { (*part).to_owned() } else { format!("\"sha256\": \"[rules]{}", &part[64..]) })
        .collect()
}

#[test]
fn a_statement_is_about_a_clean_commit() {
    let project = project();
    let statement = ["--format", "intoto", "--gate", "production"];
    let run = verdict(&project, &statement);
    assert!(run.code == Some(2) && run.stderr.contains("about a commit, and there is none"), "{run:?}");
    project.write("gonogo.toml", ATTESTED);
    project.sh("git add -A; git -c user.name=a -c user.email=a@b.c commit -qm one");
    let run = verdict(&project, &statement);
    assert_snapshot!(without_rules(&run.stdout), @r#"
    {
      "_type": "https://in-toto.io/Statement/v1",
      "predicate": {
        "configuration": [
          {
            "name": "checklist checklist"
          },
          {
            "name": "gate production"
          },
          {
            "name": "gonogo 0.1.0"
          },
          {
            "digest": {
              "sha256": "[rules]"
            },
            "name": "rules"
          }
        ],
        "failedTests": [],
        "passedTests": [
          "no-secrets",
          "locked",
          "tested"
        ],
        "result": "PASSED",
        "warnedTests": []
      },
      "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
      "subject": [
        {
          "digest": {
            "gitCommit": "d7c4fbee5f76fed33dffbedfa434d3acc4417684"
          },
          "name": "."
        }
      ]
    }
    "#);
    project.write("package.json", "{{\"name\": \"changed\"}}\n");
    let run = verdict(&project, &statement);
    assert!(run.code == Some(2) && run.stderr.contains("`package.json` is not as the commit has it"), "{run:?}");
}

/// The keys of an object that the schema of Gemara 1.4.1 asks for, and those that it allows beside them. No CUE runs here.
const SHAPES: &[(&str, &[&str], &[&str])] = &[
    ("/", &["metadata", "target", "result", "evaluations"], &[]),
    (
        "/metadata",
        &["id", "type", "gemara-version", "description", "author"],
        &["version", "date", "mapping-references", "applicability-groups", "draft", "lexicon"],
    ),
    ("/metadata/author", &["id", "name", "type"], &["version", "description", "uri", "contact"]),
    ("/metadata/mapping-references/0", &["id", "title", "version"], &["description", "url"]),
    ("/target", &["id", "name", "type"], &["version", "description", "uri", "environment", "owner"]),
];
const EVALUATION: (&[&str], &[&str]) = (&["name", "result", "message", "control", "assessment-logs"], &[]);
const ASSESSMENT: (&[&str], &[&str]) = (
    &["requirement", "description", "result", "message", "applicability", "steps", "start"],
    &["plan", "steps-executed", "end", "recommendation", "confidence-level", "evidence"],
);
const EVIDENCE: (&[&str], &[&str]) = (&["id", "type", "collected-at"], &["payload", "description"]);

#[track_caller]
fn has_shape(value: &Value, (needed, allowed): (&[&str], &[&str])) {
    let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    assert!(needed.iter().all(|key| keys.contains(key)), "{needed:?}: {value}");
    assert!(keys.iter().all(|key| needed.contains(key) || allowed.contains(key)), "{keys:?}");
}

#[test]
fn gemara_gets_an_evaluation_log_of_its_schema() {
    let project = project();
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    project.write("gonogo.toml", ATTESTED);
    let log: Value = serde_json::from_str(&verdict(&project, &["--format", "gemara"]).stdout).expect("JSON");
    for &(at, needed, allowed) in SHAPES {
        has_shape(log.pointer(at.trim_end_matches('/')).expect(at), (needed, allowed));
    }
    assert_eq!((&log["metadata"]["type"], &log["result"]), (&"EvaluationLog".into(), &"Failed".into()));
    assert_eq!(log["metadata"]["date"], "2026-11-30T00:53:20Z");
    let mut told = Vec::new();
    for evaluation in log["evaluations"].as_array().expect("evaluations") {
        has_shape(evaluation, EVALUATION);
        let assessment = &evaluation["assessment-logs"][0];
        has_shape(assessment, ASSESSMENT);
        assert_eq!(assessment["requirement"]["reference-id"], log["metadata"]["mapping-references"][0]["id"]);
        assert_eq!(
            (&assessment["requirement"], &assessment["result"]),
            (&evaluation["control"], &evaluation["result"])
        );
        for piece in assessment["evidence"].as_array().into_iter().flatten() {
            has_shape(piece, EVIDENCE);
        }
        let kind = &assessment["evidence"][0]["type"];
        told.push(format!("{} {} {kind}", evaluation["control"]["entry-id"], evaluation["result"]).replace('"', ""));
    }
    assert_eq!(
        told,
        [
            "no-secrets Failed finding", "locked Passed lockfile", "tested Passed attestation",
            "minio Not Applicable null"
        ]
    );
    let first = &log["evaluations"][0]["assessment-logs"][0];
    assert_eq!(first["applicability"], serde_json::json!(["blocker", "production"]));
    assert!(first["recommendation"].as_str().is_some_and(|help| help.starts_with("Delete it at https://github.com/")));
}

#[test]
fn gemara_reviews_what_is_open_and_runs_nothing_that_was_not_read() {
    let project = project();
    let results = |args: &[&str]| {
        let run = verdict(&project, &[args, &["--format", "gemara", "--gate", "production"]].concat());
        let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let result = |at: usize| log["evaluations"][at]["result"].as_str().unwrap_or_default().to_owned();
        (log["result"].as_str().unwrap_or_default().to_owned(), result(0), result(2))
    };
    let expected = |all: &str, first: &str, third: &str| (all.to_owned(), first.to_owned(), third.to_owned());
    assert_eq!(results(&[]), expected("Needs Review", "Passed", "Needs Review"));
    project.write("gonogo.toml", ATTESTED);
    assert_eq!(results(&[]), expected("Passed", "Passed", "Passed"));
    project.write("large.txt", "all of this is longer than the limit\n");
    assert_eq!(results(&["--max-file-size", "36"]), expected("Unknown", "Not Run", "Passed"));
}
