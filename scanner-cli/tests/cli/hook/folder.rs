//! Folders of hooks: work trees, `core.hooksPath`, bare repositories, and folders that are not only this repository's.

use super::repository::Sandbox;
use insta::assert_snapshot;
use std::fs;

#[test]
fn work_trees_share_their_hooks() {
    let sandbox = Sandbox::new();
    sandbox.git(&["worktree", "add", "--quiet", "../other"]).succeeds();
    let other = sandbox.path("other");
    fs::create_dir(other.join("sub")).expect("a folder");
    sandbox.gonogo_in(&other.join("sub"), &["hook", "install"]).succeeds();
    assert!(sandbox.hook("pre-commit").is_file());
    sandbox.commit().succeeds();
    sandbox.git_in(&other, &["commit", "--quiet", "--allow-empty", "-m", "there"]).succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n".repeat(2));
    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    assert!(!sandbox.hook("pre-commit").exists());
}

#[test]
fn a_work_tree_can_have_a_configuration_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.git(&["worktree", "add", "--quiet", "../other"]).succeeds();
    sandbox.git(&["config", "extensions.worktreeConfig", "true"]).succeeds();
    let other = sandbox.path("other");
    let there = sandbox.path("there");
    sandbox.git_in(&other, &["config", "--worktree", "core.hooksPath", &there.display().to_string()]).succeeds();
    sandbox.gonogo_in(&other, &["hook", "install"]).succeeds();
    assert!(there.join("pre-commit").is_file() && !sandbox.hook("pre-commit").exists());
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "");
    sandbox.git_in(&other, &["commit", "--quiet", "--allow-empty", "-m", "there"]).succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n");
}

#[test]
fn the_folder_is_where_core_hookspath_says() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.repository().join("sub")).expect("a folder");
    let absolute = sandbox.path("absolute hooks");
    let cases = [
        (absolute.display().to_string(), absolute),
        ("relative/hooks".to_owned(), sandbox.repository().join("relative/hooks")),
        ("~/hooks".to_owned(), sandbox.path("home/hooks")),
    ];
    for (value, folder) in cases {
        sandbox.git(&["config", "core.hooksPath", &value]).succeeds();
        sandbox.gonogo_in(&sandbox.repository().join("sub"), &["hook", "install"]).succeeds();
        assert!(folder.join("pre-commit").is_file(), "{value}");
        assert!(!sandbox.hook("pre-commit").exists(), "{value}");
        sandbox.commit().succeeds();
        assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n", "{value}");
        sandbox.gonogo(&["hook", "status"]).succeeds();
        sandbox.gonogo(&["hook", "uninstall"]).succeeds();
        assert!(!folder.join("pre-commit").exists(), "{value}");
    }
}

#[test]
fn a_folder_that_git_tracks_is_everyones() {
    let sandbox = Sandbox::new();
    sandbox.script("it's a repo/.githooks/commit-msg", "#!/bin/sh\n");
    sandbox.git(&["config", "core.hooksPath", ".githooks"]).succeeds();
    sandbox.git(&["add", "."]).succeeds();
    let run = sandbox.gonogo(&["hook", "install"]).fails(2);
    assert_snapshot!(run.stderr, @r#"
    × the hooks in `.githooks` are tracked by git: after the next commit everyone would get this one
    help: call gonogo from them, so that it works for everyone:
            .githooks/pre-commit: gonogo scan --staged
            .githooks/pre-push: gonogo scan --pre-push "$@"
          or install into this folder anyway: --force
    "#);
    assert!(!sandbox.repository().join(".githooks/pre-commit").exists());

    sandbox.gonogo(&["hook", "install", "--force"]).succeeds();
    let hook = fs::read_to_string(sandbox.repository().join(".githooks/pre-commit")).expect("a hook");
    assert!(hook.contains("\ninstalled=''\n"), "a path of this machine in a file for all: {hook}");
}

#[test]
fn a_folder_for_all_repositories_is_not_this_ones() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "--global", "core.hooksPath", "~/hooks"]).succeeds();
    let run = sandbox.gonogo(&["hook", "install"]).fails(2);
    assert!(run.stderr.contains("`core.hooksPath` is `~/hooks` for all your repositories"), "{}", run.stderr);
    assert!(run.stderr.contains("git config --local core.hooksPath"), "{}", run.stderr);
    sandbox.gonogo(&["hook", "install", "--force"]).succeeds();
    assert!(sandbox.path("home/hooks/pre-commit").is_file());

    let own = sandbox.repository().join(".git/hooks");
    sandbox.git(&["config", "core.hooksPath", &own.display().to_string()]).succeeds();
    sandbox.gonogo(&["hook", "install"]).succeeds();
    assert!(sandbox.hook("pre-commit").is_file());
}

