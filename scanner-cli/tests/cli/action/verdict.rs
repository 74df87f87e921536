//! Verdicts of the action: its decision, its reports, and what it says when there is none.

use super::{
    hub::{Hub, Job},
    recorder,
};
use gonogo_core::value::expand;
use serde_json::Value;
use std::{fs, path::Path};

const CHECKLIST: &str = "[gates.production]\ntiers = ['blocker']\n[gates.rotated]\ntiers = ['blocker', 'high']\n\
    [gates.compared]\nitems = ['compared']\n\
    [[item]]\nid = 'no-secrets'\ntitle = 'No secrets'\ntier = 'blocker'\ncategories = ['secret']\n\
    [[item]]\nid = 'tested'\ntitle = 'Tested'\ntitle_id = 'Teruji'\ntier = 'blocker'\nattest = true\n\
    [[item]]\nid = 'rotated'\ntitle = 'Rotated'\ntier = 'high'\ncategories = ['secret']\nhistory = true\n\
    [[item]]\nid = 'compared'\ntitle = 'New values'\ntier = 'low'\ncompare = true\n";
const ATTESTED: &str = "[[attest]]\nitem = 'tested'\nby = 'Ada'\non = 2026-11-01\nevidence = 'https://ci.example/1'\n";

/// `main` has no secret any more, only its history has, and what needs somebody's word is attested.
fn ready() -> Hub {
    let hub = Hub::new();
    hub.git("author", &["checkout", "--quiet", "main"]);
    hub.git("author", &["rm", "--quiet", "old.env"]);
    hub.commit_text("checklist.toml", CHECKLIST);
    hub.commit_text("gonogo.toml", ATTESTED);
    hub.push(&["main"]);
    hub
}

/// A verdict on what is checked out.
fn verdict(hub: &Hub, inputs: &[(&str, &str)]) -> Job {
    let environment = [&[("CHECKLIST", "checklist.toml")], inputs].concat();
    hub.run_script("verdict", Path::new(env!("CARGO_BIN_EXE_gonogo")), &environment)
}

fn decision(job: &Job) -> (&str, &str) {
    (job.code.as_str(), job.outputs.get("verdict").map_or("", String::as_str))
}

#[test]
fn a_gate_decides_and_all_reports_are_there() {
    let hub = ready();
    for depth in [0, 1] {
        hub.checkout("refs/heads/main", depth);
        let job = verdict(&hub, &[("TITLES", "id")]);
        assert_eq!(decision(&job), ("0", "GO"), "{job:?}");
        assert!(job.summary.starts_with("# GO: production\n") && job.summary.contains("Teruji"), "{job:?}");
        assert_eq!(job.category, "gonogo-verdict/");
        for name in ["markdown", "html", "json", "sarif"] {
            assert!(fs::metadata(&job.outputs[name]).is_ok_and(|file| file.len() > 0), "{name}");
        }
        let json: Value = serde_json::from_slice(&fs::read(&job.outputs["json"]).expect("a report")).expect("JSON");
        assert_eq!(json["gates"]["production"]["verdict"], "GO");
    }
}

#[test]
fn the_history_is_fetched_where_it_is_asked_for() {
    let hub = ready();
    for (depth, history, reason, is_shallow) in [
        (0, "true", "1 finding", "false"),
        (1, "true", "1 finding", "false"),
        (1, "false", "the history was not scanned", "true"),
    ] {
        hub.checkout("refs/heads/main", depth);
        let job = verdict(&hub, &[("GATE", "rotated"), ("HISTORY", history)]);
        assert_eq!(decision(&job), ("1", "NO-GO"), "{job:?}");
        assert!(job.summary.contains("Rotated (`rotated`): ") && job.summary.contains(reason), "{job:?}");
        assert_eq!(hub.git("workspace", &["rev-parse", "--is-shallow-repository"]), is_shallow);
    }
}

#[test]
fn a_finding_closes_the_gate_and_is_reported() {
    let hub = ready();
    hub.commit("new.env");
    hub.push(&["main"]);
    hub.checkout("refs/heads/main", 0);
    let job = verdict(&hub, &[("CATEGORY", "shop")]);
    assert_eq!(decision(&job), ("1", "NO-GO"), "{job:?}");
    assert!(job.summary.starts_with("# NO-GO: production\n") && job.summary.contains("`new.env:1`"), "{job:?}");
    assert!(job.reported.as_ref().is_some_and(|files| files.contains("new.env")), "{job:?}");
    assert_eq!(job.category, "shop-verdict/");
}

