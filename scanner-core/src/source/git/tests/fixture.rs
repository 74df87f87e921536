//! Repositories for tests, made by the git command.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A temporary folder in which repositories are made.
pub(crate) struct Fixture(TempDir);

impl Fixture {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Fixture(tempfile::tempdir().expect("a folder"))
    }

    /// A folder with a repository `name` in it, on a branch `main` without commits.
    pub(crate) fn with_repository(name: &str) -> Self {
        let fixture = Fixture::new();
        fixture.git(".", &format!("init -q -b main {name}"));
        fixture
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, content).expect("a file");
    }

    /// Runs git in a folder, with arguments split at spaces, and returns what it printed.
    pub(crate) fn git(&self, folder: &str, args: &str) -> String {
        let mut git = Command::new("git");
        git.args(args.split(' '));
        run(git, &self.path(folder))
    }

    /// Runs a script of the shell in a folder, up to the first command that fails, and returns what it printed.
    pub(crate) fn sh(&self, folder: &str, script: &str) -> String {
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", script]);
        run(shell, &self.path(folder))
    }

    /// Writes a file, and commits everything. Returns the commit's id.
    pub(crate) fn commit(&self, repository: &str, file: &str, content: impl AsRef<[u8]>) -> String {
        self.write(&format!("{repository}/{file}"), content);
        self.git(repository, "add -A");
        self.git(repository, &format!("commit -q -m {file}"));
        self.git(repository, "rev-parse HEAD")
    }
}

/// Runs a command without the environment and git's configuration of whoever runs the tests.
fn run(mut command: Command, folder: &Path) -> String {
    let output = command
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("HOME", "/nonexistent")])
        .envs([("GIT_AUTHOR_NAME", "A U Thor"), ("GIT_AUTHOR_EMAIL", "author@example.com")])
        .envs([("GIT_COMMITTER_NAME", "C O Mitter"), ("GIT_COMMITTER_EMAIL", "committer@example.com")])
        .envs([("GIT_AUTHOR_DATE", "1700000000 +0100"), ("GIT_COMMITTER_DATE", "1700000000 +0100")])
        // Clones by file:// URLs, and submodules.
        .envs([
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "protocol.file.allow"),
            ("GIT_CONFIG_VALUE_0", "always"),
        ])
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
