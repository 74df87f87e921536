//! A folder in which repositories are made and cloned.

use crate::command::{isolated, stdout};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// All commits are made at this time.
const DATE: &str = "1700000000 +0100";

/// A temporary folder in which repositories are made.
#[derive(Debug)]
pub struct Fixture(TempDir);

impl Default for Fixture {
    fn default() -> Self {
        Fixture(tempfile::tempdir().expect("a folder"))
    }
}

impl Fixture {
    /// An empty folder.
    pub fn new() -> Self {
        Fixture::default()
    }

    /// A folder with a repository `name` in it, on a branch `main` without commits.
    pub fn with_repository(name: &str) -> Self {
        let fixture = Fixture::new();
        fixture.git(".", &format!("init -q -b main {name}"));
        fixture
    }

    /// The path of a file or folder in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders it is in.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        write(&self.path(name), content.as_ref());
    }

    /// Runs git in a folder, with arguments split at spaces, and returns its output.
    pub fn git(&self, folder: &str, args: &str) -> String {
        self.run(folder, Command::new("git").args(args.split(' ')))
    }

    /// Runs a script of the shell in a folder, up to the first command that fails, and returns its output.
    pub fn sh(&self, folder: &str, script: &str) -> String {
        self.run(folder, Command::new("sh").args(["-e", "-c", script]))
    }

    fn run(&self, folder: &str, command: &mut Command) -> String {
        let printed = stdout(isolated(command, DATE).current_dir(self.path(folder)), b"");
        String::from_utf8_lossy(&printed).trim_end().to_owned()
    }

    /// Writes a file, and commits everything. Returns the commit's id.
    pub fn commit(&self, repository: &str, file: &str, content: impl AsRef<[u8]>) -> String {
        self.write(&format!("{repository}/{file}"), content);
        self.git(repository, "add -A");
        self.git(repository, &format!("commit -q -m {file}"));
        self.git(repository, "rev-parse HEAD")
    }
}

pub(crate) fn write(file: &Path, content: &[u8]) {
    fs::create_dir_all(file.parent().expect("a file has a folder")).expect("folders");
    fs::write(file, content).expect("a file");
}
