//! One repository, whose commits are a minute apart.

use crate::{
    command::{isolated, run, stdout},
    fixture::write,
};
use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The time of the first command, in seconds since 1970.
const START: u64 = 1_700_000_000;

/// A repository and its work tree.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    /// Each command is run a minute after the one before.
    clock: Cell<u64>,
}

impl Repository {
    /// One with a branch `main` and no commits, in a new folder.
    pub fn init(root: impl AsRef<Path>) -> Self {
        let repository = Repository::at(root);
        fs::create_dir_all(&repository.root).expect("a folder");
        repository.git("init -q -b main");
        repository
    }

    /// One that is there already.
    pub fn at(root: impl AsRef<Path>) -> Self {
        Repository { root: root.as_ref().to_owned(), clock: Cell::new(START) }
    }

    /// The folder of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file in the work tree.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file, and the folders it is in.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        write(&self.path(path), content.as_ref());
    }

    /// Deletes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file was there");
    }

    /// Commits all that is in the work tree, and returns the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.git("add -A");
        self.run(&["commit", "-q", "--allow-empty", "-m", message], b"");
        self.git("rev-parse HEAD")
    }

    /// Runs git with arguments that are split at spaces, and returns its output.
    pub fn git(&self, args: &str) -> String {
        self.run(&args.split(' ').collect::<Vec<_>>(), b"")
    }

    /// Runs git with some input, and returns its output.
    pub fn run(&self, args: &[&str], input: &[u8]) -> String {
        String::from_utf8(self.bytes(args, input)).expect("text").trim_end().to_owned()
    }

    /// As [`Repository::run`], for output that is not text.
    pub fn bytes(&self, args: &[&str], input: &[u8]) -> Vec<u8> {
        stdout(&mut self.command(args), input)
    }

    /// Runs git with some input, whether it succeeds or not.
    pub fn output(&self, args: &[&str], input: &[u8]) -> Output {
        run(&mut self.command(args), input)
    }

    fn command(&self, args: &[&str]) -> Command {
        let date = format!("{} +0000", self.clock.replace(self.clock.get() + 60));
        let mut git = Command::new("git");
        isolated(git.args(args), &date).current_dir(&self.root);
        git
    }
}
