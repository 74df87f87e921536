//! The GitHub action: its scripts, run with the environment that a runner gives them for each kind of event, on checkouts as
//! actions/checkout makes them.

mod hub;
mod verdict;

use hub::Hub;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const NONE: &str = "0000000000000000000000000000000000000000";

fn files(names: &[&str]) -> Option<BTreeSet<String>> {
    Some(names.iter().map(|&name| name.to_owned()).collect())
}

#[test]
fn a_pull_request_answers_for_its_own_commits() {
    let hub = Hub::new();
    let (base, head) = (hub.id("main"), hub.id("topic"));
    for depth in [0, 1] {
        hub.checkout("refs/pull/1/merge", depth);
        let job = hub.run(&[("EVENT", "pull_request"), ("BASE", &base), ("HEAD", &head)]);
        assert_eq!(job.code, "1", "{job:?}");
        assert_eq!(job.reported, files(&["gone.env", "new.env"]), "depth {depth}: {job:?}");
        let told = format!("**Secrets found** in the commits from `{base}` to `{head}`.");
        assert!(job.summary.contains(&told) && job.summary.contains("new.env:1:14"), "{job:?}");
    }
}

#[test]
fn a_merge_queue_answers_for_its_own_commits() {
    let hub = Hub::new();
    hub.checkout("refs/pull/1/merge", 0);
    let (base, head) = (hub.id("topic"), hub.id("merged"));
    let job = hub.run(&[("EVENT", "merge_group"), ("BASE", &base), ("HEAD", &head), ("FAIL_ON", "never")]);
    assert_eq!((job.code.as_str(), job.reported.as_ref()), ("0", files(&["later.env"]).as_ref()), "{job:?}");
}

#[test]
fn a_push_is_judged_by_its_commits_and_reported_with_all_files() {
    let hub = Hub::new();
    let before = hub.id("main");
    hub.git("author", &["checkout", "--quiet", "main"]);
    hub.commit("clean");
    hub.push(&["main"]);
    let clean = hub.id("main");
    for depth in [0, 1] {
        hub.checkout("refs/heads/main", depth);
        let job = hub.run(&[("EVENT", "push"), ("REF", "refs/heads/main"), ("BEFORE", &before), ("AFTER", &clean)]);
        assert_eq!(job.code, "0", "{job:?}");
        assert!(job.summary.contains(&format!("**Nothing found** in the commits from `{before}` to `{clean}`.")));
        assert_eq!(job.reported, files(&["old.env"]), "alerts that are still open must stay open: {job:?}");
    }
    hub.commit("pushed.env");
    hub.push(&["main"]);
    hub.checkout("refs/heads/main", 0);
    let after = hub.id("main");
    let job = hub.run(&[("EVENT", "push"), ("REF", "refs/heads/main"), ("BEFORE", &clean), ("AFTER", &after)]);
    assert_eq!((job.code.as_str(), job.reported), ("1", files(&["old.env", "pushed.env"])));
}

#[test]
fn a_new_branch_answers_for_what_the_default_branch_lacks() {
    let hub = Hub::new();
    hub.push(&["topic"]);
    let after = hub.id("topic");
    for depth in [0, 1] {
        hub.checkout("refs/heads/topic", depth);
        let event = [("EVENT", "push"), ("REF", "refs/heads/topic"), ("BEFORE", NONE), ("AFTER", &after)];
        let job = hub.run(&event);
        assert_eq!(job.code, "1", "{job:?}");
        assert!(job.log.contains("gone.env:1:14") && !job.log.contains("old.env"), "{job:?}");
        assert!(job.summary.contains("on the default branch"), "{job:?}");
    }
}

#[test]
fn a_forced_push_answers_for_what_it_brought() {
    let hub = Hub::new();
    hub.push(&["topic"]);
    let before = hub.id("topic");
    hub.git("author", &["checkout", "--quiet", "-B", "topic", "main"]);
    hub.commit("forced.env");
    hub.push(&["topic"]);
    let after = hub.id("topic");
    hub.checkout("refs/heads/topic", 0);
    let event = |before: &str| {
        hub.run(&[("EVENT", "push"), ("REF", "refs/heads/topic"), ("BEFORE", before), ("AFTER", &after)])
    };
    // The server still has what was replaced, or has it no more.
    for before in [before.as_str(), "1234567890123456789012345678901234567890"] {
        let job = event(before);
        assert_eq!(job.code, "1", "{job:?}");
        assert!(job.log.contains("forced.env:1:14") && !job.log.contains("old.env"), "{job:?}");
    }
}

