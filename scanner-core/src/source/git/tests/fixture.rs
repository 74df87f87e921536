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
        git(&self.path(folder), &args.split(' ').collect::<Vec<_>>())
    }

    /// Writes a file, and commits everything. Returns the commit's id.
    pub(crate) fn commit(&self, repository: &str, file: &str, content: impl AsRef<[u8]>) -> String {
        self.write(&format!("{repository}/{file}"), content);
        self.git(repository, "add -A");
        self.git(repository, &format!("commit -q -m {file}"));
        self.git(repository, "rev-parse HEAD")
    }
}

/// Runs git without the environment and the configuration of whoever runs the tests.
fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A U Thor", "-c", "user.email=author@example.com", "-c", "protocol.file.allow=always"])
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("HOME", "/nonexistent")])
        .envs([("GIT_AUTHOR_DATE", "1700000000 +0100"), ("GIT_COMMITTER_DATE", "1700000000 +0100")])
        .output()
        .expect("git starts");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim_end().to_owned()
}
