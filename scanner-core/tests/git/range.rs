//! Changes of a commit range, with their provenance.

use super::{Fixture, TOKENS, found, scan, sh, token};
use gonogo_core::{
    Target,
    engine::{NoProgress, Progress, ScanError},
    model::{Cancel, Container, Finding, HistoryStatistics, Provenance, Report},
    source::git::Range,
};

/// A function that commits everything, named by the message.
const COMMIT: &str = "c() { git add -A; git commit -q --allow-empty -m \"$1\"; }\n";

fn repository(script: &str) -> Fixture {
    let fixture = Fixture::with_repository("r");
    script_in(&fixture, script);
    fixture
}

fn script_in(fixture: &Fixture, script: &str) -> String {
    sh(fixture, "r", &format!("{COMMIT}{script}"))
}

fn ranged(fixture: &Fixture, range: &str) -> Report {
    scan(Target::range(fixture.path("r"), Range::new(range)))
}

fn provenance(finding: &Finding) -> &Provenance {
    finding.provenance.as_ref().expect("findings in commits have one")
}

/// Each finding as path, line, token, and the commits that brought and removed it.
fn told(report: &Report) -> Vec<String> {
    let places = found(report).into_iter().zip(&report.findings);
    let told = places.map(|(place, finding)| {
        let Provenance { introduced, removed, at_head, .. } = provenance(finding);
        let by = introduced.as_ref().map_or("nobody", |commit| &commit.summary);
        let end = match (removed, at_head) {
            (Some(commit), false) => format!(" until {}", commit.summary),
            (None, true) => ", still there".to_owned(),
            (None, false) => String::new(),
            (Some(_), true) => " in doubt".to_owned(),
        };
        format!("{place} since {by}{end}")
    });
    told.collect()
}

#[test]
fn versions_are_new_if_no_parent_has_them() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "a token comes, stays in later versions and goes",
            "c base; echo $A > a; c one; echo >> a; c two; echo x >> a; c three; git rm -q a; c four",
            "HEAD~4..HEAD",
            &["a:1 A since one until four"],
        ),
        (
            "what was there before is not new",
            "echo $A > a; c base; echo $B > b; c one; git mv b c; c two",
            "HEAD~2..HEAD",
            &["b:1 B since one until two"],
        ),
        ("a changed file has only what is added", "echo $A > a; c base; echo $B >> a; c one", "HEAD~..HEAD", &["a:2 B since one, still there"]),
        ("a moved and changed file, too", "echo $A > a; c base; git mv a b; echo $B >> b; c one", "HEAD~..HEAD", &["b:2 B since one, still there"]),
        (
            "a copy is new, also of a file that changes",
            "echo $A > a; c base; cp a b; echo >> a; c one",
            "HEAD~..HEAD",
            &["b:1 A since one, still there"],
        ),
        (
            "what comes back is brought again",
            "echo $A > a; c base; echo > a; c one; echo $A > a; echo >> a; c two",
            "HEAD~2..HEAD",
            &["a:1 A since two, still there"],
        ),
        (
            "a merge of two changes to a file that has a token",
            "printf '%s\\n' $A 1 2 3 4 5 6 7 8 > a; c base; git checkout -q -b side; echo 9 >> a; c side
             git checkout -q main; sed -i s/1$/one/ a; echo x > x; c main; git merge -q -m merge side",
            "main~..main",
            &[],
        ),
        (
            "a merge that moves what both sides have changed",
            "printf '%s\\n' $A 1 2 3 4 5 6 7 8 > a; c base; git checkout -q -b side; echo 9 >> a; c side
             git checkout -q main; git mv a b; echo x > x; c main; git merge -q -m merge side",
            "main~..main",
            &[],
        ),
        ("a mode alone is nothing", "echo $A > a; c base; chmod +x a; c one", "HEAD~..HEAD", &[]),
        ("a link is no file", "c base; ln -s $A l; c one", "HEAD~..HEAD", &[]),
        (
            "gone and back again, only once",
            "c base; echo $A > a; c one; git rm -q a; c two; echo $A > a; c three",
            "HEAD~3..HEAD",
            &["a:1 A since one, still there"],
        ),
        (
            "a merge brings nothing of its own",
            "c base; git checkout -q -b side; echo $A > a; c side; git checkout -q main; echo x > x; c main
             git merge -q -m merge side",
            "main~..main",
            &["a:1 A since side, still there"],
        ),
        (
            "an evil merge does",
            "c base; git checkout -q -b side; echo a > a; c side; git checkout -q main; echo x > x; c main
             git merge -q --no-commit side; echo $A > evil; echo $B >> a; c merge",
            "main~..main",
            &["a:2 B since merge, still there", "evil:1 A since merge, still there"],
        ),
        (
            "an octopus",
            "c base; for n in 1 2 3; do git checkout -q -b s$n main; echo $n > $n; [ $n = 3 ] && echo $A > a; c s$n || true; done
             git checkout -q main; git merge -q -m octopus s1 s2 s3",
            "main~..main",
            &["a:1 A since s3, still there"],
        ),
        (
            "removed by a merge that keeps the other side's file",
            "echo x > a; c base; git checkout -q -b side; echo $A > a; c side; git checkout -q main; echo y > y; c main
             git merge -q -s ours -m ours side",
            "main~..main",
            &["a:1 A since side"],
        ),
        ("the first commit", "echo $A > a; c first; echo $B > b; c second", "HEAD~", &["a:1 A since first, still there"]),
        ("one commit alone", "echo $A > a; c one; echo $B > b; c two; echo $C > c; c three", "HEAD~", &["b:1 B since two, still there"]),
        ("an empty range", "echo $A > a; c one", "HEAD..HEAD", &[]),
        ("a range backwards", "c one; echo $A > a; c two", "HEAD..HEAD~", &[]),
        (
            "the other side of a fork is not scanned",
            "c base; git checkout -q -b side; echo $A > a; c side; git checkout -q main; echo $B > b; c main",
            "main...side",
            &["a:1 A since side"],
        ),
        (
            "a commit message",
            "c base; c \"leaks $A\"; c \"leaks $A again\"",
            "HEAD~2..HEAD",
            &["commit-message:1 A since leaks $A"],
        ),
        (
            "two places of one version are two findings",
            "c base; printf '%s\\n%s\\n' $A $A > a; c one; echo >> a; c two",
            "HEAD~2..HEAD",
            &["a:1 A since one, still there", "a:2 A since one, still there"],
        ),
        ("a tag and a parent of it", "c base; echo $A > a; c one; git tag -a -m v v1; echo $B > b; c two", "v1^..v1", &["a:1 A since one, still there"]),
    ];
    for (name, script, range, expected) in cases {
        let report = ranged(&repository(script), range);
        let told: Vec<String> = told(&report).iter().map(|line| line.replace(&token("A"), "$A")).collect();
        assert_eq!(told, *expected, "{name}");
        assert!(report.statistics.is_complete(), "{name}");
    }
}

