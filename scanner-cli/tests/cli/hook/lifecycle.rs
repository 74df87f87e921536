//! From installing to uninstalling, and what git does in between.

use super::repository::Sandbox;
use insta::assert_snapshot;
use std::{fs, os::unix::fs::PermissionsExt};

#[test]
fn git_asks_gonogo_before_a_commit_and_before_a_push() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    let run = sandbox.gonogo(&["hook", "install"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: installed
      .git/hooks/pre-commit
    pre-push: installed
      .git/hooks/pre-push
    ");
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n");

    let head = sandbox.git(&["rev-parse", "HEAD"]).stdout;
    sandbox.git(&["push", "--quiet", "../remote", "main"]).succeeds();
    let zeros = "0".repeat(40);
    let expected = format!(
        "gonogo scan --pre-push ../remote ../remote --quiet --format text\nrefs/heads/main {} refs/heads/main {zeros}\n",
        head.trim()
    );
    assert_eq!(sandbox.log(), expected);
}

#[test]
fn findings_stop_a_commit_and_say_how_to_go_on() {
    let mut sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.stub_exits(1);
    assert_snapshot!(sandbox.commit().fails(1).stderr, @r"
    gonogo: commit blocked: fix the findings above.
      Suppress a false positive with a comment on that line: [ALLOW] RULE reason
      To commit anyway: git commit --no-verify
    ");
    sandbox.git(&["commit", "--quiet", "--allow-empty", "--no-verify", "-m", "next"]).succeeds();

    sandbox.stub_exits(2);
    assert_snapshot!(sandbox.commit().fails(1).stderr, @r"
    gonogo: commit blocked: the scan failed, see above.
      To commit anyway: git commit --no-verify
    ");
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    let stopped = sandbox.git(&["push", "--quiet", "../remote", "main"]).fails(1).stderr;
    assert!(stopped.starts_with("gonogo: push blocked: "), "{stopped}");
    assert!(stopped.contains("\n  To push anyway: git push --no-verify\n"), "{stopped}");
}

#[test]
fn without_gonogo_nothing_passes_unnoticed() {
    let sandbox = Sandbox::without_gonogo();
    let copy = sandbox.path("apps/gonogo");
    fs::create_dir(sandbox.path("apps")).expect("a folder");
    fs::copy(env!("CARGO_BIN_EXE_gonogo"), &copy).expect("a copy");
    sandbox.run(&copy, &sandbox.repository(), &["hook", "install"], "").succeeds();
    fs::remove_file(copy).expect("removed");
    assert_snapshot!(sandbox.commit().fails(1).stderr, @r"
    gonogo: commit blocked: gonogo is not installed.
      Put gonogo on the PATH, or back at [ROOT]/apps/gonogo.
      To remove this hook: rm '.git/hooks/pre-commit'
      To commit anyway: git commit --no-verify
    ");
    sandbox.script("bin/gonogo", "#!/bin/sh\n");
    sandbox.commit().succeeds();
}

#[test]
fn installing_twice_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install", "--hook", "pre-commit"]).succeeds();
    let written = || {
        let file = sandbox.hook("pre-commit");
        (fs::read(&file).expect("a hook"), fs::metadata(&file).expect("a hook").modified().expect("a time"))
    };
    let before = written();
    let run = sandbox.gonogo(&["hook", "install", "--hook", "pre-commit"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: already installed
      .git/hooks/pre-commit
    ");
    assert_eq!(written(), before);
    assert!(!sandbox.hook("pre-push").exists());
}

#[test]
fn a_hook_is_brought_up_to_date() {
    let sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let run = sandbox.gonogo(&["hook", "install", "--all-lines"]).succeeds();
    assert!(run.stdout.starts_with("pre-commit: updated\n"), "{}", run.stdout);
    assert!(run.stdout.contains("pre-push: updated\n"), "{}", run.stdout);
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --all-lines --quiet --format text\n");

    fs::set_permissions(sandbox.hook("pre-commit"), fs::Permissions::from_mode(0o644)).expect("a mode");
    sandbox.gonogo(&["hook", "install", "--all-lines"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --all-lines --quiet --format text\n");
}

#[test]
fn changes_by_hand_are_not_lost() {
    let sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let file = sandbox.hook("pre-commit");
    let changed = fs::read_to_string(&file).expect("a hook") + "echo mine\n";
    fs::write(&file, &changed).expect("a hook");
    for command in ["install", "uninstall"] {
        let run = sandbox.gonogo(&["hook", command]).fails(2);
        assert!(run.stderr.contains("was edited after") && run.stderr.contains("--force"), "{}", run.stderr);
        assert_eq!(fs::read_to_string(&file).expect("a hook"), changed);
        assert!(sandbox.hook("pre-push").exists());
    }
    sandbox.gonogo(&["hook", "uninstall", "--force"]).succeeds();
    assert!(!file.exists());
}

#[test]
fn uninstalling_takes_only_what_was_asked_for() {
    let sandbox = Sandbox::new();
    let hooks = || {
        let all = fs::read_dir(sandbox.hook("")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        all.filter(|name| !name.to_string_lossy().ends_with(".sample")).collect::<Vec<_>>()
    };
    let run = sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: not installed
    pre-push: not installed
    ");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let run = sandbox.gonogo(&["hook", "uninstall", "--hook", "pre-push"]).succeeds();
    assert_snapshot!(run.stdout, @"pre-push: removed");
    assert_eq!(hooks(), ["pre-commit"]);
    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    assert_eq!(hooks(), [""; 0]);
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "");
}
