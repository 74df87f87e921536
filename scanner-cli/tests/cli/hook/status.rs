//! Output of `gonogo hook status`.

use super::repository::Sandbox;
use insta::assert_snapshot;
use std::{fs, os::unix::fs::PermissionsExt};

#[test]
fn it_tells_what_runs_and_where() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-push", "exit 0");
    let run = sandbox.gonogo(&["hook", "status"]).fails(1);
    assert_snapshot!(run.stdout, @r"
    pre-commit: not installed
      .git/hooks/pre-commit
    pre-push: not installed; another hook is in its place
      .git/hooks/pre-push
    ");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let run = sandbox.gonogo(&["hook", "status"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: ok (gonogo 9.9.9 at [ROOT]/bin/gonogo)
      .git/hooks/pre-commit
    pre-push: ok (gonogo 9.9.9 at [ROOT]/bin/gonogo)
      .git/hooks/pre-push
      runs first: .git/hooks/pre-push.before-gonogo
    ");
}

#[test]
fn the_gonogo_of_the_path_comes_first_and_the_installed_one_second() {
    let sandbox = Sandbox::without_gonogo();
    sandbox.gonogo(&["hook", "install", "--hook", "pre-commit"]).succeeds();
    let status = || sandbox.gonogo(&["hook", "status", "--hook", "pre-commit"]);
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    assert_snapshot!(first(status().succeeds().stdout), @"pre-commit: ok (gonogo [VERSION] at [GONOGO])");
    sandbox.script("bin/gonogo", "#!/bin/sh\necho gonogo 0.0.1\n");
    assert_snapshot!(first(status().succeeds().stdout), @"pre-commit: ok (gonogo 0.0.1 at [ROOT]/bin/gonogo)");
    sandbox.script("bin/gonogo", "#!/bin/sh\nexit 1\n");
    assert_snapshot!(first(status().fails(1).stdout), @"pre-commit: broken: cannot run [ROOT]/bin/gonogo");
}

#[test]
fn it_tells_why_a_hook_does_not_work() {
    let sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    fs::set_permissions(sandbox.hook("pre-commit"), fs::Permissions::from_mode(0o644)).expect("a mode");
    let changed = fs::read_to_string(sandbox.hook("pre-push")).expect("a hook") + "# mine\n";
    fs::write(sandbox.hook("pre-push"), changed).expect("a hook");
    assert_snapshot!(sandbox.gonogo(&["hook", "status"]).fails(1).stdout, @r"
    pre-commit: broken: the file is not executable, so git ignores it
      .git/hooks/pre-commit
    pre-push: ok (gonogo 9.9.9 at [ROOT]/bin/gonogo), edited by hand
      .git/hooks/pre-push
    ");
}

#[test]
fn it_tells_of_hooks_that_git_no_longer_looks_for() {
    let sandbox = Sandbox::new();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.git(&["config", "core.hooksPath", "elsewhere"]).succeeds();
    assert_snapshot!(sandbox.gonogo(&["hook", "status"]).fails(1).stdout, @r"
    pre-commit: not installed
      elsewhere/pre-commit
    pre-push: not installed
      elsewhere/pre-push
    .git/hooks/pre-commit never runs: core.hooksPath is elsewhere
    .git/hooks/pre-push never runs: core.hooksPath is elsewhere
    ");
}

#[test]
fn it_tells_what_is_left_where_another_tool_took_our_place() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", "exit 0");
    sandbox.gonogo(&["hook", "install", "--hook", "pre-commit"]).succeeds();
    sandbox.earlier("pre-commit", "exit 1");
    assert_snapshot!(sandbox.gonogo(&["hook", "status", "--hook", "pre-commit"]).fails(1).stdout, @r"
    pre-commit: not installed; another hook is in its place
      .git/hooks/pre-commit
      left over from an earlier installation: .git/hooks/pre-commit.before-gonogo
    ");
}