#[test]
fn old_findings_are_counted_and_reported_on_demand() {
    let fixture = repository("echo $A > a; c base; echo >> a; c one; echo $B >> a; c two; git mv a b; c three");
    let report = ranged(&fixture, "HEAD~3..HEAD");
    assert_eq!(told(&report), ["a:3 B since two until three"]);
    // A in a; A and B in b.
    assert_eq!(report.statistics.old, 3);
    let report = scan(Target::range(fixture.path("r"), Range::new("HEAD~3..HEAD").all_lines(true)));
    let expected = [
        "a:1 A since nobody until three", "a:3 B since two until three", "b:1 A since nobody, still there",
        "b:3 B since nobody, still there",
    ];
    assert_eq!((told(&report), report.statistics.old), (expected.map(str::to_owned).to_vec(), 0));
}

#[test]
fn since_is_up_to_head() {
    let fixture =
        repository("echo $A > a; c one; git tag v1; echo $B > b; c two; git checkout -q -b x; echo $C > c; c three");
    let report = scan(Target::range(fixture.path("r"), Range::since("v1")));
    assert_eq!(found(&report), ["b:1 B", "c:1 C"]);
}

#[test]
fn what_was_looked_at_is_counted() {
    let fixture =
        repository("echo 1 > a; echo 1 > b; c base; echo 2 > a; echo 2 > b; c one; echo 3 > a; c two; c empty");
    let report = ranged(&fixture, "HEAD~3..HEAD");
    let messages = "one\ntwo\nempty\n".len() as u64;
    assert_eq!((report.statistics.files, report.statistics.bytes), (3, 3 * 2 + messages));
    let expected = HistoryStatistics::default();
    let history = report.statistics.history.unwrap_or(expected);
    assert_eq!((history.commits, history.blobs, history.searched_bytes), (3, 3, 3 * 2 + messages));
}

#[test]
fn a_finding_tells_its_way_through_history() {
    let fixture = repository(
        "printf 'Real Name <real@example.com> <author@example.com>\\n' > .mailmap; c base
         echo x > x; echo $A > z; echo $A > 'b c'; GIT_AUTHOR_DATE='1600000000 -0330' c 'Add a key

         More on that.'; git rm -q z; c 'Remove it'",
    );
    let report = ranged(&fixture, "HEAD~2..HEAD");
    assert_eq!(found(&report), ["b c:1 A", "z:1 A"]);
    let [kept, gone] = [0, 1].map(|at| provenance(&report.findings[at]));
    let introduced = gone.introduced.as_ref().expect("known");
    assert_eq!(introduced.id, fixture.git("r", "rev-parse HEAD~1"));
    assert_eq!((introduced.author.as_str(), introduced.email.as_str()), ("Real Name", "real@example.com"));
    assert_eq!(
        (introduced.date.to_string().as_str(), introduced.summary.as_str()),
        ("2020-09-13T08:56:40-03:30", "Add a key")
    );
    assert_eq!(gone.removed.as_ref().map(|commit| commit.summary.as_str()), Some("Remove it"));
    assert_eq!((gone.container, &gone.other_paths[..]), (Container::File, &["b c".to_owned()][..]));
    assert_eq!(gone.object, fixture.git("r", "rev-parse HEAD~1:z"));
    assert_eq!((kept.at_head, kept.removed.as_ref(), &kept.other_paths[..]), (true, None, &["z".to_owned()][..]));
}

