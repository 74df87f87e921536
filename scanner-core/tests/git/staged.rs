//! Staged changes.

use super::{Fixture, found, scan, sh, token};
use gonogo_core::{
    Scanner, Target,
    model::{Incident, PathGlobs, Report},
    source::git::StagedOptions,
};
use std::path::PathBuf;

/// A repository with a commit: `old.env` has token A in line 2, `folder/file` and `plain` have none.
const COMMITTED: &str = "
    mkdir folder; echo text > folder/file; printf 'x=1\\nTOKEN=%s\\n' $A > old.env; echo text > plain
    git add .; git commit -q -m first";

fn committed() -> Fixture {
    let fixture = Fixture::with_repository("r");
    sh(&fixture, "r", COMMITTED);
    fixture
}

fn staged(fixture: &Fixture, folder: &str) -> Report {
    scan(Target::staged(fixture.path(folder), StagedOptions::default()))
}

fn all_lines(fixture: &Fixture, folder: &str) -> Report {
    scan(Target::staged(fixture.path(folder), StagedOptions { all_lines: true, ..StagedOptions::default() }))
}

#[test]
fn the_index_counts_as_far_as_head_has_it_not() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("nothing is staged", "echo $B > plain", &[]),
        ("a new file", "echo $B > new; git add new", &["new:1 B"]),
        ("the index, not the work tree", "echo $B > plain; git add .; echo > plain", &["plain:1 B"]),
        ("a file that is gone from the work tree", "echo $B > new; git add new; rm new", &["new:1 B"]),
        ("what was there before", "echo >> old.env; git add .", &[]),
        ("a deleted file", "git rm -q old.env", &[]),
        ("only intended to be added", "echo $B > new; git add -N new", &[]),
        ("a changed mode", "chmod +x old.env; git add .", &[]),
        ("a moved file", "git mv old.env folder/new.env", &[]),
        ("a moved folder", "git mv folder other; mkdir s; git mv old.env s; git mv s t", &[]),
        ("two files changed places", "mv old.env x; mv plain old.env; mv x plain; git add .", &[]),
        ("a moved and changed file", "git mv old.env new.env; echo $B >> new.env; git add .", &["new.env:3 B"]),
        (
            "one of many that moved and changed",
            "mkdir d; for n in $(seq 30); do echo $n > d/$n.txt; done; echo $C > d/x.env; git add .; git commit -q -m d
             git mv d e; for f in e/*; do echo more >> $f; done; git add .",
            &[],
        ),
        ("a file into a folder of its name", "git mv old.env x; mkdir old.env; git mv x old.env/y", &[]),
        ("a copy", "cp old.env new.env; git add .", &["new.env:2 A"]),
        ("a copy of a file that changes", "cp old.env new.env; echo >> old.env; git add .", &["new.env:2 A"]),
        ("a file that is split", "sed 1d old.env > two; sed 2d old.env > one; git rm -q old.env; git add .", &[]),
        ("a file where a folder was", "git rm -qr folder; echo $B > folder; git add .", &["folder:1 B"]),
        ("a folder where a file was", "git rm -q plain; mkdir plain; echo $B > plain/x; git add .", &["plain/x:1 B"]),
        ("a link to what looks like a token", "ln -s $B link; git add .", &[]),
        (
            "a file where a link was",
            "ln -s x l; git add .; git commit -q -m l; rm l; echo $B > l; git add .",
            &["l:1 B"],
        ),
        ("a submodule", "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub", &[]),
        (
            "a file marked unchanged",
            "echo $B > plain; git add .; git update-index --assume-unchanged plain",
            &["plain:1 B"],
        ),
        ("a name that is no text", "n=$(printf 'caf\\351'); echo $B > $n; git add .", &["caf%E9:1 B"]),
        ("a name with a line break", "n=$(printf 'a\\nb'); echo $B > \"$n\"; git add .", &["a%0Ab:1 B"]),
        ("a detached HEAD", "git checkout -q --detach; echo $B > plain; git add .", &["plain:1 B"]),
        (
            "several, in order",
            "mkdir b; echo $B > b/x; echo $C > a; echo $D > b.c; git add .",
            &["a:1 C", "b.c:1 D", "b/x:1 B"],
        ),
        (
            "an index of version 4",
            "git update-index --index-version 4; echo $B > folder/g; git add .",
            &["folder/g:1 B"],
        ),
        (
            "an index without noted folders",
            "echo $B > plain; git add .; git read-tree $(git write-tree)",
            &["plain:1 B"],
        ),
        ("an index that is gone", "rm .git/index", &[]),
    ];
    for (name, script, expected) in cases {
        let fixture = committed();
        sh(&fixture, "r", script);
        assert_eq!(found(&staged(&fixture, "r")), *expected, "{name}");
    }
}

#[test]
fn before_the_first_commit_all_is_new() {
    let fixture = Fixture::with_repository("r");
    assert_eq!(staged(&fixture, "r").statistics.files, 0);
    sh(&fixture, "r", "mkdir f; echo $A > f/a; echo $B > b; echo $C > c; git add f b");
    let report = staged(&fixture, "r");
    assert_eq!(found(&report), ["b:1 B", "f/a:1 A"]);
    assert_eq!((report.statistics.files, report.statistics.bytes), (2, 2 * 41));
}

#[test]
fn of_a_merge_only_what_neither_side_has_is_new() {
    let fixture = committed();
    sh(
        &fixture,
        "r",
        "git checkout -q -b theirs; echo TOKEN=$C > old.env; echo $D > both; git add .; git commit -q -m theirs
         git checkout -q main; echo TOKEN=$B > old.env; echo x > both; git add .; git commit -q -m ours
         git merge theirs || true",
    );
    assert_eq!(found(&staged(&fixture, "r")), [""; 0]);
    sh(&fixture, "r", "printf '%s\\n' $C $A $D > old.env; echo x > both; echo $D > evil; git add .");
    assert_eq!(found(&staged(&fixture, "r")), ["evil:1 D", "old.env:2 A", "old.env:3 D"]);
    sh(&fixture, "r", "rm .git/MERGE_HEAD");
    assert_eq!(found(&staged(&fixture, "r")), ["evil:1 D", "old.env:1 C", "old.env:2 A", "old.env:3 D"]);
}

#[test]
fn another_index_can_be_named() {
    let fixture = committed();
    sh(&fixture, "r", "echo $B > plain; cp .git/index other; GIT_INDEX_FILE=other git add plain");
    assert_eq!(found(&staged(&fixture, "r")), [""; 0]);
    let index = Some(fixture.path("r/other"));
    let report = scan(Target::staged(fixture.path("r"), StagedOptions { index, ..StagedOptions::default() }));
    assert_eq!(found(&report), ["plain:1 B"]);
    let index = Some(fixture.path("r/none"));
    let missing = Target::staged(fixture.path("r"), StagedOptions { index, ..StagedOptions::default() });
    let error = super::scanner().scan(missing).expect_err("there is none");
    assert!(error.to_string().ends_with("r/none` does not exist"), "{error}");
}

#[test]
fn paths_start_at_the_top_wherever_the_scan_does() {
    let fixture = committed();
    sh(
        &fixture,
        "r",
        "echo $B > folder/file; git add .; git worktree add -q ../linked; cd ../linked; echo $C > c; git add c",
    );
    for folder in ["r", "r/folder", "r/.git"] {
        assert_eq!(found(&staged(&fixture, folder)), ["folder/file:1 B"], "{folder}");
    }
    assert_eq!(found(&staged(&fixture, "linked/folder")), ["c:1 C"]);
}

#[test]
fn findings_are_new_if_head_has_not_their_like() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("another line", "echo y=2 >> old.env", &[]),
        ("a line before", "printf 'y=2\\n%s\\n' \"$(cat old.env)\" > old.env", &[]),
        ("the line itself", "printf 'x=1\\nTOKEN = %s\\n' $A > old.env", &[]),
        ("another place", "printf 'TOKEN = %s\\nx=1\\n' $A > old.env", &[]),
        ("another value", "printf 'x=1\\nTOKEN=%s\\n' $B > old.env", &["old.env:2 B"]),
        ("a new token", "echo TOKEN=$B >> old.env", &["old.env:3 B"]),
        ("other line ends", "printf 'x=1\\r\\nTOKEN=%s\\r\\n' $A > old.env", &[]),
        ("no line end", "printf 'x=1\\nTOKEN=%s' $A > old.env", &[]),
        ("a new file", "echo $B > new", &["new:1 B"]),
        ("another encoding", "iconv -f utf-8 -t utf-16 old.env > x; mv x old.env; echo >> old.env", &[]),
    ];
    for (name, script, expected) in cases {
        let fixture = committed();
        sh(&fixture, "r", &format!("{script}; git add ."));
        let report = staged(&fixture, "r");
        assert_eq!(found(&report), *expected, "{name}");
        let gone = if *name == "another value" { 0 } else { 1 };
        let old = if *name == "a new file" { 0 } else { gone };
        assert_eq!(report.statistics.old, old, "{name}");
        let all = all_lines(&fixture, "r");
        assert_eq!((all.findings.len(), all.statistics.old), (expected.len() + old as usize, 0), "{name}");
    }
}

#[test]
fn all_tracked_files_are_scanned_on_demand_if_nothing_is_staged() {
    let fixture = committed();
    let scan =
        || scan(Target::staged(fixture.path("r"), StagedOptions { or_tracked: true, ..StagedOptions::default() }));
    sh(&fixture, "r", "echo $B > untracked; echo $C > plain; echo $D > intended; git add -N intended");
    let report = scan();
    assert_eq!((found(&report), report.statistics.files), (vec!["old.env:2 A".to_owned()], 3));
    assert_eq!(report.notes, ["nothing is staged, so all tracked files were scanned"]);
    for script in ["git mv old.env new.env", "git rm -q --cached old.env", "echo > x; git add x"] {
        sh(&fixture, "r", &format!("git reset -q; {script}"));
        let report = scan();
        assert_eq!((found(&report).len(), report.notes.len()), (0, 0), "{script}");
    }
}

#[test]
fn a_value_of_several_lines_is_new_if_one_of_them_is() {
    let fixture = committed();
    let key =
        gonogo_core::value::expand("-----BEGIN RSA PRIVATE KEY-----\n{base64:64}\n{base64:64}\n", "k").expect("sound");
    let (first, second) =
        (format!("{key}AAAA\n-----END RSA PRIVATE KEY-----\n"), format!("{key}BBBB\n-----END RSA PRIVATE KEY-----\n"));
    fixture.commit("r", "key.pem", &first);
    fixture.write("r/key.pem", format!("\n{first}"));
    sh(&fixture, "r", "git add .");
    assert_eq!(staged(&fixture, "r").findings.len(), 0);
    fixture.write("r/key.pem", &second);
    sh(&fixture, "r", "git add .");
    assert_eq!(staged(&fixture, "r").findings.len(), 1);
}

#[test]
fn a_sparse_index_is_compared_by_its_folders() {
    let fixture = committed();
    sh(
        &fixture,
        "r",
        "mkdir -p far/away near; echo $C > far/away/c; echo x > near/x; git add .; git commit -q -m far
         git sparse-checkout set --cone --sparse-index near; echo $B > near/x; git add near",
    );
    assert!(sh(&fixture, "r", "git ls-files --sparse").contains("far/\n"), "git keeps folders in the index");
    assert_eq!(found(&staged(&fixture, "r")), ["near/x:1 B"]);
    // As after a merge that is stopped before its commit: HEAD is older than the folder in the index.
    sh(&fixture, "r", "git update-ref HEAD HEAD~1");
    assert_eq!(found(&staged(&fixture, "r")), ["far/away/c:1 C", "near/x:1 B"]);
}

#[test]
fn a_split_index_is_read_with_its_shared_half() {
    let fixture = committed();
    let split = |script: &str| {
        sh(
            &fixture,
            "r",
            &format!(
                "git reset -q --hard; git config splitIndex.maxPercentChange 100; git update-index --split-index; {script}"
            ),
        );
        let index = std::fs::read(fixture.path("r/.git/index")).expect("an index");
        assert!(memchr::memmem::find(&index, b"link").is_some(), "{script}");
        found(&staged(&fixture, "r"))
    };
    let cases: &[(&str, &[&str])] = &[
        ("true", &[]),
        ("echo $B > new; git add new", &["new:1 B"]),
        ("echo $B > folder/file; git add .", &["folder/file:1 B"]),
        (
            "git rm -q plain; echo $B > a; echo $C >> folder/file; git add .; git mv old.env z.env",
            &["a:1 B", "folder/file:2 C"],
        ),
    ];
    for (script, expected) in cases {
        assert_eq!(split(script), *expected, "{script}");
    }
    sh(
        &fixture,
        "r",
        "git reset -q --hard; git update-index --split-index; echo $B > plain; git add .; rm .git/sharedindex.*",
    );
    let error = super::scanner().scan(Target::staged(fixture.path("r"), StagedOptions::default())).expect_err("half");
    assert!(error.to_string().contains("the other half of it, `sharedindex."), "{error}");
}

#[test]
fn what_is_excluded_or_too_large_is_not_read() {
    let fixture = committed();
    sh(&fixture, "r", "mkdir v; echo $B > v/x; echo $C > c; echo $D and more > d; git add .");
    let exclude = PathGlobs::new(["v/"]).expect("valid");
    let scanner = Scanner::builder().exclude(exclude).max_file_size(41).build().expect("sound");
    let report = scanner.scan(Target::staged(fixture.path("r"), StagedOptions::default())).expect("readable");
    assert_eq!(found(&report), ["c:1 C"]);
    assert_eq!(report.statistics.incidents, [Incident::TooLarge { path: "d".to_owned(), bytes: 50 }]);
}

#[test]
fn a_missing_object_is_named_and_the_rest_is_scanned() {
    let fixture = committed();
    sh(&fixture, "r", "echo $B > b; echo $C > c; git add .; rm .git/objects/$(git rev-parse :b | sed 's|^..|&/|')");
    let report = staged(&fixture, "r");
    assert_eq!(found(&report), ["c:1 C"]);
    assert!(matches!(&report.statistics.incidents[..], [Incident::Object { .. }]), "{:?}", report.statistics.incidents);
    assert!(!report.statistics.is_complete());
}

#[test]
fn a_partial_clone_is_read_as_far_as_it_goes() {
    let fixture = committed();
    let url = format!("file://{}", fixture.path("r").display());
    sh(&fixture, "r", "git config uploadpack.allowFilter true");
    sh(&fixture, ".", &format!("git clone -q --no-checkout --filter=blob:none {url} partial"));
    sh(&fixture, "partial", "git read-tree HEAD; echo $B > new; git add new");
    let report = staged(&fixture, "partial");
    assert_eq!((found(&report), report.statistics.is_complete()), (vec!["new:1 B".to_owned()], true));
}

#[test]
fn what_can_not_be_scanned_is_said_with_advice() {
    let fixture = committed();
    sh(
        &fixture,
        ".",
        "git clone -q --bare r bare.git
         git clone -q r damaged; printf 'DIRC0000000000000000000000000000' > damaged/.git/index; cd damaged
         git clone -q . ../cut; head -c 100 .git/index > x; head -c 90 ../r/.git/index > ../cut/.git/index",
    );
    let cases = [
        ("bare.git", "is bare and has no index", "`gonogo scan --range A..B`"),
        ("damaged", "its version is not known", "check that it is readable"),
        ("cut", "it is damaged", "delete it"),
        (".", "is in no git repository", "name a folder of a repository"),
    ];
    for (name, message, advice) in cases {
        let target = Target::staged(fixture.path(name), StagedOptions::default());
        let error = super::scanner().scan(target).expect_err(name);
        let gonogo_core::engine::ScanError::Git(error) = error else { panic!("{name}: {error}") };
        assert!(error.to_string().contains(message), "{name}: {error}");
        assert!(error.advice().starts_with(advice), "{name}: {}", error.advice());
    }
}

#[test]
fn other_peoples_repositories_are_read() {
    let fixture = committed();
    sh(&fixture, "r", "echo $B > plain; git add .");
    // Only root may give files away.
    if fixture.sh(".", "chown -R 4711 r 2> /dev/null && echo given || true") == "given" {
        assert_eq!(found(&staged(&fixture, "r")), ["plain:1 B"]);
    }
}

#[test]
fn a_file_that_is_only_staged_is_suppressed_as_any_other() {
    let fixture = committed();
    let comment = ["gonogo", "allow"].join(":");
    fixture.write("r/b", format!("x={} # {comment} github-personal-access-token a test\n", token("B")));
    sh(&fixture, "r", "git add .");
    let report = staged(&fixture, "r");
    assert_eq!((report.findings.len(), report.active().count()), (1, 0));
    assert_eq!(PathBuf::from(&report.target), PathBuf::from(format!("{} (staged)", fixture.path("r").display())));
}
