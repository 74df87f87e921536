//! Programs that only start another one.

use std::{borrow::Cow, ops::ControlFlow};

/// Start what follows their options.
const PLAIN: &[&str] = &[
    "exec", "sudo", "nohup", "env", "time", "command", "nice", "ionice", "setsid", "dumb-init", "tini", "catatonit",
    "cross-env", "cross-env-shell", "npx", "bunx", "pnpx", "xvfb-run", "ddtrace-run", "opentelemetry-instrument",
    "with-contenv", "eval", "docker-entrypoint.sh", "docker-php-entrypoint", "docker-nginx-entrypoint",
    "start-stop-daemon", "stdbuf", "unbuffer",
];
/// Start what follows one word.
const WITH_WORD: &[&str] = &["gosu", "su-exec", "timeout", "chroot"];
/// Start what follows a command of theirs.
const WITH_COMMAND: &[(&str, &[&str])] = &[
    ("bundle", &["exec"]),
    ("poetry", &["run"]),
    ("pipenv", &["run"]),
    ("uv", &["run"]),
    ("pdm", &["run"]),
    ("rye", &["run"]),
    ("hatch", &["run"]),
    ("doppler", &["run"]),
    ("infisical", &["run"]),
    ("dotenvx", &["run"]),
    ("newrelic-admin", &["run-program"]),
    ("pnpm", &["exec", "dlx"]),
    ("yarn", &["exec", "dlx"]),
    ("npm", &["exec", "x"]),
    ("bun", &["x"]),
    ("pm2-runtime", &["start"]),
    ("pm2", &["start"]),
];
/// Options whose value is the next word.
const WITH_VALUE: &[&str] =
    &["-u", "-g", "-e", "-p", "--package", "-n", "--user", "-s", "-k", "--env-file", "--with", "-c"];
/// Programs whose `--` ends their own options.
const DASHED: &[&str] = &[
    "wait-for-it", "wait-for-it.sh", "wait-for", "wait-for.sh", "wait-on", "dotenv", "chamber", "aws-vault", "op",
    "vault", "dockerize", "doppler", "infisical", "dotenvx", "start.sh", "entrypoint.sh", "docker-entrypoint.sh",
    "entrypoint", "pm2-runtime", "pm2",
];

/// The words without the program that starts the others; broken off with what is left if it is no such program.
pub(super) fn unwrap(words: &[String]) -> ControlFlow<(), &[String]> {
    let [first, rest @ ..] = words else { return ControlFlow::Break(()) };
    let name = basename(first);
    if DASHED.contains(&&*name)
        && let Some(at) = rest.iter().position(|word| word == "--")
        && !rest[..at].iter().any(|word| word == "npm")
    {
        return ControlFlow::Continue(&rest[at + 1..]);
    }
    if let Some((_, commands)) = WITH_COMMAND.iter().find(|(known, _)| *known == name) {
        let at = skip_options(rest);
        let command = at.first().filter(|word| commands.contains(&word.as_str()));
        return if command.is_some() { ControlFlow::Continue(skip_options(&at[1..])) } else { ControlFlow::Break(()) };
    }
    if PLAIN.contains(&&*name) {
        return ControlFlow::Continue(skip_options(rest));
    }
    if WITH_WORD.contains(&&*name) {
        return ControlFlow::Continue(skip_options(rest).get(1..).unwrap_or_default());
    }
    ControlFlow::Break(())
}

fn skip_options(mut words: &[String]) -> &[String] {
    while let [first, rest @ ..] = words
        && first.starts_with('-')
    {
        let value = WITH_VALUE.contains(&first.as_str());
        words = if first == "--" { return rest } else { rest.get(usize::from(value)..).unwrap_or_default() };
    }
    words
}

/// A program's name: without its folder, and one for all versions of Python and PHP.
pub(super) fn basename(word: &str) -> Cow<'_, str> {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    for program in ["python", "php"] {
        let version = name.strip_prefix(program);
        if version
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        {
            return Cow::Borrowed(program);
        }
    }
    Cow::Borrowed(name)
}