#[test]
fn what_could_not_be_read_is_not_complete() {
    let hub = ready();
    hub.commit_text("large.txt", &"all of this is longer than the limit\n".repeat(100));
    hub.push(&["main"]);
    hub.checkout("refs/heads/main", 0);
    let job = verdict(&hub, &[("ARGS", "--max-file-size\n3000\n")]);
    assert_eq!(decision(&job), ("2", "NOT COMPLETE"), "{job:?}");
    assert!(job.summary.starts_with("# NOT COMPLETE: production\n") && job.summary.contains("large.txt"), "{job:?}");
    assert_eq!(job.reported, None, "what code scanning has must stay: {job:?}");
}

#[test]
fn the_env_file_of_a_server_is_compared_and_shown_nowhere() {
    let hub = ready();
    let value = expand("{alnum:40}", "server").expect("a template");
    let file = hub.path("server.env");
    fs::write(&file, format!("API_KEY={value}\n")).expect("a file");
    let file = file.display().to_string();
    for (depth, committed, expected) in [(1, false, ("0", "GO")), (0, true, ("1", "NO-GO")), (1, true, ("1", "NO-GO"))]
    {
        if committed {
            hub.commit_text("notes.txt", &format!("it was {value}\n"));
            hub.commit_text("notes.txt", "it is gone\n");
            hub.push(&["main"]);
        }
        hub.checkout("refs/heads/main", depth);
        let job = verdict(&hub, &[("GATE", "compared"), ("HISTORY", "false"), ("ENV_FILE", &file)]);
        assert_eq!(decision(&job), expected, "{job:?}");
        let reports =
            ["markdown", "html", "json", "sarif"].map(|name| fs::read_to_string(&job.outputs[name]).expect("text"));
        assert!(reports.iter().chain([&job.log, &job.summary]).all(|text| !text.contains(&value)), "{job:?}");
    }
}

#[test]
fn where_nothing_is_decided_nothing_is_uploaded() {
    let hub = ready();
    hub.checkout("refs/heads/main", 1);
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[("GATE", "prod"), ("HISTORY", "false")], "has no gate `prod`"),
        (&[("CHECKLIST", "none.toml"), ("HISTORY", "false")], "there is no checklist `none.toml`"),
        (&[("HISTORY", "yes")], "use true or false"),
        (&[("ENV_FILE", "none.env")], "cannot read the env file"),
        (&[("REPOSITORY", "..")], "Git can't work with `..`: fatal: not a git repository"),
    ];
    for (inputs, expected) in cases {
        let job = verdict(&hub, inputs);
        assert_eq!((decision(&job), &job.reported), (("2", ""), &None), "{job:?}");
        assert!(job.log.contains(expected) && job.summary.contains(expected), "{expected}: {job:?}");
    }
    hub.checkout("refs/heads/main", 1);
    fs::rename(hub.path("server"), hub.path("gone")).expect("moved");
    let job = verdict(&hub, &[]);
    assert!(job.code == "2" && job.summary.contains("`fetch-depth: 0`"), "{job:?}");
}

#[test]
fn inputs_are_no_scripts_and_no_options() {
    let hub = ready();
    hub.checkout("refs/heads/main", 1);
    let inputs = [
        ("GATE", "$(touch pwned)"),
        ("CHECKLIST", "--output=pwned"),
        ("TITLES", "`touch pwned`"),
        ("CATEGORY", "a b"),
        ("ENV_FILE", "it's; touch pwned"),
        ("ARGS", "--skip\n\n$(touch pwned) a\n"),
    ];
    let job = hub.run_script("verdict", &recorder(&hub), &inputs);
    let expected = "<verdict><--gate=$(touch pwned)><--category=a b-verdict><--checklist=--output=pwned>\
                    <--env-file=it's; touch pwned><--language=`touch pwned`><--history><--skip><$(touch pwned) a><--format>";
    assert!(job.log.contains(expected), "{job:?}");
    assert!(!hub.path("workspace/pwned").exists());
    assert_eq!((decision(&job), &job.reported), (("2", ""), &None));
}

/// The runner takes lines that begin with `::` for commands, also behind a carriage return, and a summary is Markdown.
#[test]
fn names_command_nothing() {
    let hub = ready();
    for name in ["::error file=x::y.env", "<img src=x>.env"] {
        hub.commit(name);
    }
    hub.commit_text("checklist.toml", &CHECKLIST.replace("'No secrets'", "\"\\r::error::x<script>\""));
    hub.push(&["main"]);
    hub.checkout("refs/heads/main", 0);
    let job = verdict(&hub, &[]);
    assert_eq!(decision(&job), ("1", "NO-GO"), "{job:?}");
    let (stop, rest) = job.log.split_once('\n').expect("lines");
    let token = stop.strip_prefix("::stop-commands::").expect("commands are stopped first");
    assert!(rest.trim_end().ends_with(&format!("::{token}::")), "{rest}");
    assert!(job.summary.contains("`<img src=x>.env:1`") && !job.summary.contains("x<script>"), "{}", job.summary);
}