#[test]
fn a_mailmap_that_is_cut_is_left_out() {
    let fixture = repository(
        "echo 'Real <real@example.com> <author@example.com>' > .mailmap; c base; echo $A > a; c one
         git clone -q --bare --no-hardlinks . ../bare",
    );
    let id = fixture.git("r", "rev-parse HEAD:.mailmap");
    let file = fixture.path("bare").join("objects").join(&id[..2]).join(&id[2..]);
    let bytes = std::fs::read(&file).expect("it is loose");
    std::fs::remove_file(&file).expect("it was there");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    let report = scan(Target::range(fixture.path("bare"), Range::new("HEAD~..HEAD")));
    let introduced = provenance(&report.findings[0]).introduced.as_ref().expect("known");
    assert_eq!((introduced.summary.as_str(), introduced.email.as_str()), ("one", "author@example.com"));
}

#[test]
fn who_brought_it_does_not_depend_on_clocks() {
    let fixture = repository(
        "day() { export GIT_COMMITTER_DATE=\"1${1}00000000 +0000\"; }
         day 6; c base; day 5; echo $A > a; c one; day 3; echo >> a; c two; day 4; echo x >> a; c three",
    );
    assert_eq!(told(&ranged(&fixture, "HEAD~3..HEAD")), ["a:1 A since one, still there"]);
    assert_eq!(told(&ranged(&fixture, "HEAD~..HEAD")), [""; 0]);
}

#[test]
fn many_commits_give_the_same_whatever_the_threads() {
    let fixture =
        repository("c base; for n in $(seq 30); do echo $n $A > $((n % 7)); echo $B $n > b$n; c \"n $n $C\"; done");
    let run = |threads| {
        let scanner = gonogo_core::Scanner::builder().threads(threads).build().expect("sound");
        scanner.scan(Target::range(fixture.path("r"), Range::new("HEAD~30..HEAD"))).expect("readable").findings
    };
    let one = run(1);
    assert_eq!(one.len(), 7 + 30 + 1);
    assert!(one.is_sorted_by_key(|finding| (finding.location.path.clone(), finding.location.span.start)));
    assert_eq!(one, run(3));
}

#[test]
fn no_secret_is_in_the_debug_output() {
    let fixture = repository("c base; echo $A > a; c one");
    let report = format!("{:?}", ranged(&fixture, "HEAD"));
    assert!(TOKENS.iter().all(|name| !report.contains(&token(name))));
}

#[test]
fn what_can_not_be_resolved_is_said_with_advice() {
    let fixture = repository("echo x > x; c one");
    sh(&fixture, ".", "git init -q unborn");
    let zero = "0".repeat(40);
    let cases = [
        ("r", "nowhere..HEAD", "there is no commit `nowhere`", "check the name with `git rev-parse`"),
        ("r", "HEAD~7..", "there is no commit `HEAD~7`", "check the name"),
        ("r", "HEAD^{tree}..HEAD", "`HEAD^{tree}` is a tree, and no commit", "name a branch"),
        ("r", &format!("{zero}..HEAD"), "there is no commit `0000", "the id of zeros"),
        ("r", "", "can't be understood as a commit", "name a branch"),
        ("r", "HEAD~0é..HEAD", "can't be understood as a commit", "name a branch"),
        ("r", "HEAD@{..HEAD", "can't be understood as a commit", "name a branch"),
        ("unborn", "HEAD", "there is no commit `HEAD`", "nothing is committed yet"),
        (".", "HEAD", "is in no git repository", "name a folder"),
    ];
    for (folder, range, message, advice) in cases {
        let error = super::scanner().scan(Target::range(fixture.path(folder), Range::new(range))).expect_err(range);
        let ScanError::Git(error) = error else { panic!("{range}: {error}") };
        assert!(error.to_string().contains(message), "{range}: {error}");
        assert!(error.advice().starts_with(advice), "{range}: {}", error.advice());
    }
}

/// Cancels when the first version was scanned.
struct Impatient(Cancel);

impl Progress for Impatient {
    fn advance(&self, _files: u64, _bytes: u64) {
        self.0.cancel();
    }
}

#[test]
fn a_cancelled_scan_reports_what_it_has() {
    let fixture = repository("for n in $(seq 40); do echo $n $A > $n; done; c one");
    let target = || Target::range(fixture.path("r"), Range::new("HEAD"));
    let cancel = Cancel::new();
    let report = super::scanner().scan_watched(target(), &Impatient(cancel.clone()), &cancel).expect("readable");
    assert!(report.statistics.cancelled && report.findings.len() < 40);
    let report = super::scanner().scan_watched(target(), &NoProgress, &cancel).expect("readable");
    assert!(report.statistics.cancelled && report.findings.is_empty());
}
