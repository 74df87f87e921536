//! Real repositories, a git that knows nothing of the machine's configuration, and a gonogo that says what it was asked.

use crate::project::Run;
use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Stands in for gonogo on the PATH: it keeps its arguments and stdin, and ends as `STUB_EXIT` says.
const STUB: &str = r#"#!/bin/sh
[ "$1" = --version ] && { echo gonogo 9.9.9; exit; }
{ echo "gonogo $*"; case $* in *--pre-push*) cat ;; esac; } >>"$LOG"
exit "${STUB_EXIT:-0}"
"#;

/// A folder with a repository, a home, and the programs that hooks can find.
#[derive(Debug)]
pub(super) struct Sandbox {
    root: TempDir,
    stub_exit: i32,
}

impl Sandbox {
    /// A repository with one commit, and the stub on the PATH.
    pub(super) fn new() -> Self {
        let sandbox = Sandbox::without_gonogo();
        sandbox.script("bin/gonogo", STUB);
        sandbox
    }

    /// A repository where no gonogo is on the PATH. Names with blanks and quotes, as hooks are shell scripts.
    pub(super) fn without_gonogo() -> Self {
        let sandbox = Sandbox { root: tempfile::tempdir().expect("a folder"), stub_exit: 0 };
        for folder in ["bin", "home", "it's a repo"] {
            fs::create_dir(sandbox.path(folder)).expect("a folder");
        }
        for program in ["git", "cat", "sh"] {
            symlink(on_path(program), sandbox.path("bin").join(program)).expect("a link");
        }
        let config =
            "[user]\nname = A\nemail = a@example.com\n[init]\ndefaultBranch = main\n[commit]\ngpgsign = false\n";
        sandbox.write("home/.gitconfig", config);
        sandbox.git(&["init", "--quiet"]).succeeds();
        sandbox.git(&["commit", "--quiet", "--allow-empty", "-m", "first"]).succeeds();
        sandbox
    }

    /// Lets gonogo end with this code from now on.
    pub(super) fn stub_exits(&mut self, code: i32) {
        self.stub_exit = code;
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(super) fn repository(&self) -> PathBuf {
        self.path("it's a repo")
    }

    /// A hook in the repository's own folder.
    pub(super) fn hook(&self, name: &str) -> PathBuf {
        self.repository().join(".git/hooks").join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub(super) fn script(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    /// Writes a hook of someone else's, that keeps in the log how it was called.
    pub(super) fn earlier(&self, name: &str, text: &str) {
        self.script(&format!("it's a repo/.git/hooks/{name}"), &format!("#!/bin/sh\n{text}\n"));
    }

    /// The output of hooks and gonogo since the last call.
    pub(super) fn log(&self) -> String {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        let _ = fs::remove_file(self.path("log"));
        log
    }

    pub(super) fn git(&self, args: &[&str]) -> Run {
        self.git_in(&self.repository(), args)
    }

    pub(super) fn git_in(&self, folder: &Path, args: &[&str]) -> Run {
        self.run(Path::new("git"), folder, args, "")
    }

    pub(super) fn commit(&self) -> Run {
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "next"])
    }

    /// Runs the real gonogo in the repository.
    pub(super) fn gonogo(&self, args: &[&str]) -> Run {
        self.gonogo_in(&self.repository(), args)
    }

    pub(super) fn gonogo_in(&self, folder: &Path, args: &[&str]) -> Run {
        self.run(Path::new(env!("CARGO_BIN_EXE_gonogo")), folder, args, "")
    }

    /// Runs a program with nothing in its environment but what the sandbox has.
    pub(super) fn run(&self, program: &Path, folder: &Path, args: &[&str], stdin: &str) -> Run {
        let program =
            if program.components().count() == 1 { self.path("bin").join(program) } else { program.to_owned() };
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(folder)
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path("home"))
            .env("LOG", self.path("log"))
            .env("STUB_EXIT", self.stub_exit.to_string())
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let output = gonogo_testing::run(&mut command, stdin.as_bytes());
        let text = |bytes: Vec<u8>| self.normalised(&String::from_utf8(bytes).expect("output is UTF-8"));
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn normalised(&self, text: &str) -> String {
        let root = fs::canonicalize(self.root.path()).expect("a folder");
        text.replace(env!("CARGO_BIN_EXE_gonogo"), "[GONOGO]")
            .replace(concat!("gonogo", ":allow"), "[ALLOW]")
            .replace(concat!("gonogo ", env!("CARGO_PKG_VERSION")), "gonogo [VERSION]")
            .replace(&root.display().to_string(), "[ROOT]")
            .replace(&self.root.path().display().to_string(), "[ROOT]")
    }
}

impl Run {
    #[track_caller]
    pub(super) fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(super) fn fails(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        self
    }
}

fn on_path(program: &str) -> PathBuf {
    let path = env::var_os("PATH").expect("a path");
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file()).expect("the program")
}