#[test]
fn a_deleted_branch_brings_nothing() {
    let hub = Hub::new();
    hub.checkout("refs/heads/main", 1);
    let job = hub.run(&[("EVENT", "push"), ("REF", "refs/heads/topic"), ("BEFORE", &hub.id("topic")), ("AFTER", NONE)]);
    assert_eq!((job.code.as_str(), job.reported), ("0", None));
    assert!(job.summary.contains("there is nothing to scan"), "{}", job.summary);
}

#[test]
fn all_files_are_scanned_whatever_the_event() {
    let hub = Hub::new();
    hub.checkout("refs/pull/1/merge", 1);
    for event in ["pull_request", "push", "schedule", "workflow_dispatch"] {
        let job = hub.run(&[("EVENT", event), ("MODE", "files")]);
        assert_eq!((job.code.as_str(), job.reported), ("1", files(&["later.env", "new.env", "old.env"])), "{event}");
    }
}

#[test]
fn what_has_no_commits_of_its_own_is_the_whole_history() {
    let hub = Hub::new();
    hub.push(&["topic"]);
    let after = hub.id("main");
    let events: [&[(&str, &str)]; 4] = [
        &[("EVENT", "schedule")],
        &[("EVENT", "workflow_dispatch")],
        &[("EVENT", "pull_request"), ("MODE", "history")],
        &[("EVENT", "push"), ("REF", "refs/heads/main"), ("BEFORE", NONE), ("AFTER", &after)],
    ];
    for event in events {
        for depth in [0, 1] {
            hub.checkout("refs/heads/main", depth);
            let job = hub.run(event);
            assert_eq!(job.code, "1", "{job:?}");
            assert_eq!(job.reported, files(&["gone.env", "new.env", "old.env"]), "{event:?} {job:?}");
            assert_eq!(job.category, "gonogo-history/", "{event:?}");
            assert_eq!(hub.git("workspace", &["rev-parse", "--is-shallow-repository"]), "false", "{event:?}");
        }
    }
}

/// A gonogo that says how it was called.
fn recorder(hub: &Hub) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let file = hub.path("recorder");
    fs::write(&file, "#!/bin/sh\nprintf '<%s>' \"$@\" >&2\nexit 2\n").expect("a script");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
    file
}

#[test]
fn further_arguments_are_taken_as_they_are() {
    let hub = Hub::new();
    hub.checkout("refs/heads/main", 1);
    let args = "--skip\ngeneric-password\n\n--rules=my rules/*.toml; touch $(echo pwned)\n";
    let event = [("EVENT", "push"), ("MODE", "files"), ("ARGS", args), ("FAIL_ON", "low"), ("CATEGORY", "`id`")];
    let job = hub.run_script("scan", &recorder(&hub), &event);
    assert!(job.log.contains("<scan><.><--fail-on><low><--format>"), "{job:?}");
    assert!(job.log.contains("<--skip><generic-password><--rules=my rules/*.toml; touch $(echo pwned)>"), "{job:?}");
    assert!(job.log.contains("<--category><`id`>"), "{job:?}");
    assert!(!hub.path("workspace/pwned").exists());
    assert_eq!((job.code.as_str(), job.reported), ("2", None));
}

#[test]
fn what_can_not_be_scanned_is_no_success() {
    let hub = Hub::new();
    let (base, head) = (hub.id("main"), hub.id("topic"));
    hub.checkout("refs/pull/1/merge", 1);
    fs::rename(hub.path("server"), hub.path("gone")).expect("moved");
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("EVENT", "pull_request"), ("BASE", &base), ("HEAD", &head)], "`fetch-depth: 0`"),
        (&[("EVENT", "workflow_run"), ("MODE", "changes")], "The event `workflow_run` names no commits"),
        (&[("EVENT", "pull_request"), ("BASE", "--output=x"), ("HEAD", "$(id)")], "names no commits"),
        (&[("EVENT", "push"), ("MODE", "everything")], "There is no mode `everything`"),
    ];
    for (event, expected) in cases {
        let job = hub.run(event);
        assert_eq!((job.code.as_str(), &job.reported), ("2", &None), "{job:?}");
        assert!(job.log.contains("::error title=gonogo::") && job.log.contains(expected), "{job:?}");
        assert!(job.summary.contains(expected), "{job:?}");
    }
}

