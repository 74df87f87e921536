//! Content of git, from the command line and from git's own hooks.

use crate::project::Project;
use insta::assert_snapshot;

/// A repository with a commit of `plain`, and the secrets of [`Project::with_findings`] beside it, not yet added.
fn repository() -> Project {
    let project = Project::with_findings();
    project.init();
    project.sh("echo text > plain; git add plain; git commit -q -m first");
    project
}

#[test]
fn staged_content_is_scanned_and_counted_as_such() {
    let project = repository();
    assert_snapshot!(project.scan(&["--staged", "--format", "text"]).stdout, @r"
    ✓ No findings
    1 file, 5 B, 2 rules, [TIME]
    Note:
      nothing is staged, so all tracked files were scanned
    ");
    project.sh("git add console.yml README");
    let run = project.scan(&["--staged", "--fail-on", "low"]);
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.stdout, @"console.yml:1:25: low example-password Example password (***)");
    assert_snapshot!(run.stderr, @r"
    1 finding: 1 low
    2 files, 53 B, 2 rules, [TIME]
    Next: `gonogo explain example-password` for more on the worst finding
    ");
}

#[test]
fn what_was_there_before_is_reported_on_demand() {
    let project = repository();
    project.sh("git add .; git commit -q -m second; echo >> deploy/.env; git add .");
    assert_snapshot!(project.scan(&["--staged", "--format", "text"]).stdout, @r"
    ✓ No findings
    1 file, 78 B, 2 rules, [TIME]
    Old: 1 finding was there before and does not count; --all-lines reports it
    ");
    assert_eq!(project.scan(&["--staged", "--all-lines"]).code, Some(1));
    project.sh("git commit -q -m third");
    for (args, code) in
        [(&["--range", "HEAD"][..], 0), (&["--range", "HEAD", "--all-lines"], 1), (&["--since", "HEAD~"], 0)]
    {
        assert_eq!(project.scan(args).code, Some(code), "{args:?}");
    }
}

/// As `pre-commit run --all-files` does, outside of any commit.
#[test]
fn if_nothing_is_staged_all_tracked_files_are_scanned() {
    let project = repository();
    project.sh("git add .; git commit -q -m second; echo x > untracked");
    let run = project.scan(&["--staged"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("nothing is staged, so all tracked files were scanned"), "{}", run.stderr);
    // A commit that adds nothing is let through.
    hooks(&project);
    assert_eq!(project.sh("git commit -q --amend -m again; git commit -q --allow-empty -m empty").code, Some(0));
}

/// One-liners without the commit behind each, which is another in each run.
fn without_commits(lines: &str) -> String {
    let cut = |line: &str| line.split_once(" [commit ").expect("a commit").0.to_owned() + "\n";
    lines.lines().map(cut).collect()
}

#[test]
fn commits_are_scanned_and_counted_as_such() {
    let project = repository();
    project.sh("git add .; git commit -q -m second; git rm -q deploy/.env; git commit -q -m third");
    for args in [["--range", "HEAD~2..HEAD"], ["--since", "HEAD~2"]] {
        let run = project.scan(&args);
        assert_eq!(run.code, Some(1), "{args:?}");
        let expected = "console.yml:1:25: low example-password Example password (***)\n\
                        deploy/.env:2:15: high example-token Example token (extok_***)\n";
        assert_eq!(without_commits(&run.stdout), expected, "{args:?}");
        assert!(run.stderr.contains("2 commits, 3 versions of files"), "{}", run.stderr);
    }
    assert_eq!(project.scan(&["--range", "HEAD"]).code, Some(0));
    assert_eq!(project.scan(&["--range", "HEAD~", "--only", "example-token"]).code, Some(1));
}

#[test]
fn another_repository_can_be_named() {
    let project = repository();
    project.sh("git add .; git commit -q -m second; mkdir other; git clone -q --bare . other/bare.git; git clone -q . other/clone");
    for path in ["other/bare.git", "other/clone", "."] {
        assert_eq!(project.scan(&["--range", "HEAD", path]).code, Some(1), "{path}");
    }
    // Nothing is staged there, so all tracked files are scanned.
    assert_eq!(project.scan(&["--staged", "other/clone"]).code, Some(1));
}

#[test]
fn the_configuration_applies_to_what_git_holds() {
    let project = repository();
    project.write("gonogo.toml", "[scan]\nexclude = [\"deploy/\"]\nfail_on = \"low\"\n");
    project.sh("git add .; git commit -q -m second");
    let run = project.scan(&["--range", "HEAD", "--quiet"]);
    assert_eq!(run.code, Some(1));
    let expected = "console.yml:1:25: low example-password Example password (***)\n";
    assert_eq!(without_commits(&run.stdout), expected);
    assert_eq!(project.run(&["scan", "--range", "HEAD", "--only", "private-key"], "").code, Some(0));
}

/// Each hook as its documentation has it.
fn hooks(project: &Project) {
    project.sh(
        "printf '#!/bin/sh\\nexec %s --staged\\n' \"$GONOGO\" > .git/hooks/pre-commit
         printf '#!/bin/sh\\nexec %s --pre-push \"$@\"\\n' \"$GONOGO\" > .git/hooks/pre-push
         chmod +x .git/hooks/pre-commit .git/hooks/pre-push; git init -q --bare remote.git; git remote add origin remote.git",
    );
}

#[test]
fn a_hook_scans_what_is_committed_however_it_is_committed() {
    let cases = [
        ("git add deploy; git commit -q -m leak", Some(1)),
        ("git add README; git commit -q -m clean", Some(0)),
        ("git add deploy; git commit -q --amend -m leak", Some(1)),
        // These commit another index than the repository's.
        ("cat deploy/.env >> plain; git commit -q -a -m leak", Some(1)),
        (
            "cat deploy/.env >> plain; git add plain; git checkout -q HEAD README || true; git commit -q -m leak plain",
            Some(1),
        ),
        ("git add deploy; echo more >> plain; git commit -q -m clean plain", Some(0)),
        ("mkdir sub; cd sub; cat ../deploy/.env > x; git add x; git commit -q -m leak", Some(1)),
        ("git worktree add -q linked; cp -r deploy linked; cd linked; git add .; git commit -q -m leak", Some(1)),
        ("git worktree add -q clean; git add deploy; cd clean; echo x > x; git add .; git commit -q -m clean", Some(0)),
        (
            "git --git-dir=.git --work-tree=deploy add .env; git --git-dir=.git --work-tree=deploy commit -q -m leak",
            Some(1),
        ),
    ];
    for (script, code) in cases {
        let project = repository();
        hooks(&project);
        let run = project.sh(script);
        assert_eq!(run.code, code, "{script}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn a_hook_scans_what_is_pushed() {
    let project = repository();
    hooks(&project);
    assert_eq!(project.sh("git push -q origin main").code, Some(0));
    let run = project.sh("git add deploy; git commit -q --no-verify -m leak; git push -q origin main");
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("deploy/.env:2:15: high example-token"), "{}", run.stdout);
    assert!(run.stderr.contains("1 commit, 1 version of files"), "{}", run.stderr);
    // What is there already is not found again.
    assert_eq!(project.sh("git push -q --no-verify origin main; git push -q origin main:other :main").code, Some(0));
}

#[test]
fn what_can_not_be_done_is_said_with_advice() {
    let project = repository();
    let said = |args: &[&str]| {
        let run = project.scan(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        run.stderr
    };
    assert_snapshot!(said(&["--staged", "deploy"]), @r"
    × --staged scans the whole repository and cannot be limited to `deploy`
    help: omit the path, or name the top of another repository
    ");
    assert_snapshot!(said(&["--range", "main", "README", "deploy"]), @r"
    × --range scans the whole repository and cannot be limited to `README`, `deploy`
    help: omit the path, or name the top of another repository
    ");
    assert_snapshot!(said(&["--since", "v1"]), @r#"
      × there is no commit `v1` in this repository
      help: check the name with `git rev-parse`; `git fetch` brings what a remote has, named as
            `origin/main`
    "#);
    assert_snapshot!(project.run(&["scan", "--pre-push", "origin"], "main to origin\n").stderr, @r#"
      × invalid line from git's pre-push hook: `main to origin`
      help: git writes `<local ref> <local id> <remote ref> <remote id>` to the hook's stdin
    "#);
    assert_snapshot!(Project::with_findings().scan(&["--staged"]).stderr, @r#"
      × `[ROOT]` is in no git repository
      help: name a folder of a repository; `gonogo scan PATH` reads files without git
    "#);
    for args in [
        &["--staged", "--range", "a..b"][..],
        &["--since", "a", "--pre-push"],
        &["--all-lines"],
        &["--history", "--all-lines"],
        &["--staged", "-"],
    ] {
        said(args);
    }
}
