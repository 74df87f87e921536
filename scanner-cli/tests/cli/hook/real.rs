//! Real commits and pushes of real secrets, with no gonogo on the PATH, as for a program with windows: the hook knows
//! where it was installed from.

use super::repository::Sandbox;
use gonogo_core::value::expand;
use std::fs;

fn installed() -> Sandbox {
    let sandbox = Sandbox::without_gonogo();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox
}

/// Writes a file with a token in it.
fn leak(sandbox: &Sandbox, file: &str) {
    sandbox.write(file, &expand("# settings\nGITHUB_TOKEN=ghp_{alnum:30}{check:github}\n", file).expect("a template"));
}

#[test]
fn a_commit_with_a_secret_is_stopped() {
    let sandbox = installed();
    leak(&sandbox, "it's a repo/app/.env");
    sandbox.git(&["add", "."]).succeeds();
    let run = sandbox.git(&["commit", "--quiet", "-m", "next"]).fails(1);
    assert!(run.stderr.starts_with("blocker  GitHub personal access token (classic)\n"), "{}", run.stderr);
    assert!(run.stderr.contains("\nhigh     ") && run.stderr.contains("· tracked-env-file\n"), "{}", run.stderr);
    assert!(
        run.stderr.contains("  app/.env:2:14 · github-personal-access-token\n") && run.stderr.contains("ghp_***"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("\ngonogo: commit blocked: fix the findings above.\n"), "{}", run.stderr);

    sandbox.write("it's a repo/app/.env", "GITHUB_TOKEN=${GITHUB_TOKEN}\n");
    sandbox.git(&["commit", "--quiet", "-m", "next"]).fails(1);
    sandbox.git(&["add", "."]).succeeds();
    assert_eq!(sandbox.git(&["commit", "--quiet", "-m", "next"]).succeeds().stderr, "");
}

/// Git then commits another index than the one in its usual place.
#[test]
fn it_looks_at_what_is_committed_however_it_is_chosen() {
    let sandbox = installed();
    for file in ["a.env", "b.env"] {
        sandbox.write(&format!("it's a repo/{file}"), "nothing\n");
    }
    sandbox.git(&["add", "."]).succeeds();
    sandbox.commit().succeeds();
    leak(&sandbox, "it's a repo/a.env");
    sandbox.commit().succeeds();
    sandbox.git(&["commit", "--quiet", "-a", "-m", "all"]).fails(1);
    sandbox.git(&["commit", "--quiet", "-m", "one", "a.env"]).fails(1);
    sandbox.git(&["add", "a.env"]).succeeds();
    sandbox.write("it's a repo/b.env", "something\n");
    sandbox.git(&["commit", "--quiet", "-m", "the other", "b.env"]).succeeds();
    sandbox.commit().fails(1);
}

#[test]
fn it_looks_at_the_work_tree_that_is_committed_from() {
    let sandbox = installed();
    sandbox.git(&["worktree", "add", "--quiet", "../other"]).succeeds();
    leak(&sandbox, "other/app/.env");
    let other = sandbox.path("other");
    sandbox.git_in(&other, &["add", "."]).succeeds();
    sandbox.commit().succeeds();
    let run = sandbox.git_in(&other.join("app"), &["commit", "--quiet", "-m", "next"]).fails(1);
    assert!(run.stderr.contains("  app/.env:2:14 · github-personal-access-token\n"), "{}", run.stderr);
}

#[test]
fn what_was_there_before_stops_a_commit_on_demand() {
    let sandbox = installed();
    leak(&sandbox, "it's a repo/.env");
    sandbox.git(&["add", "."]).succeeds();
    sandbox.git(&["commit", "--quiet", "--no-verify", "-m", "long ago"]).succeeds();
    let old = fs::read_to_string(sandbox.repository().join(".env")).expect("a file");
    sandbox.write("it's a repo/.env", &(old.clone() + "PORT=80\n"));
    sandbox.git(&["commit", "--quiet", "-a", "-m", "port"]).succeeds();
    sandbox.gonogo(&["hook", "install", "--all-lines"]).succeeds();
    sandbox.write("it's a repo/.env", &(old + "PORT=81\n"));
    sandbox.git(&["commit", "--quiet", "-a", "-m", "port"]).fails(1);
}

#[test]
fn a_push_is_stopped_by_what_the_remote_has_not() {
    let sandbox = installed();
    for remote in ["private", "public"] {
        sandbox.git(&["init", "--quiet", "--bare", &format!("../{remote}")]).succeeds();
        sandbox.git(&["remote", "add", remote, &format!("../{remote}")]).succeeds();
    }
    leak(&sandbox, "it's a repo/.env");
    sandbox.git(&["add", "."]).succeeds();
    sandbox.git(&["commit", "--quiet", "--no-verify", "-m", "add"]).succeeds();
    sandbox.git(&["rm", "--quiet", ".env"]).succeeds();
    sandbox.git(&["commit", "--quiet", "-m", "remove"]).succeeds();
    let run = sandbox.git(&["push", "--quiet", "private", "main"]).fails(1);
    assert!(run.stderr.contains("push blocked: fix the findings above."), "{}", run.stderr);
    let said = run.stdout + &run.stderr;
    assert!(said.contains("github-personal-access-token") && said.contains("ghp_***"), "{said}");

    sandbox.git(&["push", "--quiet", "--no-verify", "private", "main"]).succeeds();
    sandbox.git(&["push", "--quiet", "private", "main:copy"]).succeeds();
    sandbox.git(&["push", "--quiet", "private", ":copy"]).succeeds();
    sandbox.commit().succeeds();
    sandbox.git(&["push", "--quiet", "private", "main"]).succeeds();
    // What one remote has is news to another.
    sandbox.git(&["push", "--quiet", "public", "main"]).fails(1);
}

/// Git runs no pre-commit for these.
#[test]
fn a_merge_is_seen_when_it_is_pushed() {
    let sandbox = installed();
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    sandbox.git(&["remote", "add", "origin", "../remote"]).succeeds();
    sandbox.git(&["push", "--quiet", "origin", "main"]).succeeds();
    sandbox.git(&["checkout", "--quiet", "-b", "topic"]).succeeds();
    leak(&sandbox, "it's a repo/.env");
    sandbox.git(&["add", "."]).succeeds();
    sandbox.git(&["commit", "--quiet", "--no-verify", "-m", "topic"]).succeeds();
    sandbox.git(&["checkout", "--quiet", "main"]).succeeds();
    sandbox.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]).succeeds();
    sandbox.git(&["push", "--quiet", "origin", "main"]).fails(1);
}

#[test]
fn the_configuration_of_the_project_counts() {
    let sandbox = installed();
    leak(&sandbox, "it's a repo/fixtures/.env");
    sandbox.git(&["add", "."]).succeeds();
    for configuration in ["[scan]\nfail_on = \"never\"\n", "[scan]\nexclude = [\"fixtures/\"]\n"] {
        sandbox.git(&["commit", "--quiet", "-m", "next"]).fails(1);
        sandbox.write("it's a repo/gonogo.toml", configuration);
        sandbox.git(&["commit", "--quiet", "-m", "next"]).succeeds();
        sandbox.git(&["reset", "--quiet", "--soft", "HEAD~1"]).succeeds();
        fs::remove_file(sandbox.repository().join("gonogo.toml")).expect("removed");
    }
}
