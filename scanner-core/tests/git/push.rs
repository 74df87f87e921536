//! Changes of a push.

use super::{Fixture, found, scan, sh};
use gonogo_core::{Target, model::Report, source::git::Range};

const ZERO: &str = "0000000000000000000000000000000000000000";

/// A clone of a server that has token A on `main`; in the clone, `main` adds B and `topic` adds C to that.
fn clone() -> Fixture {
    let fixture = Fixture::with_repository("server");
    sh(&fixture, "server", "echo $A > a; git add .; git commit -q -m a; git checkout -q --detach");
    sh(
        &fixture,
        ".",
        "git clone -q server r -b main; cd r; echo $B > b; git add .; git commit -q -m b
         git checkout -q -b topic; echo $C > c; git add .; git commit -q -m c",
    );
    fixture
}

fn pushed(fixture: &Fixture, remote: Option<&str>, lines: &str) -> Report {
    scan(Target::range(fixture.path("r"), Range::pre_push(remote, lines).expect("lines of git's")))
}

fn id(fixture: &Fixture, name: &str) -> String {
    fixture.git("r", &format!("rev-parse {name}"))
}

/// A line as git writes it.
fn line(fixture: &Fixture, local: &str, remote: &str) -> String {
    let id = |name: &str| if name == ZERO { ZERO.to_owned() } else { id(fixture, name) };
    format!("refs/heads/x {} refs/heads/y {}\n", id(local), id(remote))
}

/// A case: its name, the pushed refs, and the expected findings.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn a_push_brings_what_the_remote_has_not() {
    let fixture = clone();
    let cases: &[Case] = &[
        ("a branch goes on", &[("main", "origin/main")], &["b:1 B"]),
        ("a new branch", &[("topic", ZERO)], &["b:1 B", "c:1 C"]),
        ("several", &[("main", "origin/main"), ("topic", ZERO)], &["b:1 B", "c:1 C"]),
        ("a branch onto another", &[("topic", "main")], &["c:1 C"]),
        ("a deletion", &[(ZERO, "origin/main")], &[]),
        ("a deletion beside a branch", &[(ZERO, "main"), ("topic", ZERO)], &["c:1 C"]),
        ("nothing new", &[("origin/main", "origin/main")], &[]),
        ("nothing", &[], &[]),
    ];
    for (name, updates, expected) in cases {
        let lines: String = updates.iter().map(|(local, remote)| line(&fixture, local, remote)).collect();
        assert_eq!(found(&pushed(&fixture, Some("origin"), &lines)), *expected, "{name}");
    }
}

#[test]
fn a_forced_push_is_compared_with_what_is_known() {
    let fixture = clone();
    // The server has a commit on `main` that this clone never saw.
    let unknown = "1234567890123456789012345678901234567890";
    let lines = format!("refs/heads/main {} refs/heads/main {unknown}\n", id(&fixture, "main"));
    assert_eq!(found(&pushed(&fixture, Some("origin"), &lines)), ["b:1 B"]);
    // It has what a rebase replaced.
    sh(
        &fixture,
        "r",
        "git checkout -q main; git branch old; git commit -q --amend -m other; echo $D > d; git add .; git commit -q -m d",
    );
    let lines = line(&fixture, "main", "old");
    assert_eq!(found(&pushed(&fixture, Some("origin"), &lines)), ["b:1 B", "d:1 D"]);
}

#[test]
fn only_branches_of_the_remote_itself_are_known_to_be_there() {
    let fixture = clone();
    let url = id(&fixture, "--absolute-git-dir").replace("/r/.git", "/server");
    sh(&fixture, "r", "git remote add other ../other.git; git update-ref refs/remotes/other/topic topic");
    let lines = line(&fixture, "topic", ZERO);
    let cases: &[(Option<&str>, &[&str])] = &[
        (Some("origin"), &["b:1 B", "c:1 C"]),
        (Some("other"), &[]),
        (Some(&url), &["b:1 B", "c:1 C"]),
        (Some("https://example.com/another.git"), &["a:1 A", "b:1 B", "c:1 C"]),
        (None, &[]),
    ];
    for (remote, expected) in cases {
        assert_eq!(found(&pushed(&fixture, *remote, &lines)), *expected, "{remote:?}");
    }
}

#[test]
fn a_tag_is_pushed_with_its_message() {
    let fixture = clone();
    sh(
        &fixture,
        "r",
        "git tag -a -m \"the key is $D\" v1 main; git tag -a -m again v2 v1; git tag -a -m file v3 main:b",
    );
    let report = pushed(&fixture, Some("origin"), &line(&fixture, "v2", ZERO));
    assert_eq!(found(&report), ["b:1 B", "tag-message:1 D"]);
    let tag = report.findings[1].provenance.as_ref().expect("of a tag");
    assert_eq!(
        (&tag.object, tag.introduced.as_ref().map(|tag| &tag.author[..])),
        (&id(&fixture, "v1"), Some("C O Mitter"))
    );
    let report = pushed(&fixture, Some("origin"), &line(&fixture, "v3", ZERO));
    let said: Vec<String> = report.statistics.incidents.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [format!("object {}: a blob is pushed without a commit, and was not looked into", id(&fixture, "v3^{}"))]
    );
}

/// The hook that git runs receives the same lines.
#[test]
fn git_writes_what_is_read() {
    let fixture = clone();
    sh(
        &fixture,
        "r",
        "printf '#!/bin/sh\\necho $1 > told; cat >> told\\n' > .git/hooks/pre-push; chmod +x .git/hooks/pre-push",
    );
    sh(&fixture, "r", "git push -q origin HEAD~0:refs/heads/new topic~1:main");
    let told = std::fs::read_to_string(fixture.path("r/told")).expect("the hook ran");
    let (remote, lines) = told.split_once('\n').expect("arguments, then lines");
    assert_eq!((remote, lines.lines().count()), ("origin", 2));
    fixture.sh("r", "git update-ref -d refs/remotes/origin/new; git update-ref refs/remotes/origin/main main~1");
    assert_eq!(found(&pushed(&fixture, Some(remote), lines)), ["b:1 B", "c:1 C"]);
}
