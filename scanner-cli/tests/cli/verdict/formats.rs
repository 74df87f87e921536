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
