//! Verdicts: gates, exit codes, attestations and waivers, mistakes.

mod demo;
mod formats;

use crate::project::{Project, Run};
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;

/// A checklist of one item of each kind.
const CHECKLIST: &str = "title = 'Ready'\n[gates.production]\ntiers = ['blocker', 'high']\n\
    [[item]]\nid = 'no-secrets'\ntitle = 'No secrets'\ntier = 'blocker'\ncategories = ['secret']\nrows = ['A-B1a']\n\
    [[item]]\nid = 'locked'\ntitle = 'Locked'\ntitle_id = 'Terkunci'\ntier = 'high'\nevidence = ['lockfile']\n\
    [[item]]\nid = 'tested'\ntitle = 'Tested'\ntitle_id = 'Teruji'\ntier = 'high'\nattest = true\n\
    [[item]]\nid = 'minio'\ntitle = 'MinIO'\ntier = 'low'\nneeds = ['minio']\nattest = true\n";
const LOCK: &str = "{{\n  \"lockfileVersion\": 3\n}}\n";
/// 2026-11-30.
const TODAY: &str = "1796000000";

/// A project that is ready but for what a test changes.
fn project() -> Project {
    let project = Project::new();
    project.init();
    project.write("checklist.toml", CHECKLIST);
    project.write("package.json", "{{\"name\": \"ready\"}}\n");
    project.write("package-lock.json", LOCK);
    project
}

const ATTESTED: &str = "[[attest]]\nitem = 'tested'\nby = 'Ada'\non = 2026-11-01\nevidence = 'https://ci.example/1'\nexpires = 2027-01-31\n";