#[test]
fn tools_that_would_overwrite_it_are_named() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-push", "call_lefthook run \"pre-push\" \"$@\"");
    let run = sandbox.gonogo(&["hook", "install"]).fails(2);
    assert_snapshot!(run.stderr, @r"
    × the hook `.git/hooks/pre-push` belongs to lefthook, which would overwrite ours the next time
    │ it runs
    help: run gonogo from lefthook, in lefthook.yml:
            pre-commit: {jobs: [{run: gonogo scan --staged}]}
            pre-push: {jobs: [{run: 'gonogo scan --pre-push {1}', use_stdin: true}]}
          or, until it does, run gonogo before it: --force
    ");
    assert!(!sandbox.hook("pre-commit").exists(), "all or nothing");
    sandbox.gonogo(&["hook", "install", "--force"]).succeeds();
    assert!(sandbox.hook("pre-push.before-gonogo").is_file());

    sandbox.git(&["config", "core.hooksPath", ".husky/_"]).succeeds();
    let run = sandbox.gonogo(&["hook", "install"]).fails(2);
    assert_snapshot!(run.stderr, @r#"
    × husky manages the hooks in `.husky/_` and would overwrite this one
    help: run gonogo from husky:
            echo 'gonogo scan --staged' >> .husky/pre-commit
            echo 'gonogo scan --pre-push "$@"' >> .husky/pre-push
          or install into this folder anyway: --force
    "#);
}

#[test]
fn a_path_that_is_no_folder_is_named() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "core.hooksPath", "/dev/null"]).succeeds();
    let run = sandbox.gonogo(&["hook", "install", "--force"]).fails(2);
    assert_snapshot!(run.stderr, @r"
    × `core.hooksPath` is `/dev/null`, which is not a folder, so git runs no hooks here
    help: to undo it: git config --unset core.hooksPath
    ");
}

#[test]
fn a_bare_repository_is_only_pushed_from() {
    let sandbox = Sandbox::new();
    let bare = sandbox.path("bare");
    sandbox.git(&["clone", "--quiet", "--bare", ".", "../bare"]).succeeds();
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    let run = sandbox.gonogo_in(&bare, &["hook", "install", "--hook", "pre-commit"]).fails(2);
    assert_snapshot!(run.stderr, @r"
    × git never runs pre-commit in a bare repository
    help: use --hook pre-push to scan what is pushed from it
    ");
    let run = sandbox.gonogo_in(&bare, &["hook", "install"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-push: installed
      hooks/pre-push
    A bare repository has no commits of its own: only pushes are scanned.
    ");
    sandbox.git_in(&bare, &["push", "--quiet", "../remote", "main"]).succeeds();
    assert!(
        sandbox.log().starts_with("gonogo scan --pre-push ../remote ../remote --quiet --format text\nrefs/heads/main ")
    );
    sandbox.gonogo_in(&bare, &["hook", "status"]).succeeds();
    sandbox.gonogo_in(&bare, &["hook", "uninstall"]).succeeds();
    assert!(!bare.join("hooks/pre-push").exists());
}

#[test]
fn the_folder_is_made_if_a_template_left_it_out() {
    let sandbox = Sandbox::new();
    fs::remove_dir_all(sandbox.hook("")).expect("removed");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n");
}

#[test]
fn outside_of_a_repository_there_are_no_hooks() {
    let sandbox = Sandbox::new();
    for command in ["install", "uninstall", "status"] {
        let run = sandbox.gonogo_in(&sandbox.path("home"), &["hook", command]).fails(2);
        assert!(run.stderr.contains("not in a git repository"), "{}", run.stderr);
    }
    fs::create_dir(sandbox.hook("pre-commit")).expect("a folder");
    let run = sandbox.gonogo(&["hook", "install"]).fails(2);
    assert!(run.stderr.contains("it is a folder"), "{}", run.stderr);
}
