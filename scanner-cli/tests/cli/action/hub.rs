//! A server with a repository, a machine that checks it out, and the action's scripts on that machine.

use gonogo_core::value::expand;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A repository on a server, and a machine that checks it out.
pub(super) struct Hub(TempDir);

/// The result of one run of the action.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) code: String,
    pub(super) log: String,
    pub(super) summary: String,
    /// All outputs of the step.
    pub(super) outputs: BTreeMap<String, String>,
    /// The files that the report for code scanning names; `None` if there is nothing to upload.
    pub(super) reported: Option<BTreeSet<String>>,
    /// The category of the report there.
    pub(super) category: String,
}

impl Hub {
    /// `main` has a secret of long ago. A pull request adds one and removes it again, and adds another.
    pub(super) fn new() -> Self {
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

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn url(&self) -> String {
        format!("file://{}", self.path("server").display())
    }

    pub(super) fn command(&self, program: &str, folder: &str) -> Command {
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
    pub(super) fn git(&self, folder: &str, args: &[&str]) -> String {
        let output = self.command("git", folder).args(["-c", "init.defaultBranch=main"]).args(args).output();
        let output = output.expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    /// Commits a file; one whose name ends in `.env` has a token in it.
    pub(super) fn commit(&self, name: &str) {
        let token = expand("GITHUB_TOKEN=ghp_{alnum:30}{check:github}\n", name).expect("a template");
        let text = if name.ends_with(".env") { token } else { name.to_owned() };
        self.commit_text(name, &text);
    }

    pub(super) fn commit_text(&self, name: &str, text: &str) {
        fs::write(self.path("author").join(name), text).expect("a file");
        self.git("author", &["add", "."]);
        self.git("author", &["commit", "--quiet", "-m", name]);
    }

    pub(super) fn push(&self, refs: &[&str]) {
        self.git("author", &[&["push", "--quiet", "--force", "origin"], refs].concat());
    }

    pub(super) fn id(&self, revision: &str) -> String {
        self.git("author", &["rev-parse", revision])
    }

    /// Checks a ref out as actions/checkout does: one commit, or with depth 0 all branches.
    pub(super) fn checkout(&self, name: &str, depth: u32) {
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

    /// Runs the action's scan of what is checked out.
    pub(super) fn run(&self, event: &[(&str, &str)]) -> Job {
        self.run_script("scan", Path::new(env!("CARGO_BIN_EXE_gonogo")), event)
    }

    /// Runs a script of the action.
    pub(super) fn run_script(&self, script: &str, gonogo: &Path, environment: &[(&str, &str)]) -> Job {
        for file in ["output", "summary"] {
            fs::write(self.path(file), "").expect("a file");
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action").join(script);
        let mut command = self.command("bash", "workspace");
        command.arg(script).env("GONOGO", gonogo).env("MODE", "auto").env("DEFAULT_BRANCH", "main");
        command.env("GITHUB_OUTPUT", self.path("output")).env("GITHUB_STEP_SUMMARY", self.path("summary"));
        command.env("RUNNER_TEMP", self.0.path());
        let output = command.envs(environment.iter().copied()).output().expect("bash runs");
        let log = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{log}");
        let read = |name: &str| fs::read_to_string(self.path(name)).expect("a file");
        Job::new(log, read("summary"), &read("output"))
    }
}

impl Job {
    fn new(log: String, summary: String, outputs: &str) -> Self {
        let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let outputs: BTreeMap<String, String> = outputs.lines().filter_map(pair).collect();
        let run = outputs.get("sarif").map(|file| {
            let sarif: Value = serde_json::from_slice(&fs::read(file).expect("a report")).expect("JSON");
            sarif["runs"][0].clone()
        });
        let category = run.as_ref().and_then(|run| run["automationDetails"]["id"].as_str()).unwrap_or_default();
        Job {
            code: outputs.get("code").expect("a code").to_owned(),
            log,
            summary,
            reported: run.as_ref().map(reported),
            category: category.to_owned(),
            outputs,
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