#[test]
fn a_folder_that_git_refuses_is_named() {
    let hub = Hub::new();
    fs::create_dir(hub.path("workspace")).expect("a folder");
    for event in ["push", "schedule"] {
        let job = hub.run(&[("EVENT", event), ("AFTER", &hub.id("main")), ("REPOSITORY", ".")]);
        assert_eq!(job.code, "2");
        assert!(job.log.contains("Git can't work with `.`: fatal: not a git repository"), "{job:?}");
    }
}

/// The runner takes lines that begin with `::` for commands, and a summary is Markdown.
#[test]
fn names_of_files_command_nothing() {
    let hub = Hub::new();
    hub.git("author", &["checkout", "--quiet", "main"]);
    for name in ["::error file=x::y.env", "~~~~~~.env", "<img src=x>.env"] {
        hub.commit(name);
    }
    hub.push(&["main"]);
    hub.checkout("refs/heads/main", 1);
    let job = hub.run(&[("EVENT", "push"), ("MODE", "files")]);
    assert_eq!(job.code, "1");
    let (stop, rest) = job.log.split_once('\n').expect("lines");
    let token = stop.strip_prefix("::stop-commands::").expect("commands are stopped first");
    assert!(rest.contains("::error file=x::y.env:1:14"), "{rest}");
    assert!(rest.trim_end().ends_with(&format!("::{token}::")), "{rest}");
    let fence = "~".repeat(20);
    assert_eq!(job.summary.lines().filter(|line| line.starts_with(&fence)).count(), 2, "{}", job.summary);
}

#[test]
fn the_action_ends_as_its_step_did_or_with_a_failed_upload() {
    let hub = Hub::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/end");
    let cases = [
        ("0", "", "success", "false", 0, ""),
        ("0", "", "skipped", "false", 0, ""),
        ("1", "", "success", "false", 1, "::error title=gonogo::Secrets were found."),
        ("2", "", "", "false", 2, "::error title=gonogo::There is no result."),
        ("", "", "", "false", 2, "::error title=gonogo::There is no result."),
        ("0", "GO", "success", "false", 0, ""),
        ("1", "NO-GO", "success", "false", 1, "::error title=gonogo::NO-GO. "),
        ("2", "NOT COMPLETE", "skipped", "false", 2, "::error title=gonogo::NOT COMPLETE. "),
        ("0", "", "failure", "false", 2, "::error title=gonogo::The report could not be uploaded"),
        ("0", "GO", "failure", "false", 2, "::error title=gonogo::The report could not be uploaded"),
        ("1", "", "failure", "false", 1, "::error title=gonogo::The report could not be uploaded"),
        ("0", "", "failure", "true", 0, "::warning title=gonogo::The report could not be uploaded"),
    ];
    for (code, verdict, upload, may_not_write, expected, told) in cases {
        let mut command = hub.command("bash", ".");
        command.arg(&script).envs([("CODE", code), ("VERDICT", verdict), ("UPLOAD", upload)]);
        let output = command.env("MAY_NOT_WRITE", may_not_write).output().expect("bash runs");
        assert_eq!(output.status.code(), Some(expected), "{code} {verdict} {upload}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.starts_with(told) && said.is_empty() == told.is_empty(), "{code} {verdict} {upload}: {said}");
    }
}

/// Everything that an event or a caller chooses reaches a script through its environment.
#[test]
fn no_script_has_an_expression_in_it() {
    let action = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).expect("the action");
    let scripts: Vec<&str> = action.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert_eq!(scripts.len(), 5);
    for script in scripts {
        assert!(script.contains("\"$GITHUB_ACTION_PATH/action/") && !script.contains("${{"), "{script}");
    }
}

#[test]
fn every_input_and_output_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = fs::read_to_string(root.join("action.yml")).expect("the action");
    let page = fs::read_to_string(root.join("docs/ci.md")).expect("the page");
    let tables = action.split("\ninputs:\n").nth(1).and_then(|rest| rest.split("\nruns:\n").next()).expect("inputs");
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
    let names: Vec<&str> = tables.lines().filter(is_name).map(|line| line.trim().trim_end_matches(':')).collect();
    assert_eq!(names.len(), 18);
    for name in names {
        assert!(page.contains(&format!("\n| `{name}` | ")), "{name}");
    }
}
