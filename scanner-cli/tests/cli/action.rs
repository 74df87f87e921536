//! Scans of the GitHub action: its scripts, run with the environment that a runner gives them for each kind of
//! event, on checkouts as actions/checkout makes them.

use gonogo_core::value::expand;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

const NONE: &str = "0000000000000000000000000000000000000000";

/// A repository on a server, and a machine that checks it out.
struct Hub(TempDir);

/// The result of one run of the action.
#[derive(Debug)]
struct Job {
    code: String,
    log: String,
    summary: String,
    /// The files that the report for code scanning names; `None` if there is nothing to upload.
    reported: Option<BTreeSet<String>>,
    /// The category of the report there.
    category: String,
}

impl Hub {
    /// `main` has a secret of long ago. A pull request adds one and removes it again, and adds another.
    fn new() -> Self {
        let hub = Hub(tempfile::tempdir().expect("a folder"));
        fs::create_dir(hub.path("home")).expect("a folder");
        hub.git(".", &["init", "--quiet", "--bare", "server"]);
        hub.git(".", &["init", "--quiet", "author"]);
        hub.git("author", &["remote", "add", "origin", &hub.url()]);
        hub.commit("old.env");
        hub.commit("README");
        hub.push(&["main"]);
        hub.git("author", &["checkout", "--quiet", "-b", "topic"]);
        hub.commit("gone.env");
        hub.git("author", &["rm", "--quiet", "gone.env"]);
        hub.commit("new.env");
        hub.push(&["topic:refs/pull/1/head"]);
        hub.git("author", &["checkout", "--quiet", "-b", "merged", "main"]);
        hub.commit("later.env");
        hub.git("author", &["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
        hub.push(&["merged:refs/pull/1/merge"]);
        hub
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn url(&self) -> String {
        format!("file://{}", self.path("server").display())
    }

    fn command(&self, program: &str, folder: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path(folder)).env_clear();
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path("home")).env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        }
        command
    }

    #[track_caller]
    fn git(&self, folder: &str, args: &[&str]) -> String {
        let output = self.command("git", folder).args(["-c", "init.defaultBranch=main"]).args(args).output();
        let output = output.expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    /// Commits a file; one whose name ends in `.env` has a token in it.
    fn commit(&self, name: &str) {
        let token = expand("GITHUB_TOKEN=ghp_{alnum:30}{check:github}\n", name).expect("a template");
        let text = if name.ends_with(".env") { token } else { name.to_owned() };
        fs::write(self.path("author").join(name), text).expect("a file");
        self.git("author", &["add", "."]);
        self.git("author", &["commit", "--quiet", "-m", name]);
    }

    fn push(&self, refs: &[&str]) {
        self.git("author", &[&["push", "--quiet", "--force", "origin"], refs].concat());
    }

    fn id(&self, revision: &str) -> String {
        self.git("author", &["rev-parse", revision])
    }

    /// Checks a ref out as actions/checkout does: one commit, or with depth 0 all branches.
    fn checkout(&self, name: &str, depth: u32) {
        let _ = fs::remove_dir_all(self.path("workspace"));
        self.git(".", &["init", "--quiet", "workspace"]);
        self.git("workspace", &["remote", "add", "origin", &self.url()]);
        let depth = format!("--depth={depth}");
        match depth.as_str() {
            "--depth=0" => {
                self.git("workspace", &["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"])
            }
            depth => self.git("workspace", &["fetch", "--quiet", "--no-tags", depth, "origin", name]),
        };
        self.git("workspace", &["fetch", "--quiet", "--no-tags", "origin", name]);
        self.git("workspace", &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
    }

    /// Runs the action's script on what is checked out.
    fn run(&self, event: &[(&str, &str)]) -> Job {
        self.run_with(Path::new(env!("CARGO_BIN_EXE_gonogo")), event)
    }

    fn run_with(&self, gonogo: &Path, event: &[(&str, &str)]) -> Job {
        for file in ["output", "summary"] {
            fs::write(self.path(file), "").expect("a file");
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/scan");
        let mut command = self.command("bash", "workspace");
        command.arg(script).env("GONOGO", gonogo).env("MODE", "auto").env("DEFAULT_BRANCH", "main");
        command.env("GITHUB_OUTPUT", self.path("output")).env("GITHUB_STEP_SUMMARY", self.path("summary"));
        command.env("RUNNER_TEMP", self.0.path());
        let output = command.envs(event.iter().copied()).output().expect("bash runs");
        let log = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{log}");
        let read = |name: &str| fs::read_to_string(self.path(name)).expect("a file");
        let outputs = read("output");
        let value = |name: &str| outputs.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
        let run = value("sarif").map(|file| {
            let sarif: Value = serde_json::from_slice(&fs::read(file).expect("a report")).expect("JSON");
            sarif["runs"][0].clone()
        });
        Job {
            code: value("code").expect("a code").to_owned(),
            log,
            summary: read("summary"),
            reported: run.as_ref().map(reported),
            category: run
                .as_ref()
                .and_then(|run| run["automationDetails"]["id"].as_str())
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

fn reported(run: &Value) -> BTreeSet<String> {
    let results = run["results"].as_array().expect("results").iter();
    let place = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().map(str::to_owned)
    };
    results.filter_map(place).collect()
}

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
    let job = hub.run_with(&recorder(&hub), &event);
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
fn the_verdict_is_that_of_the_scan_or_of_a_failed_upload() {
    let hub = Hub::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/verdict");
    let cases = [
        ("0", "success", "false", 0, ""),
        ("0", "skipped", "false", 0, ""),
        ("1", "success", "false", 1, "::error title=gonogo::Secrets were found."),
        ("2", "", "false", 2, "::error title=gonogo::There is no verdict."),
        ("", "", "false", 2, "::error title=gonogo::There is no verdict."),
        ("0", "failure", "false", 2, "::error title=gonogo::The report could not be uploaded"),
        ("1", "failure", "false", 1, "::error title=gonogo::The report could not be uploaded"),
        ("0", "failure", "true", 0, "::warning title=gonogo::The report could not be uploaded"),
    ];
    for (code, upload, may_not_write, expected, told) in cases {
        let mut command = hub.command("bash", ".");
        command.arg(&script).envs([("CODE", code), ("UPLOAD", upload), ("MAY_NOT_WRITE", may_not_write)]);
        let output = command.output().expect("bash runs");
        assert_eq!(output.status.code(), Some(expected), "{code} {upload}");
        assert!(String::from_utf8_lossy(&output.stdout).starts_with(told), "{code} {upload}");
    }
}

/// Everything that an event or a caller chooses reaches a script through its environment.
#[test]
fn no_script_has_an_expression_in_it() {
    let action = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).expect("the action");
    let scripts: Vec<&str> = action.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert_eq!(scripts.len(), 4);
    for script in scripts {
        assert!(script.contains("\"$GITHUB_ACTION_PATH/action/") && !script.contains("${{"), "{script}");
    }
}

#[test]
fn every_input_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = fs::read_to_string(root.join("action.yml")).expect("the action");
    let page = fs::read_to_string(root.join("docs/ci.md")).expect("the page");
    let tables = action.split("\ninputs:\n").nth(1).and_then(|rest| rest.split("\nruns:\n").next()).expect("inputs");
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
    let names: Vec<&str> = tables.lines().filter(is_name).map(|line| line.trim().trim_end_matches(':')).collect();
    assert_eq!(names.len(), 9);
    for name in names {
        assert!(page.contains(&format!("\n| `{name}` | ")), "{name}");
    }
}
