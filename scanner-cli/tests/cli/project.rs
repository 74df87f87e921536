//! A project in a temporary folder, with secrets that are generated when the test runs.

use gonogo_core::value::expand;
use gonogo_testing::{isolated, run};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The result of a run of the command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A folder to scan.
#[derive(Debug)]
pub(crate) struct Project(TempDir);

impl Project {
    /// Holds the pack of the other command-line cases and nothing else.
    pub(crate) fn new() -> Self {
        let project = Project(tempfile::tempdir().expect("a folder"));
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("scanner-cli/tests/cmd/rules.in/pack.toml");
        fs::create_dir(project.path(".git")).expect("a folder");
        fs::copy(pack, project.path(".git/pack.toml")).expect("a pack");
        project
    }

    /// A project with a finding of each severity that the pack has, and one file without.
    pub(crate) fn with_findings() -> Self {
        let project = Project::new();
        project.write("deploy/.env", "PORT=80\nEXAMPLE_TOKEN=extok_{alnum:32} # never rotated\n");
        project.write("console.yml", "exampleConsolePassword: {lowernum:12}\n");
        project.write("README", "Nothing to see.\n");
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file; tokens in the text are templates.
    pub(crate) fn write(&self, name: &str, template: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, expand(template, name).expect("a template")).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// The secret that a file holds behind `before`.
    pub(crate) fn secret(&self, name: &str, before: &str) -> String {
        let text = self.read(name);
        let (_, rest) = text.split_once(before).expect("the file has it");
        rest.split_whitespace().next().expect("a value").to_owned()
    }

    /// Makes the project a repository, on a branch `main` without commits.
    pub(crate) fn init(&self) {
        self.sh("git init -q -b main");
    }

    /// Runs a script of the shell in the project, without git's configuration of whoever runs the tests. `$GONOGO` is the
    /// command `gonogo scan` with the rules of the pack alone.
    pub(crate) fn sh(&self, script: &str) -> Run {
        let pack = self.path(".git/pack.toml");
        let scan = format!("{} scan --no-builtin-rules --rules {}", env!("CARGO_BIN_EXE_gonogo"), pack.display());
        let mut shell = Command::new("sh");
        isolated(shell.args(["-e", "-c", script]), "1700000000 +0100").current_dir(self.0.path()).env("GONOGO", scan);
        self.finish(shell, "")
    }

    /// Runs `gonogo scan` with the rules of the pack alone.
    pub(crate) fn scan(&self, args: &[&str]) -> Run {
        let pack = self.path(".git/pack.toml").display().to_string();
        self.run(&[&["scan", "--no-builtin-rules", "--rules", &pack], args].concat(), "")
    }

    /// Runs the command in the project, without the environment of the test.
    pub(crate) fn run(&self, args: &[&str], stdin: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command.args(args).current_dir(self.0.path()).env_clear();
        self.finish(command, stdin)
    }

    /// The same, and the command takes a time, in seconds since 1970, for now.
    pub(crate) fn run_on(&self, time: &str, args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command.args(args).current_dir(self.0.path()).env_clear().env("SOURCE_DATE_EPOCH", time);
        self.finish(command, "")
    }

    fn finish(&self, mut command: Command, stdin: &str) -> Run {
        let output = run(&mut command, stdin.as_bytes());
        let text = |bytes: Vec<u8>| self.normalised(&String::from_utf8(bytes).expect("output is UTF-8"));
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Without what differs from run to run: the folder, and the time that ends the line of counts.
    fn normalised(&self, text: &str) -> String {
        let root = fs::canonicalize(self.0.path()).expect("a folder");
        let line = |line: &str| match line.rsplit_once(", ") {
            Some((counts, _)) if counts.ends_with(" rules") || counts.ends_with(" rule") => {
                format!("{counts}, [TIME]\n")
            }
            _ => format!("{line}\n"),
        };
        text.lines().map(line).collect::<String>().replace(&root.display().to_string(), "[ROOT]")
    }
}
