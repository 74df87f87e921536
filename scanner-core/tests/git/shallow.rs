//! Clones with only part of the history or its objects.

use super::{Fixture, found, scan, sh};
use gonogo_core::{Target, engine::ScanError, model::Report, source::git::Range};

/// A server with five commits, each adding a file: `1` to `5`, with token A in `2`, B in `4`, C in `5`.
fn server() -> Fixture {
    let fixture = Fixture::with_repository("server");
    sh(
        &fixture,
        "server",
        "for n in 1 2 3 4 5; do
           case $n in 2) t=$A;; 4) t=$B;; 5) t=$C;; *) t=none;; esac
           echo $t > $n; git add .; git commit -q -m $n
         done; git config uploadpack.allowFilter true",
    );
    fixture
}

fn clone(fixture: &Fixture, options: &str) {
    sh(fixture, ".", &format!("git clone -q {options} file://$PWD/server r"));
}

fn ranged(fixture: &Fixture, range: &str) -> Report {
    scan(Target::range(fixture.path("r"), Range::new(range)))
}

fn incidents(report: &Report) -> Vec<String> {
    report.statistics.incidents.iter().map(ToString::to_string).collect()
}

#[test]
fn a_range_within_a_shallow_clone_is_whole() {
    let fixture = server();
    clone(&fixture, "--depth 3");
    let report = ranged(&fixture, "HEAD~2..HEAD");
    assert_eq!((found(&report), report.statistics.is_complete()), (vec!["4:1 B".to_owned(), "5:1 C".to_owned()], true));
}

#[test]
fn a_range_that_leaves_a_shallow_clone_says_what_is_missing() {
    let fixture = server();
    clone(&fixture, "--depth 2");
    let (last, parent) = (fixture.git("server", "rev-parse HEAD~1"), fixture.git("server", "rev-parse HEAD~2"));
    // A branch that left `main` before the clone begins: what it lacks may be anything before that.
    sh(&fixture, "r", "git checkout -q --orphan other; git rm -qrf .; echo x > 1; git add .; git commit -q -m other");
    for range in ["main~1", "other..main"] {
        let report = ranged(&fixture, range);
        let said = incidents(&report);
        assert_eq!(said.len(), 1, "{range}");
        assert!(said[0].contains(&format!("commit {} is the last that is here", &last[..10])), "{said:?}");
        assert!(said[0].contains(&format!("its parent {} is missing", &parent[..10])), "{said:?}");
        assert!(said[0].contains("`git fetch --unshallow`") && said[0].contains("`fetch-depth: 0`"), "{said:?}");
        assert!(!report.statistics.is_complete());
        assert!(found(&report).starts_with(&["2:1 A".to_owned(), "4:1 B".to_owned()]), "nothing is left out for that");
    }
}

/// A checkout of a pull request's merge commit with a depth of two.
#[test]
fn what_the_other_side_has_is_not_new_though_history_is_cut() {
    let fixture = server();
    sh(
        &fixture,
        "server",
        "git checkout -q -b pull main~2; echo $D > d; git add .; git commit -q -m d; git merge -q -m merge main",
    );
    clone(&fixture, "--depth 2 --branch pull");
    let report = ranged(&fixture, "HEAD^2..HEAD");
    assert_eq!(found(&report), ["d:1 D"]);
    assert_eq!(incidents(&report).len(), 1);
}

#[test]
fn a_commit_that_was_not_cloned_is_asked_for() {
    let fixture = server();
    clone(&fixture, "--depth 2");
    for range in [
        format!("{}..HEAD", fixture.git("server", "rev-parse HEAD~3")),
        "HEAD~2..HEAD".to_owned(),
        "v1..HEAD".to_owned(),
    ] {
        let error = super::scanner().scan(Target::range(fixture.path("r"), Range::new(&range))).expect_err(&range);
        let ScanError::Git(error) = error else { panic!("{error}") };
        assert!(error.to_string().starts_with("there is no commit `"), "{range}: {error}");
        assert!(error.advice().contains("`git fetch --unshallow`"), "{range}: {}", error.advice());
    }
}

#[test]
fn a_linked_work_tree_of_a_shallow_clone_knows_its_end() {
    let fixture = server();
    clone(&fixture, "--depth 2");
    sh(&fixture, "r", "git worktree add -q ../linked");
    let report = scan(Target::range(fixture.path("linked"), Range::new("HEAD~1")));
    assert!(incidents(&report)[0].contains("`git fetch --unshallow`"));
}

#[test]
fn missing_files_of_a_partial_clone_are_named_and_the_rest_is_scanned() {
    let fixture = server();
    clone(&fixture, "--no-checkout --filter=blob:none");
    // `git commit` would fetch what it could show.
    let commit = "git update-ref HEAD $(git commit-tree -p HEAD -m d $(git write-tree --missing-ok))";
    sh(&fixture, "r", &format!("git read-tree HEAD; echo $D > d; git add d; {commit}"));
    let report = ranged(&fixture, "HEAD~2..HEAD");
    assert_eq!(found(&report), ["d:1 D"]);
    let missing = fixture.git("server", "rev-parse HEAD:5");
    assert_eq!(
        incidents(&report),
        [format!("object {missing}: missing; in a partial clone `git show` with this id fetches it")]
    );
    assert!(!report.statistics.is_complete());
    sh(&fixture, "r", &format!("git show {missing}"));
    let report = ranged(&fixture, "HEAD~2..HEAD");
    assert_eq!((found(&report), report.statistics.is_complete()), (vec!["5:1 C".to_owned(), "d:1 D".to_owned()], true));
}

#[test]
fn missing_folders_are_named_and_the_rest_is_scanned() {
    let fixture = Fixture::with_repository("r");
    sh(
        &fixture,
        "r",
        "mkdir a b; echo $A > a/a; echo $B > b/b; git add .; git commit -q -m one; echo $C > c; git add .; git commit -q -m two",
    );
    let tree = fixture.git("r", "rev-parse HEAD:a");
    sh(&fixture, "r", &format!("rm -f .git/objects/{}/{}", &tree[..2], &tree[2..]));
    let report = ranged(&fixture, "HEAD~");
    assert_eq!(found(&report), ["b/b:1 B"]);
    assert_eq!(incidents(&report).len(), 1);
    assert!(incidents(&report)[0].starts_with(&format!("object {tree}: missing")));
}

#[test]
fn a_damaged_file_is_named_and_the_rest_is_scanned() {
    let fixture = server();
    clone(&fixture, "");
    sh(
        &fixture,
        "r",
        "echo $D > d; echo y > y; git add .; git commit -q -m d; f=.git/objects/$(git rev-parse HEAD:y | sed 's|^..|&/|'); chmod +w $f; echo broken > $f",
    );
    let report = ranged(&fixture, "HEAD");
    assert_eq!(found(&report), ["d:1 D"]);
    assert!(incidents(&report)[0].starts_with(&format!("object {}: ", fixture.git("r", "rev-parse HEAD:y"))));
}
