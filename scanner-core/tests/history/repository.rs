//! Repositories made by the git command, with the same names of objects in every run.

use std::{
    cell::Cell,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// When the first commit is made, in seconds since 1970.
const START: u64 = 1_700_000_000;

/// A repository and its work tree.
pub(crate) struct Repository {
    root: PathBuf,
    /// Each command is run a minute after the one before.
    clock: Cell<u64>,
}

impl Repository {
    /// One with a branch `main` and no commits, in a new folder.
    pub(crate) fn init(root: impl AsRef<Path>) -> Self {
        let repository = Repository::at(root);
        fs::create_dir_all(&repository.root).expect("a folder");
        repository.git("init -q -b main");
        repository
    }

    /// One that is there already.
    pub(crate) fn at(root: impl AsRef<Path>) -> Self {
        Repository { root: root.as_ref().to_owned(), clock: Cell::new(START) }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("folders");
        fs::write(file, content).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file was there");
    }

    /// Commits all that is in the work tree, and returns the commit's name.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git("add -A");
        self.run(&["commit", "-q", "--allow-empty", "-m", message], b"");
        self.git("rev-parse HEAD")
    }

    /// Runs git with arguments that are split at spaces, and returns what it printed.
    pub(crate) fn git(&self, args: &str) -> String {
        self.run(&args.split(' ').collect::<Vec<_>>(), b"")
    }

    /// Runs git with some input, and returns what it printed.
    pub(crate) fn run(&self, args: &[&str], input: &[u8]) -> String {
        String::from_utf8(self.bytes(args, input)).expect("text").trim_end().to_owned()
    }

    /// As [`Repository::run`], for what is no text.
    pub(crate) fn bytes(&self, args: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.output(args, input);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// Runs git without the environment and the configuration of whoever runs the tests.
    pub(crate) fn output(&self, args: &[&str], input: &[u8]) -> Output {
        let date = format!("{} +0000", self.clock.get());
        self.clock.set(self.clock.get() + 60);
        let mut child = Command::new("git")
            .args(["-c", "user.name=A U Thor", "-c", "user.email=author@example.com"])
            .args(["-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "advice.detachedHead=false"])
            .args(args)
            .current_dir(&self.root)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("HOME", "/nonexistent")])
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("git starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        let input = input.to_owned();
        // Whoever reads nothing closes its end, which is no mistake here.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("git ends");
        writer.join().expect("the input is written");
        output
    }
}
