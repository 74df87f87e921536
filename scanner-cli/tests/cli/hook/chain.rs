//! A hook that was there before: it is run first, gets all of git's arguments, has a veto, and comes back as it was.

use super::repository::Sandbox;
use insta::assert_snapshot;
use std::{
    fs,
    os::unix::fs::{MetadataExt, symlink},
    path::Path,
};

#[test]
fn the_earlier_hook_runs_first() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", r#"echo "earlier $# $GIT_INDEX_FILE" >>"$LOG""#);
    let run = sandbox.gonogo(&["hook", "install", "--hook", "pre-commit"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: installed
      .git/hooks/pre-commit
      runs first: .git/hooks/pre-commit.before-gonogo
    ");
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "earlier 0 .git/index\ngonogo scan --staged --quiet --format text\n");
}

#[test]
fn the_earlier_hook_has_a_veto() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", "echo no >&2; exit 7");
    sandbox.earlier("pre-push", "exit 9");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    assert_eq!(sandbox.commit().fails(1).stderr, "no\n");
    sandbox.run(&sandbox.hook("pre-commit"), &sandbox.repository(), &[], "").fails(7);
    sandbox.run(&sandbox.hook("pre-push"), &sandbox.repository(), &["origin", "url"], "a b c d\n").fails(9);
    assert_eq!(sandbox.log(), "");
}

#[test]
fn both_are_told_what_is_pushed_to_the_last_byte() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-push", r#"{ echo "earlier $*"; cat; } >>"$LOG""#);
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let many = "refs/heads/a 1 refs/heads/a 2\n".repeat(5000);
    for pushed in ["", "a 1 b 2\n", "a 1 b 2", "\n\n", r"a\nb %s $x 'y' 2", &many] {
        let run = sandbox.run(&sandbox.hook("pre-push"), &sandbox.repository(), &["a name", "the url"], pushed);
        assert_eq!(run.succeeds().stderr, "");
        assert_eq!(
            sandbox.log(),
            format!(
                "earlier a name the url\n{pushed}gonogo scan --pre-push a name the url --quiet --format text\n{pushed}"
            )
        );
    }
}

#[test]
fn a_real_push_reaches_both() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    sandbox.git(&["remote", "add", "origin", "../remote"]).succeeds();
    sandbox.earlier("pre-push", r#"read -r a b c d; echo "earlier $1 $2 $a $c" >>"$LOG""#);
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.git(&["push", "--quiet", "origin", "main:other"]).succeeds();
    let log = sandbox.log();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "earlier origin ../remote refs/heads/main refs/heads/other",
            "gonogo scan --pre-push origin ../remote --quiet --format text"
        ]
    );
    assert!(lines[2].starts_with("refs/heads/main ") && lines.len() == 3, "{log}");
}

#[test]
fn an_earlier_hook_that_does_not_read_is_no_error() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-push", "exec <&-; exit 0");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    let many = "refs/heads/a 1 refs/heads/a 2\n".repeat(20_000);
    let run = sandbox.run(&sandbox.hook("pre-push"), &sandbox.repository(), &["origin", "url"], &many).succeeds();
    assert_eq!(run.stderr, "");
}

#[test]
fn a_hook_that_git_ignored_stays_ignored() {
    let sandbox = Sandbox::new();
    sandbox.write("it's a repo/.git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n");
}

