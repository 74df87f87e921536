//! Pipes in the place of files that git or ignore rules need: never waited for, and named.

use super::{Fixture, found, scanner, sh};
use gonogo_core::{
    Target,
    engine::HistoryOptions,
    model::Report,
    source::git::{Range, StagedOptions},
};
use std::{sync::mpsc, thread, time::Duration};

/// A scan of a repository this small takes no hundredth of it.
const LIMIT: Duration = Duration::from_secs(30);

/// What a scan reports, or the reason why it can't be made. Fails if it has no end.
fn said(place: &str, scan: &str, target: Target) -> (Vec<String>, String) {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(scanner().scan(target).map_err(|error| error.to_string())).ok());
    let outcome: Result<Report, String> =
        receiver.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("{scan} waits for {place}"));
    match outcome {
        Ok(report) => {
            let incidents: Vec<String> = report.statistics.incidents.iter().map(ToString::to_string).collect();
            (found(&report), incidents.join("\n"))
        }
        Err(error) => (Vec::new(), error),
    }
}

fn targets(fixture: &Fixture, place: &str) -> Vec<(&'static str, Vec<String>, String)> {
    let (path, mut all) = (fixture.path("r"), HistoryOptions::default());
    all.reflogs = true;
    [
        ("tree", Target::tree(&path)),
        ("staged", Target::staged(&path, StagedOptions::default())),
        ("range", Target::range(&path, Range::new("HEAD~1..HEAD"))),
        ("id", Target::range(&path, Range::new("v1..side"))),
        ("history", Target::history(&path, all)),
    ]
    .map(|(scan, target)| {
        let (found, said) = said(place, scan, target);
        (scan, found, said)
    })
    .into()
}

fn repository(refs: &str) -> Option<Fixture> {
    let fixture = Fixture::new();
    let init = format!("git init -q -b main --ref-format={refs} r 2> /dev/null && echo made || true");
    if sh(&fixture, ".", &init) != "made" {
        return None;
    }
    sh(
        &fixture,
        "r",
        "echo $A > a; git add .; git commit -q -m one; git repack -q -d; git tag v1; git pack-refs --all
         echo $B > b; git add .; git commit -q -m two; git branch side; echo $D > d; git stash -q -u
         echo '[user]' > .git/extra; git config include.path extra
         mkdir -p folder/below; echo $C > folder/below/c; git add .",
    );
    Some(fixture)
}

/// Puts a pipe in the place of a file, and says which scans name it.
fn check(fixture: &Fixture, place: &str, expected: &[&str]) {
    sh(fixture, "r", &format!("mkdir -p $(dirname {place}); rm -rf {place}; mkfifo {place}"));
    let outcomes = targets(fixture, place);
    let naming: Vec<&str> =
        outcomes.iter().filter(|(_, _, said)| said.contains("is a pipe, not a file")).map(|(scan, ..)| *scan).collect();
    assert_eq!(naming, expected, "{place}: {outcomes:?}");
}

#[test]
fn files_of_git() {
    let git = &["staged", "range", "id", "history"][..];
    for (place, expected) in [
        (".git/HEAD", git),
        (".git/config", &["tree", "staged", "range", "id", "history"]),
        (".git/extra", git),
        (".git/commondir", &["tree", "staged", "range", "id", "history"]),
        (".git/packed-refs", git),
        (".git/refs/heads/main", git),
        (".git/refs/tags/new", git),
        (".git/logs/HEAD", git),
        (".git/logs/refs/heads/main", &["history"]),
        (".git/shallow", git),
        (".git/objects/info/alternates", git),
        (".git/objects/pack/pack-0.idx", git),
        (".git/MERGE_HEAD", git),
        (".git/index", &["tree", "staged", "range", "id", "history"]),
    ] {
        let fixture = repository("files").expect("git knows it");
        check(&fixture, place, expected);
    }
}

#[test]
fn reflogs_that_a_name_leads_to() {
    let fixture = repository("files").expect("git knows it");
    let range = || Target::range(fixture.path("r"), Range::new("main@{1}..main"));
    let place = ".git/logs/refs/heads/main";
    assert_eq!(said(place, "range", range()), (vec!["b:1 B".to_owned()], String::new()));
    sh(&fixture, "r", &format!("rm {place}; mkfifo {place}"));
    let (found, error) = said(place, "range", range());
    assert!(found.is_empty() && error.contains("logs/refs/heads/main`: it is a pipe, not a file"), "{error}");
}

#[test]
fn objects_in_files_of_their_own() {
    let fixture = repository("files").expect("git knows it");
    for (name, expected) in
        [("HEAD", &["staged", "range", "id", "history"][..]), ("HEAD:b", &["range", "id", "history"])]
    {
        let id = sh(&fixture, "r", &format!("git rev-parse {name}"));
        let (folder, file) = id.split_at(2);
        let place = format!(".git/objects/{folder}/{file}");
        sh(&fixture, "r", &format!("mv {place} ../kept"));
        check(&fixture, &place, expected);
        sh(&fixture, "r", &format!("rm {place}; mv ../kept {place}"));
    }
}

#[test]
fn tables_of_refs() {
    let Some(fixture) = repository("reftable") else { return };
    check(&fixture, ".git/reftable/tables.list", &["staged", "range", "id", "history"]);
}

#[test]
fn ignore_files() {
    for place in [".gitignore", ".ignore", ".git/info/exclude", "folder/.gitignore", "folder/below/.ignore"] {
        let fixture = repository("files").expect("git knows it");
        check(&fixture, place, &["tree"]);
        let (_, found, _) = targets(&fixture, place).swap_remove(0);
        assert_eq!(found, ["a:1 A", "b:1 B", "folder/below/c:1 C"], "{place}");
    }
    // Above what is scanned, and of a repository in it.
    let fixture = repository("files").expect("git knows it");
    sh(
        &fixture,
        "r",
        "mkfifo .gitignore; git init -q folder/inner; echo $D > folder/inner/d; mkfifo folder/inner/.git/index",
    );
    let (found, incidents) = said(".gitignore", "tree", Target::tree(fixture.path("r/folder")));
    assert_eq!(found, ["below/c:1 C", "inner/d:1 D"]);
    assert_eq!(incidents.matches("is a pipe, not a file").count(), 2, "{incidents}");
}

#[test]
fn what_is_said_of_a_pipe() {
    let fixture = repository("files").expect("git knows it");
    sh(&fixture, "r", "rm .git/HEAD; mkfifo .git/HEAD");
    let error = scanner().scan(Target::range(fixture.path("r"), Range::new("HEAD"))).expect_err("it is a pipe");
    assert!(error.to_string().ends_with("r/.git/HEAD`: it is a pipe, not a file"), "{error}");
}
