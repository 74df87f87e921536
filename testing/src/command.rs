//! Commands that neither the machine's configuration nor the user's has any effect on.

use std::{
    env,
    io::Write,
    process::{Command, Output, Stdio},
    thread,
};

/// Settings of git for all commands: clones by `file://` URLs and submodules, and nothing that git does on its own.
const SETTINGS: [(&str, &str); 3] =
    [("protocol.file.allow", "always"), ("gc.auto", "0"), ("advice.detachedHead", "false")];

/// Takes the environment and git's configuration from a command, and gives it a name and a date (as `1700000000 +0100`).
pub fn isolated<'c>(command: &'c mut Command, date: &str) -> &'c mut Command {
    command
        .env_clear()
        .envs(env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("HOME", "/nonexistent")])
        .envs([("GIT_AUTHOR_NAME", "A U Thor"), ("GIT_AUTHOR_EMAIL", "author@example.com")])
        .envs([("GIT_COMMITTER_NAME", "C O Mitter"), ("GIT_COMMITTER_EMAIL", "committer@example.com")])
        .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
        .env("GIT_CONFIG_COUNT", SETTINGS.len().to_string());
    for (at, (key, value)) in SETTINGS.iter().enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), value);
    }
    command
}

/// Runs a command with some input, and waits for its end.
///
/// # Panics
/// If it does not start.
pub fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    thread::scope(|scope| {
        // A command that does not read its input closes its end, which is not an error here.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("the command ends")
    })
}

/// The output of a command, which must have succeeded.
pub(crate) fn stdout(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let output = run(command, input);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