#[test]
fn what_was_there_comes_back_exactly() {
    let sandbox = Sandbox::new();
    let file = sandbox.hook("pre-commit");
    let make: [&dyn Fn(&Path); 5] = [
        &|file| fs::write(file, "no shebang, no mode").expect("a hook"),
        &|_| sandbox.earlier("pre-commit", "exit 0"),
        &|file| symlink("../../scripts/check", file).expect("a link to nowhere"),
        &|file| {
            sandbox.script("it's a repo/.git/hooks/shared", "#!/bin/sh\n");
            symlink("shared", file).expect("a link");
        },
        &|file| fs::write(file, [0xff, 0, b'\n']).expect("a hook"),
    ];
    for make in make {
        make(&file);
        let seen = || {
            let metadata = fs::symlink_metadata(&file).expect("a hook");
            (fs::read_link(&file).ok(), fs::read(&file).ok(), metadata.mode(), metadata.ino(), metadata.mtime())
        };
        let before = seen();
        sandbox.gonogo(&["hook", "install"]).succeeds();
        sandbox.commit().succeeds();
        assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\n");
        sandbox.gonogo(&["hook", "install"]).succeeds();
        let run = sandbox.gonogo(&["hook", "uninstall"]).succeeds();
        assert!(run.stdout.starts_with("pre-commit: removed; the earlier hook is restored\n"), "{}", run.stdout);
        assert_eq!(seen(), before);
        fs::remove_file(&file).expect("removed");
    }
}

#[test]
fn nothing_is_set_aside_over_something_else() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", "exit 0");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.earlier("pre-commit", "exit 1");
    let run = sandbox.gonogo(&["hook", "install", "--force"]).fails(2);
    assert_snapshot!(run.stderr, @r"
    × cannot move the hook `.git/hooks/pre-commit` out of the way:
    │ `.git/hooks/pre-commit.before-gonogo` already exists
    help: an earlier installation left it; remove whichever of the two is no longer needed
    ");
    assert!(fs::read_to_string(sandbox.hook("pre-commit")).expect("a hook").ends_with("exit 1\n"));
    assert!(fs::read_to_string(sandbox.hook("pre-commit.before-gonogo")).expect("a hook").ends_with("exit 0\n"));
    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    assert!(fs::read_to_string(sandbox.hook("pre-commit")).expect("a hook").ends_with("exit 1\n"));
}

#[test]
fn a_hook_that_was_deleted_by_hand_still_gives_back_the_earlier_one() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", "exit 0");
    sandbox.gonogo(&["hook", "install"]).succeeds();
    fs::remove_file(sandbox.hook("pre-commit")).expect("removed");
    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    assert_eq!(fs::read_to_string(sandbox.hook("pre-commit")).expect("a hook"), "#!/bin/sh\nexit 0\n");
}

#[test]
fn an_earlier_hook_that_calls_back_ends() {
    let sandbox = Sandbox::new();
    sandbox.earlier("pre-commit", r#"echo earlier >>"$LOG"; exec "${0%.before-gonogo}""#);
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(
        sandbox.log(),
        "earlier\ngonogo scan --staged --quiet --format text\ngonogo scan --staged --quiet --format text\n"
    );
}

/// The hook of pre-commit runs `pre-commit.legacy` itself. Were ours in front of it, repeating `pre-commit install` would
/// make them call each other.
#[test]
fn ours_goes_behind_pre_commit() {
    let sandbox = Sandbox::new();
    let framework = "# File generated by pre-commit: https://pre-commit.com\n\
                     if [ -x \"$0.legacy\" ]; then \"$0.legacy\" \"$@\" || exit; fi\necho framework >>\"$LOG\"";
    sandbox.earlier("pre-commit", framework);
    let run = sandbox.gonogo(&["hook", "install"]).succeeds();
    assert_snapshot!(run.stdout, @r"
    pre-commit: installed
      .git/hooks/pre-commit.legacy
      run by the hook manager; its own configuration can name gonogo as well: docs/hooks.md
    pre-push: installed
      .git/hooks/pre-push
    ");
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "gonogo scan --staged --quiet --format text\nframework\n");
    sandbox.gonogo(&["hook", "status"]).succeeds();

    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    sandbox.earlier("pre-commit.legacy", r#"echo oldest >>"$LOG""#);
    sandbox.gonogo(&["hook", "install"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "oldest\ngonogo scan --staged --quiet --format text\nframework\n");
    sandbox.gonogo(&["hook", "uninstall"]).succeeds();
    sandbox.commit().succeeds();
    assert_eq!(sandbox.log(), "oldest\nframework\n");
}
