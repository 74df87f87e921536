//! Repositories with refs in the format reftable, if git knows it.

use super::{Fixture, found, scan, sh};
use gonogo_core::{
    Target,
    engine::HistoryOptions,
    source::git::{Range, StagedOptions},
};

/// A repository with token A in its first commit and B in its second, or none with an older git.
fn repository() -> Option<Fixture> {
    let fixture = Fixture::new();
    let made = sh(&fixture, ".", "git init -q -b main --ref-format=reftable r 2> /dev/null && echo made || true");
    if made != "made" {
        return None;
    }
    sh(
        &fixture,
        "r",
        "echo $A > a; git add .; git commit -q -m one; git tag -a -m \"tag $D\" v1; git branch old
         echo $B > b; git add .; git commit -q -m two; git branch -d old; git symbolic-ref refs/remotes/origin/HEAD refs/heads/main",
    );
    Some(fixture)
}

#[test]
fn refs_are_read_whatever_keeps_them() {
    let Some(fixture) = repository() else { return };
    let history = || scan(Target::history(fixture.path("r"), HistoryOptions::default()));
    let staged = || found(&scan(Target::staged(fixture.path("r"), StagedOptions::default())));
    let ranged = |range| found(&scan(Target::range(fixture.path("r"), Range::new(range))));
    let report = history();
    assert_eq!(found(&report), ["a:1 A", "b:1 B", "tag-message:1 D"]);
    assert!(report.statistics.is_complete(), "{:?}", report.statistics.incidents);
    assert_eq!(ranged("v1..HEAD"), ["b:1 B"]);
    assert_eq!(ranged("main~"), ["a:1 A"]);
    assert_eq!(staged(), [""; 0]);
    sh(&fixture, "r", "echo $C > c; git add .");
    assert_eq!(staged(), ["c:1 C"]);
    // Many refs make several blocks, and an index of them.
    sh(
        &fixture,
        "r",
        "git commit -q -m three; id=$(git rev-parse HEAD); git reset -q --hard HEAD~1
         for n in $(seq 3000); do echo \"create refs/heads/topic/with-a-long-name-$n $id\"; done | git update-ref --stdin
         git pack-refs",
    );
    assert_eq!(found(&history()), ["a:1 A", "b:1 B", "c:1 C", "tag-message:1 D"]);
    assert_eq!(ranged("main..topic/with-a-long-name-2999"), ["c:1 C"]);
    sh(
        &fixture,
        "r",
        "git checkout -q --detach topic/with-a-long-name-7; echo $D > d; git add .; git commit -q -m four",
    );
    assert_eq!(ranged("HEAD"), ["d:1 D"]);
    sh(
        &fixture,
        "r",
        "git worktree add -q --detach ../linked HEAD; git checkout -q main; cd ../linked; echo $A$B > e; echo $C > f; git add .; git commit -q -m five",
    );
    assert!(found(&history()).contains(&"f:1 C".to_owned()));
    assert_eq!(found(&scan(Target::range(fixture.path("linked"), Range::new("HEAD"))))[0], "f:1 C");
}

#[test]
fn reflogs_and_all_stashes_are_read() {
    let Some(fixture) = repository() else { return };
    sh(
        &fixture,
        "r",
        "echo $C >> a; git stash -q; echo $D >> a; git stash -q
         git checkout -q -b gone; echo $C$B > g; echo $D > lost; git add .; git commit -q -m three; git checkout -q main
         git branch -q -D gone
         for n in $(seq 300); do git update-ref -m \"number $n, and some more words\" refs/heads/moved HEAD~$((n % 2)); done
         git pack-refs; git update-ref refs/heads/moved HEAD",
    );
    let history = |reflogs| {
        let mut options = HistoryOptions::default();
        options.reflogs = reflogs;
        let report = scan(Target::history(fixture.path("r"), options));
        assert!(report.statistics.is_complete(), "{:?}", report.statistics.incidents);
        found(&report)
    };
    let stashes = ["a:1 A", "a:2 C", "a:2 D"];
    let without = history(false);
    assert!(stashes.iter().all(|stash| without.iter().any(|line| line == stash)), "{without:?}");
    assert!(!without.contains(&"lost:1 D".to_owned()) && history(true).contains(&"lost:1 D".to_owned()));
}

#[test]
fn damaged_reftables_are_named() {
    let Some(fixture) = repository() else { return };
    sh(&fixture, "r", "for f in .git/reftable/*.ref; do head -c 40 $f > x; mv x $f; done");
    let error =
        super::scanner().scan(Target::staged(fixture.path("r"), StagedOptions::default())).expect_err("damaged");
    assert!(error.to_string().contains("is damaged"), "{error}");
}
