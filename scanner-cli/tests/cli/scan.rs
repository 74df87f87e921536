//! Output, files and exit codes of a scan.

use crate::project::{Project, Run};
use insta::assert_snapshot;
use serde_json::Value;

#[test]
fn text_shows_the_worst_first_and_a_summary() {
    let run = Project::with_findings().scan(&["--format", "text"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "");
    assert_snapshot!(run.stdout, @r"
    high     Example token
      deploy/.env:2:15 · example-token
      │ EXAMPLE_TOKEN=extok_*** # never rotated
      why: Whoever holds it acts as its owner on every example that the owner may reach, from anywhere
           and at any time
      fix: Revoke it at https://example.com/settings/tokens, and read the new one from the environment

    low      Example password
      console.yml:1:25 · example-password
      │ exampleConsolePassword: ***
      why: It opens the example's console
      fix: Change it in the console

    2 findings: 1 high, 1 low
      high     1  example-token
      low      1  example-password
    3 files, 130 B, 2 rules, [TIME]
    Next: `gonogo explain example-token` for more on the worst finding
    ");
}

#[test]
fn pipes_get_one_line_a_finding() {
    let run = Project::with_findings().scan(&[]);
    assert_snapshot!(run.stdout, @r"
    console.yml:1:25: low example-password Example password (***)
    deploy/.env:2:15: high example-token Example token (extok_***)
    ");
    assert_snapshot!(run.stderr, @r"
    2 findings: 1 high, 1 low
      high     1  example-token
      low      1  example-password
    3 files, 130 B, 2 rules, [TIME]
    Next: `gonogo explain example-token` for more on the worst finding
    ");
}

#[test]
fn json_lines_have_every_key() {
    let run = Project::with_findings().scan(&["--format", "jsonl", "--quiet"]);
    assert_eq!(run.stderr, "");
    assert_snapshot!(run.stdout, @r#"
    {"schema":1,"rule":"example-password","category":"secret","severity":"low","lowered":null,"confidence":"medium","message":"Example password","path":"console.yml","line":1,"column":25,"end_line":1,"end_column":37,"environment":"unknown","name":"exampleConsolePassword","fingerprint":"c73aa5477bf6480f9bdf7cbda206a6d3","redacted":"***","value_class":"live","fix":null}
    {"schema":1,"rule":"example-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Example token","path":"deploy/.env","line":2,"column":15,"end_line":2,"end_column":53,"environment":"production","name":"EXAMPLE_TOKEN","fingerprint":"3eb445764e6d2c6d426ebce3741dbbd0","redacted":"extok_***","value_class":"live","fix":null}
    "#);
}

#[test]
fn only_the_next_command_has_quotes_around_a_path() {
    let project = Project::new();
    project.write("my app/compose.yml", "services:\n  db:\n    image: postgres:17.2\n    ports: ['5432:5432']\n");
    let text = project.run(&["scan", "my app", "--format", "text"], "").stdout;
    assert!(text.contains("`gonogo fix --dry-run 'my app'`"), "{text}");
    let json = project.run(&["scan", "my app", "--format", "json"], "").stdout;
    assert!(json.contains(r#""target": "my app""#), "{json}");
}

#[test]
fn several_formats_are_written_at_once() {
    let project = Project::with_findings();
    let args = ["--format", "json=out.json", "--format", "sarif=out.sarif", "--format", "text=out.txt", "-q"];
    let run = project.scan(&args);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(1), "", ""));
    let json: Value = serde_json::from_str(&project.read("out.json")).expect("JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(2));
    let sarif: Value = serde_json::from_str(&project.read("out.sarif")).expect("SARIF");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    assert!(project.read("out.txt").contains("· example-token"));
}

#[test]
fn the_extension_of_the_output_names_its_format() {
    let project = Project::with_findings();
    let run = project.scan(&["--output", "out.sarif", "--category", "secrets"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let sarif: Value = serde_json::from_str(&project.read("out.sarif")).expect("SARIF");
    assert_eq!(sarif["runs"][0]["automationDetails"]["id"], "secrets/");
}

#[test]
fn no_format_shows_a_secret_unless_asked() {
    let project = Project::with_findings();
    let secrets =
        [project.secret("deploy/.env", "EXAMPLE_TOKEN="), project.secret("console.yml", "exampleConsolePassword: ")];
    for format in ["text", "compact", "json", "jsonl", "sarif"] {
        let run = project.scan(&["--format", format]);
        assert!(secrets.iter().all(|secret| !run.stdout.contains(secret)), "{format}");
        let shown = project.scan(&["--format", format, "--show-secrets"]);
        let is_shown = secrets.iter().all(|secret| shown.stdout.contains(secret));
        assert_eq!(is_shown, format != "sarif", "{format}");
    }
}

#[test]
fn every_format_shows_a_value_by_its_class() {
    let project = Project::new();
    project.write(
        "deploy/.env.production",
        "DB_PASSWORD=changeme\nREDIS_PASSWORD=postgres\nSMTP_PASSWORD=sunshine2024\nGITHUB_TOKEN=ghp_{alnum:30}{check:github}\n",
    );
    let token = project.secret("deploy/.env.production", "GITHUB_TOKEN=");
    for format in ["text", "compact", "json", "jsonl", "sarif"] {
        let run = project.run(&["scan", "--format", format, "--quiet"], "");
        let shows = |value: &str| run.stdout.contains(value);
        assert!(shows("changeme") && shows("postgres") && shows("ghp_***"), "{format}: {}", run.stdout);
        assert!(!shows("sunshine2024") && !shows(&token[..8]), "{format}: {}", run.stdout);
    }
}

#[test]
fn less_severe_findings_are_hidden_in_every_format_and_counted() {
    let project = Project::with_findings();
    for format in ["text", "compact", "json", "jsonl", "sarif"] {
        let run = project.scan(&["--format", format, "--min-severity", "high"]);
        assert!(run.stdout.contains("example-token"), "{format}");
        assert!(!run.stdout.contains("console.yml"), "{format}: {}", run.stdout);
    }
    let run = project.scan(&["--min-severity", "high"]);
    assert_snapshot!(run.stderr, @r"
    1 finding: 1 high
    Hidden: 1 finding below high
    3 files, 130 B, 2 rules, [TIME]
    Next: `gonogo explain example-token` for more on the worst finding
    ");
    let json: Value =
        serde_json::from_str(&project.scan(&["--format", "json", "--min-severity", "high"]).stdout).expect("JSON");
    assert_eq!(json["summary"]["hidden"], 1);
}

#[test]
fn hidden_findings_still_fail_a_scan_that_counts_them() {
    let project = Project::with_findings();
    let args = ["--min-severity", "high", "--fail-on", "low", "console.yml"];
    let run = project.scan(&args);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert_snapshot!(run.stderr, @r"
    No findings at or above high
    Hidden: 1 finding below high; --fail-on counts them
    1 file, 37 B, 2 rules, [TIME]
    ");
    let quiet = project.scan(&[&args[..], &["--quiet"]].concat());
    assert_eq!(quiet.stderr, "Hidden: 1 finding below high; --fail-on counts them\n");
    assert_eq!(project.scan(&["--min-severity", "high", "console.yml"]).code, Some(0));
}

#[test]
fn equal_secrets_of_a_file_are_one_block() {
    let project = Project::with_findings();
    let line = project.read("deploy/.env").lines().nth(1).expect("a line").to_owned();
    std::fs::write(project.path("deploy/.env"), format!("{line}\n\n{line}\n{line}\n")).expect("a file");
    let run = project.scan(&["--format", "text", "deploy"]);
    assert_snapshot!(run.stdout, @r"
    high     Example token
      deploy/.env:1:15 · example-token
      │ EXAMPLE_TOKEN=extok_*** # never rotated
      also in lines 3, 4
      why: Whoever holds it acts as its owner on every example that the owner may reach, from anywhere
           and at any time
      fix: Revoke it at https://example.com/settings/tokens, and read the new one from the environment

    3 findings: 3 high
      high     3  example-token
    1 file, 208 B, 2 rules, [TIME]
    Next: `gonogo explain example-token` for more on the worst finding
    ");
}

#[test]
fn verbose_blocks_say_all() {
    let project = Project::with_findings();
    assert_snapshot!(project.scan(&["--format", "text", "--verbose", "deploy"]).stdout, @r"
    high     Example token
      deploy/.env:2:15 · example-token
      │ EXAMPLE_TOKEN=extok_*** # never rotated
      why: Whoever holds it acts as its owner on every example that the owner may reach, from anywhere
           and at any time.
      fix: Revoke it at https://example.com/settings/tokens, and read the new one from the environment.
      fingerprint: 3eb445764e6d2c6d426ebce3741dbbd0

    1 finding: 1 high
    1 file, 77 B, 2 rules, [TIME]
    Next: `gonogo explain example-token` for more on the worst finding
    ");
}

#[test]
fn exit_codes() {
    let project = Project::with_findings();
    project.write("gonogo.toml", "[scan]\nfail_on = \"never\"\n");
    let cases: [(&[&str], i32); 12] = [
        (&[], 0),
        (&["--no-config"], 1),
        (&["--fail-on", "blocker"], 0),
        (&["--fail-on", "high"], 1),
        (&["--fail-on", "low"], 1),
        (&["--fail-on", "high", "console.yml"], 0),
        (&["--fail-on", "low", "console.yml"], 1),
        (&["--fail-on", "low", "README"], 0),
        (&["--fail-on", "low", "--min-confidence", "high", "console.yml"], 0),
        (&["--fail-on", "low", "--skip", "example-password", "console.yml"], 0),
        (&["--fail-on", "low", "--only", "example-token", "console.yml"], 0),
        (&["missing"], 2),
    ];
    for (args, code) in cases {
        assert_eq!(project.scan(args).code, Some(code), "{args:?}");
    }
}

#[test]
fn nothing_is_called_clean_that_was_not_looked_at() {
    let project = Project::with_findings();
    assert_snapshot!(project.scan(&["--format", "text", "README"]).stdout, @r#"
    ✓ No findings
    1 file, 16 B, 2 rules, [TIME]
    "#);
    let empty = Project::new();
    assert_snapshot!(empty.scan(&["--format", "text"]).stdout, @r"
    Nothing was scanned: there are no files
    0 files, 0 B, 2 rules, [TIME]
    ");
    project.write("large.txt", &"x".repeat(200));
    let run = project.scan(&["--format", "text", "--max-file-size", "100", "--skip", "example-token"]);
    assert_snapshot!(run.stdout, @r"
    low      Example password
      console.yml:1:25 · example-password
      │ exampleConsolePassword: ***
      why: It opens the example's console
      fix: Change it in the console

    1 finding: 1 low
    3 files, 130 B, 1 rule, [TIME]
    Not looked into: 1 too large file (--verbose lists them)
    Next: `gonogo explain example-password` for more on the worst finding
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn what_can_not_be_read_is_named_and_strict_fails() {
    let project = Project::new();
    let pipe = project.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let run = project.scan(&["--format", "text", "pipe"]);
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stdout, @r#"
    Nothing was scanned
    0 files, 0 B, 2 rules, [TIME]
    Incomplete: not looked into: 1 special file
      pipe: a pipe, socket or device, which is not opened
    "#);
    let run = project.scan(&["--quiet", "--strict", "pipe"]);
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stderr, @r#"
    Incomplete: not looked into: 1 special file
      pipe: a pipe, socket or device, which is not opened
    Exit code 2: 1 named file could not be scanned
    "#);
}

#[test]
fn the_configuration_decides_what_counts() {
    let project = Project::with_findings();
    project.write(
        "gonogo.toml",
        "[scan]\nexclude = [\"deploy/\"]\n\n[rules.override.example-password]\nseverity = \"blocker\"\n\n\
         [rules.override.exampel-token]\nenabled = false\n",
    );
    let run = project.scan(&[]);
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.stdout, @"console.yml:1:25: blocker example-password Example password (***)");
    assert_snapshot!(run.stderr, @r"
    Using [ROOT]/gonogo.toml
    1 finding: 1 blocker
    3 files, 186 B, 2 rules, [TIME]
    Left out: 1 excluded path
    Note:
      gonogo.toml:7: there is no rule `exampel-token`; did you mean `example-token`?
    Next: `gonogo explain example-password` for more on the worst finding
    ");
}

#[test]
fn findings_are_suppressed_by_comment_and_by_hash() {
    let project = Project::with_findings();
    let hash = project.run(&["hash"], &format!("{}\n", project.secret("console.yml", "exampleConsolePassword: ")));
    let allow = format!("[[allow]]\nvalues = [\"{}\"]\nreason = \"a demo\"\n", hash.stdout.trim());
    project.write("gonogo.toml", &allow);
    project.write("deploy/.env", "# gonogo:{\"allow\"} example-token revoked\nEXAMPLE_TOKEN=extok_{alnum:32}\n");
    let run = project.scan(&["--fail-on", "low", "--format", "text", "--verbose"]);
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r#"
    ✓ No findings
    4 files, 217 B, 2 rules, [TIME]
    Suppressed: 1 by comments, 1 by the configuration
      console.yml:1 example-password a demo
      deploy/.env:2 example-token revoked
    "#);
}

#[test]
fn a_baseline_accepts_what_is_there_and_nothing_new() {
    let project = Project::with_findings();
    let pack = project.path(".git/pack.toml").display().to_string();
    let run = project.run(&["baseline", "write", "--no-builtin-rules", "--rules", &pack], "");
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stderr, @"Wrote gonogo-baseline.json: 2 findings accepted");
    let args = ["--fail-on", "low", "--baseline", "gonogo-baseline.json"];
    assert_eq!(project.scan(&args).code, Some(0));
    project.write("new.txt", "exampleConsolePassword: {lowernum:12}\n");
    let run = project.scan(&args);
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.stdout, @"new.txt:1:25: low example-password Example password (***)");
}

#[test]
fn writing_a_baseline_upgrades_one_of_an_earlier_version() {
    let project = Project::with_findings();
    let pack = project.path(".git/pack.toml").display().to_string();
    let write = ["baseline", "write", "--no-builtin-rules", "--rules", &pack];
    project.run(&write, "");
    let current = project.read("gonogo-baseline.json");
    let old = current.replace("\"schema\": 2", "\"schema\": 1");
    std::fs::write(project.path("gonogo-baseline.json"), old).expect("a file");
    let args = ["--fail-on", "low", "--baseline", "gonogo-baseline.json"];
    assert_eq!(project.scan(&args).code, Some(0));
    let run = project.run(&write, "");
    assert_snapshot!(run.stderr, @"Wrote gonogo-baseline.json: 2 findings accepted, upgraded to schema 2");
    assert_eq!(project.read("gonogo-baseline.json"), current);
}

#[test]
fn stdin_is_a_file() {
    let project = Project::with_findings();
    let pack = project.path(".git/pack.toml").display().to_string();
    let text = project.read("deploy/.env");
    let run = project.run(&["scan", "--no-builtin-rules", "--rules", &pack, "--quiet", "-"], &text);
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.stdout, @"stdin:2:15: high example-token Example token (extok_***)");
}

#[test]
fn paths_do_not_depend_on_what_part_is_scanned() {
    let project = Project::with_findings();
    let fingerprint = |run: &Run| -> Value {
        let finding: Value = serde_json::from_str(run.stdout.lines().next().expect("a finding")).expect("JSON");
        serde_json::json!([finding["path"], finding["fingerprint"]])
    };
    let args = ["--format", "jsonl", "--only", "example-token"];
    let whole = fingerprint(&project.scan(&args));
    assert_eq!(whole[0], "deploy/.env");
    for part in ["deploy", "deploy/.env", "./deploy/../deploy/"] {
        assert_eq!(fingerprint(&project.scan(&[&args[..], &[part]].concat())), whole, "{part}");
    }
}

#[test]
fn colour_is_for_those_who_want_it() {
    let project = Project::with_findings();
    let is_coloured = |args: &[&str]| project.scan(&[&["--format", "text"], args].concat()).stdout.contains('\u{1b}');
    assert!(!is_coloured(&[]));
    assert!(!is_coloured(&["--color", "never"]));
    assert!(is_coloured(&["--color", "always"]));
}

#[test]
fn what_is_not_what_its_name_says_is_named_on_demand() {
    let project = Project::new();
    project.write("app.json", "{{\n  \"port\": }}\n");
    assert_snapshot!(project.scan(&["--verbose", "--format", "text"]).stdout, @r"
    ✓ No findings
    1 file, 14 B, 2 rules, [TIME]
    Parsed as plain text because of syntax errors: 1 file
      app.json: line 2, column 11: Unexpected close brace
    ");
    assert!(!project.scan(&["--format", "text"]).stdout.contains("app.json"));
}