/// Runs the built-in rules.
fn verdict(project: &Project, args: &[&str]) -> Run {
    let base = ["verdict", "--checklist", "checklist.toml"];
    project.run_on(TODAY, &[&base[..], args].concat())
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = verdict(project, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn statuses(value: &Value) -> Vec<String> {
    let items = value["items"].as_array().expect("items");
    items.iter().map(|item| format!("{} {}", item["id"], item["status"]).replace('"', "")).collect()
}

#[test]
fn a_gate_is_open_only_if_all_is_answered() {
    let project = project();
    let gate = ["--gate", "production"];
    let run = verdict(&project, &gate);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.ends_with("NO-GO: 1 open (tested)\n"), "{run:?}");
    project.write("gonogo.toml", ATTESTED);
    let run = verdict(&project, &gate);
    assert_eq!((run.code, run.stdout.lines().last()), (Some(0), Some("GO")), "{run:?}");
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    let run = verdict(&project, &gate);
    assert_eq!((run.code, run.stdout.lines().last()), (Some(1), Some("NO-GO: 1 fail (no-secrets)")), "{run:?}");
    assert_eq!(verdict(&project, &[]).code, Some(0));
}

#[test]
fn the_text_lists_the_worst_first() {
    let project = project();
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    let run = verdict(&project, &["--language", "id"]);
    assert_snapshot!(run.stdout, @r"
    NO-GO production (1 fail, 1 open of 3 items)

    blocker
      fail   no-secrets No secrets
          1 finding
          config.js:1 GitHub personal access token (classic)

    high
      open   tested Teruji
          nobody has attested it
      pass (1): locked

    low
      not applicable (1): minio

    4 items of checklist: 1 fail, 1 open, 1 pass, 1 not applicable
    Open items: --history and --env-file FILE look at more; `gonogo attest ITEM --evidence LINK` says
    what only people know
    ");
}

#[test]
fn what_was_not_read_is_never_go() {
    let project = project();
    project.write("large.txt", "all of this is longer than the limit\n");
    let args = ["--gate", "production", "--max-file-size", "40"];
    project.write(
        "checklist.toml",
        "[gates.production]\ntiers = ['low']\n[[item]]\nid = 'x'\nrules = ['rate-limit-disabled']\n",
    );
    let run = verdict(&project, &args);
    assert_eq!((run.code, run.stdout.lines().last()), (Some(2), Some("NOT COMPLETE: 1 open (x)")), "{run:?}");
}

#[test]
fn attestations_expire_and_need_a_name() {
    let project = project();
    let said = |by: &str, on: &str, expires: &str| {
        project.write(
            "gonogo.toml",
            &format!(
                "[[attest]]\nitem = 'tested'\nby = '{by}'\non = {on}\nevidence = 'package.json'\nexpires = {expires}\n"
            ),
        );
        json(&project, &[])
    };
    let status = |value: &Value| value["items"][2]["status"].as_str().unwrap_or_default().to_owned();
    for (by, on, expires, expected) in [
        ("Ada", "2026-11-01", "2026-11-30", "pass"),
        ("Ada", "2026-11-01", "2026-11-29", "open"),
        ("Ada", "2026-12-01", "2027-01-01", "open"),
        ("", "2026-11-01", "2027-01-01", "open"),
    ] {
        assert_eq!(status(&said(by, on, expires)), expected, "{by} {on} {expires}");
    }
    let soon = said("Ada", "2026-11-01", "2026-12-10");
    assert_eq!(soon["notes"][0], "gonogo.toml:1: the attestation of `tested` expires on 2026-12-10, in 10 days");
}

#[test]
fn a_waiver_is_for_one_state() {
    let project = project();
    let pin = json(&project, &[])["items"][2]["pin"].as_str().expect("a pin").to_owned();
    let waiver = |item: &str| {
        format!(
            "[[waive]]\nitem = '{item}'\npin = '{pin}'\nreason = 'small release'\nby = 'Ada'\nexpires = 2026-12-31\n"
        )
    };
    project.write("gonogo.toml", &waiver("tested"));
    let run = verdict(&project, &["--gate", "production"]);
    assert_eq!((run.code, run.stdout.lines().last()), (Some(0), Some("GO, with waivers: tested")), "{run:?}");
    // The pin of another item is not its own.
    project.write("gonogo.toml", &waiver("locked"));
    let value = json(&project, &[]);
    assert_eq!(statuses(&value)[1..3], ["locked pass", "tested open"]);
    assert!(value["notes"][0].as_str().is_some_and(|note| note.contains("is not used")), "{value}");
}

#[test]
fn a_waiver_of_a_finding_serves_scans_and_ends_with_its_value() {
    let project = project();
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    let print = json(&project, &[])["items"][0]["findings"][0]["fingerprint"].as_str().expect("one").to_owned();
    project.write(
        "gonogo.toml",
        &format!(
            "[[waive]]\nfingerprint = '{print}'\nreason = 'revoked last week'\nby = 'Ada'\nexpires = 2026-12-31\n"
        ),
    );
    assert_eq!(statuses(&json(&project, &[]))[0], "no-secrets waived");
    assert_eq!(project.run_on(TODAY, &["scan", "config.js"]).code, Some(0));
    let late = project.run_on("1800000000", &["scan", "config.js"]);
    assert!(late.code == Some(1) && late.stderr.contains("the waiver expired on 2026-12-31"), "{late:?}");
    project.write("config.js", "const GITHUB_TOKEN = 'ghp_{alnum:29}x{check:github}';\n");
    assert_eq!(statuses(&json(&project, &[]))[0], "no-secrets fail");
}

#[test]
fn mistakes_point_at_their_line() {
    let waive = "reason = 'small release'\nby = 'Ada'\nexpires = 2026-12-31\n";
    for (text, message) in [
        (ATTESTED.replace("'tested'", "'testd'"), "there is no item `testd`; did you mean `tested`?"),
        (ATTESTED.replace("https://ci.example/1", "docs/none.md"), "the evidence `docs/none.md` does not exist"),
        (ATTESTED.replace("2026-11-01", "'today'"), "`today` is not a date"),
        (format!("[[waive]]\nitem = 'tested'\n{waive}"), "this [[waive]] has no `pin`"),
        (
            format!("[[waive]]\nfingerprint = '{:032x}'\n{}", 7, waive.replace("small release", "x")),
            "needs a written `reason`",
        ),
        (
            format!("[[waive]]\nfingerprint = '{:032x}'\n{}", 7, waive.replace("2026-12-31", "2026-11-29")),
            "this waiver expired on 2026-11-29",
        ),
        ("[[attest]\nitem = ".to_owned(), "gonogo.toml:1:"),
        ("[checklist]\nextends = 'none'\n".to_owned(), ""),
    ] {
        let project = project();
        project.write("gonogo.toml", &text);
        let run = verdict(&project, &[]);
        let is_own_checklist = text.starts_with("[checklist]");
        assert_eq!(run.code, Some(if is_own_checklist { 0 } else { 2 }), "{text}: {run:?}");
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ").replace(" │ ", " ");
        assert!(said.contains(message) || message.is_empty(), "{text}: {}", run.stderr);
        assert!(message.is_empty() || run.stderr.contains("gonogo.toml:"), "{text}: {}", run.stderr);
    }
    let own = project();
    own.write("gonogo.toml", "[checklist]\nextends = 'none'\n");
    let run = own.run_on(TODAY, &["verdict"]);
    assert!(run.code == Some(2) && run.stderr.contains("there is no checklist `none`"), "{run:?}");
    let run = verdict(&own, &["--gate", "prod", "--no-config"]);
    assert!(run.code == Some(2) && run.stderr.contains("has no gate `prod`"), "{run:?}");
}

#[test]
fn attest_writes_what_verdict_reads() {
    let project = project();
    project.write("gonogo.toml", "# ours\n[scan]\nthreads = 1\n");
    let args = ["attest", "tested", "--by", "Ada", "--evidence", "package.json", "--checklist", "checklist.toml"];
    let run = project.run_on(TODAY, &args);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(project.read("gonogo.toml").starts_with("# ours\n[scan]\nthreads = 1\n\n[[attest]]\nitem = \"tested\"\n"));
    assert_eq!(statuses(&json(&project, &[]))[2], "tested pass");
    let run =
        project.run_on(TODAY, &["attest", "testd", "--by", "Ada", "--evidence", "x", "--checklist", "checklist.toml"]);
    assert!(run.code == Some(2) && run.stderr.contains("did you mean `tested`?"), "{run:?}");
}

#[test]
fn an_earlier_verdict_is_compared() {
    let project = project();
    let run = verdict(&project, &["--format", "json=.git/old.json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = project.run_on(TODAY, &["verdict", "--checklist", "portal", "--compare", ".git/old.json"]);
    assert!(run.code == Some(2) && run.stderr.contains("none of the items of `portal`"), "{run:?}");
    project.write("gonogo.toml", ATTESTED);
    let run = verdict(&project, &["--compare", ".git/old.json"]);
    assert!(run.stdout.contains("better: tested (open -> pass)\nworse: none\n"), "{run:?}");
    project.write(".git/old.json", "{{\n}}");
    let run = verdict(&project, &["--compare", ".git/old.json"]);
    assert!(run.code == Some(2) && run.stderr.contains("old.json:2:1: this is not the JSON of a verdict"), "{run:?}");
}

#[test]
fn history_and_the_servers_env_file_answer_their_items() {
    let project = project();
    project.write(
        "checklist.toml",
        "[[item]]\nid = 'rotated'\ncategories = ['secret']\nhistory = true\n[[item]]\nid = 'new'\ncompare = true\n[[item]]\nid = \
         'strong'\nrules = ['short-credential']\nnames = ['jwt']\nneeds_production_file = true\n",
    );
    assert_eq!(statuses(&json(&project, &[])), ["rotated open", "new open", "strong open"]);
    project.write("old.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    project.sh("git add -A; git -c user.name=a -c user.email=a@b.c commit -qm one; git rm -q old.js; git -c user.name=a -c user.email=a@b.c commit -qm two");
    let value = json(&project, &["--history"]);
    assert_eq!(statuses(&value)[0], "rotated fail");
    let pin = value["items"][0]["pin"].as_str().expect("a pin").to_owned();
    let said = "by = 'Ada'\non = 2026-11-01\nevidence = 'https://ci.example/1'\n";
    project.write("gonogo.toml", &format!("[[attest]]\nitem = 'rotated'\n{said}"));
    assert_eq!(statuses(&json(&project, &["--history"]))[0], "rotated fail");
    project.write("gonogo.toml", &format!("[[attest]]\nitem = 'rotated'\npin = '{pin}'\n{said}"));
    assert_eq!(statuses(&json(&project, &["--history"]))[0], "rotated pass");
    assert_eq!(statuses(&json(&project, &["--history", "--max-file-size", "10"]))[0], "rotated open");

    let outside = tempfile::tempdir().expect("a folder");
    let file = outside.path().join("server.env");
    let short =
        gonogo_core::value::expand("JWT_SECRET={alnum:12}\nAPI_KEY={alnum:40}\n", "server").expect("a template");
    fs::write(&file, short).expect("a file");
    let name = file.display().to_string();
    assert_eq!(statuses(&json(&project, &["--env-file", &name]))[1..], ["new pass", "strong fail"]);
    project.sh("echo x | gzip > log.gz");
    assert_eq!(statuses(&json(&project, &["--env-file", &name]))[1], "new open");
}

#[test]
fn only_a_secret_answers_an_item_about_secrets() {
    let project = Project::new();
    project.init();
    let compose = |line: &str| {
        let head = "services:\n  db:\n    image: postgres:17\n  api:\n    image: shop\n    environment:\n      NODE_ENV: production\n";
        project.write("docker-compose.prod.yml", &format!("{head}      {line}\n"));
        let run = project.run_on(TODAY, &["verdict", "--format", "json"]);
        let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
        statuses(&value).into_iter().filter(|status| status.contains("database-password")).collect::<Vec<_>>()
    };
    assert_eq!(compose("DB_PORT: \"5432\""), ["database-password open"]);
    assert_eq!(compose("DB_POOL_SIZE: \"10\""), ["database-password open"]);
    assert_eq!(compose("DB_PASSWORD: {alnum:24}"), ["database-password pass"]);
    assert_eq!(compose("DB_PASSWORD: postgres"), ["database-password fail"]);
}

#[test]
fn nothing_is_decided_about_nothing() {
    let project = Project::new();
    let run = project.run_on(TODAY, &["verdict", "--gate", "production"]);
    assert!(run.code == Some(2) && run.stdout.contains("NOT COMPLETE"), "{run:?}");
    assert_eq!(project.run_on(TODAY, &["verdict"]).code, Some(2));
}

#[test]
fn what_is_excluded_is_named() {
    let project = project();
    project.write("old/app.js", "export const a = 1;\n");
    project.write("gonogo.toml", "[scan]\nexclude = [\"old\"]\n");
    let run = verdict(&project, &[]);
    assert!(run.stdout.contains("`exclude` leaves out 1 path, and no answer is about them: old/"), "{run:?}");
}

#[test]
fn attest_refuses_what_could_not_count() {
    let project = project();
    project.write("restore.md", "restored\n");
    let attest = |more: &[&str]| {
        let base = ["attest", "tested", "--checklist", "checklist.toml"];
        project.run_on(TODAY, &[&base[..], more].concat())
    };
    for (more, message) in [
        (&["--by", "Ada", "--evidence", "../restore.md"][..], "is not in the repository"),
        (&["--by", "Ada", "--evidence", "/etc/hosts"], "is not in the repository"),
        (&["--by", "Ada", "--evidence", "missing.md"], "does not exist"),
        (&["--by", "Ada", "--evidence", "restore.md", "--expires", "2020-01-01"], "is in the past"),
        (&["--evidence", "restore.md", "--by", " "], "nobody is named"),
    ] {
        let run = attest(more);
        assert!(run.code == Some(2) && run.stderr.contains(message), "{more:?}: {run:?}");
    }
    assert_eq!(attest(&["--by", "Ada", "--evidence", "restore.md"]).code, Some(0));
}
