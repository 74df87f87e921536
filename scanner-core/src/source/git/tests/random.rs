//! Random histories: what is listed is what git lists.

use super::Fixture;
use crate::{
    model::{Cancel, Container},
    source::git::{Listing, ObjectId, Range, Repository, StagedOptions, revision::Bounds, staged, walk},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, fmt::Write};

const PATHS: [&str; 7] = ["a", "d/a", "d/b", "d.c", "d/e", "d/e/a", "x/y/z"];

/// Any commit but the first has one before it as parent, and maybe others.
#[derive(Clone, Debug)]
struct Commit {
    parents: Vec<prop::sample::Index>,
    /// Paths, and their content; `None` deletes.
    files: Vec<(usize, Option<u8>)>,
    skew: i64,
}

fn commits() -> impl Strategy<Value = Vec<Commit>> {
    let parents = prop::collection::vec(any::<prop::sample::Index>(), 1..4);
    let files = prop::collection::vec((0..PATHS.len(), prop::option::weighted(0.7, 0..4u8)), 0..4);
    let commit = (parents, files, -50..50i64).prop_map(|(parents, files, skew)| Commit { parents, files, skew });
    prop::collection::vec(commit, 2..14)
}

/// A repository with a branch for each commit, `c0` and up. With `clocks_right`, no commit is older than its parents.
fn repository(commits: &[Commit], clocks_right: bool) -> Fixture {
    let fixture = Fixture::with_repository("r");
    let mut stream = String::new();
    for (at, commit) in commits.iter().enumerate() {
        let time = 1_700_000_000 + at as i64 * 10 + if clocks_right { 0 } else { commit.skew };
        let _ = write!(stream, "commit refs/heads/c{at}\ncommitter C <c@example.com> {time} +0000\ndata 2\nm\n");
        let mut parents: Vec<usize> = Vec::new();
        if at > 0 {
            parents.extend(commit.parents.iter().map(|parent| parent.index(at)));
        }
        let mut seen = BTreeSet::new();
        for (nth, parent) in parents.into_iter().filter(|parent| seen.insert(*parent)).enumerate() {
            let _ = writeln!(stream, "{} refs/heads/c{parent}", if nth == 0 { "from" } else { "merge" });
        }
        for (path, content) in &commit.files {
            let _ = match content {
                Some(content) => write!(stream, "M 100644 inline {}\ndata 1\n{content}\n", PATHS[*path]),
                None => writeln!(stream, "D {}", PATHS[*path]),
            };
        }
    }
    fixture.write("stream", stream);
    fixture.sh("r", "git fast-import --quiet < ../stream; git symbolic-ref HEAD refs/heads/c0");
    fixture
}

/// Lines of git's raw diffs as path and new content; deletions have none.
fn added(raw: &str) -> BTreeSet<(String, String)> {
    let line = |line: &str| {
        let (fields, path) = line.split_once('\t')?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let id = fields[fields.len() - 2];
        (!id.starts_with("00000000")).then(|| (path.to_owned(), id.to_owned()))
    };
    raw.lines().filter(|line| line.starts_with(':')).filter_map(line).collect()
}

fn text(path: &[u8], id: ObjectId) -> (String, String) {
    (String::from_utf8_lossy(path).into_owned(), id.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_range_brings_what_git_says(commits in commits(), from: prop::sample::Index, to: prop::sample::Index) {
        let fixture = repository(&commits, true);
        let [from, to] = [from, to].map(|index| format!("c{}", index.index(commits.len())));
        let repository = Repository::open(&fixture.path("r")).expect("a repository");
        let range = Range::new(&format!("{from}..{to}"));
        let mut listing = Listing::new(&repository, &range, &Cancel::new()).expect("readable");

        let listed: BTreeSet<String> = listing.commits().iter().map(|step| step.node.id.to_string()).collect();
        let expected = fixture.git("r", &format!("rev-list {to} ^{from}"));
        prop_assert_eq!(listed, expected.lines().map(str::to_owned).collect::<BTreeSet<_>>());
        for (at, step) in listing.commits().iter().enumerate() {
            prop_assert!(listing.commits()[at..].iter().all(|later| !step.node.parents.contains(&later.node.id)), "parents come first");
        }

        let portion = listing.next_portion(&Cancel::new()).unwrap_or_default();
        prop_assert!(listing.next_portion(&Cancel::new()).is_none());
        let files = portion.versions.iter().filter(|version| version.container == Container::File);
        let files: Vec<_> = files.map(|version| text(&version.blob.path, version.blob.id)).collect();
        let raw = fixture.sh("r", &format!("git rev-list {to} ^{from} | git diff-tree --stdin -r -c --root"));
        prop_assert_eq!(files.len(), files.iter().collect::<BTreeSet<_>>().len(), "each once");
        prop_assert_eq!(files.into_iter().collect::<BTreeSet<_>>(), added(&raw));
        prop_assert!(portion.incidents.is_empty());
    }

    #[test]
    fn wrong_clocks_hide_nothing(commits in commits(), from: prop::sample::Index, to: prop::sample::Index) {
        let fixture = repository(&commits, false);
        let [from, to] = [from, to].map(|index| format!("c{}", index.index(commits.len())));
        let repository = Repository::open(&fixture.path("r")).expect("a repository");
        let id = |name: &str| ObjectId::from_hex(fixture.git("r", &format!("rev-parse {name}")).as_bytes()).expect("a commit");
        let bounds = Bounds { tips: vec![id(&to)], hidden: vec![id(&from)], ..Bounds::default() };
        let steps = walk::commits(repository.store(), &bounds, &Cancel::new()).expect("readable");
        let listed: BTreeSet<String> = steps.iter().map(|step| step.node.id.to_string()).collect();
        let expected = fixture.git("r", &format!("rev-list {to} ^{from}"));
        prop_assert!(expected.lines().all(|id| listed.contains(id)), "{expected}");
    }

    #[test]
    fn staged_is_what_git_says_but_for_what_moved(
        commits in commits(),
        head: prop::sample::Index,
        index: prop::sample::Index,
        more in prop::collection::vec((0..PATHS.len(), 0..4u8), 0..3),
        version in 2..5,
    ) {
        let fixture = repository(&commits, true);
        let [head, index] = [head, index].map(|index| format!("c{}", index.index(commits.len())));
        let mut script = format!("git symbolic-ref HEAD refs/heads/{head}; git read-tree {index}\n");
        for (path, content) in more {
            let id = format!("$(printf {content} | git hash-object -w --stdin)");
            let _ = writeln!(script, "git update-index --add --replace --cacheinfo 100644,{id},{}", PATHS[path]);
        }
        let _ = writeln!(script, "git update-index --index-version {version}; git diff-index --cached HEAD");
        let raw = fixture.sh("r", &script);
        let gone = |line: &&str| line.split(' ').nth(1).is_some_and(|mode| !mode.starts_with("100"));
        let moved: BTreeSet<&str> = raw.lines().filter(gone).filter_map(|line| line.split(' ').nth(2)).collect();
        let expected: BTreeSet<_> = added(&raw).into_iter().filter(|(_, id)| !moved.contains(id.as_str())).collect();

        let repository = Repository::open(&fixture.path("r")).expect("a repository");
        let changes = staged(&repository, &StagedOptions::default()).expect("readable").changes;
        for change in &changes {
            let path = String::from_utf8_lossy(&change.blob.path);
            let before = repository.git().revparse_single(&format!("HEAD:{path}")).ok();
            let before = before.and_then(|object| object.into_blob().ok()).map(|blob| blob.id().to_string());
            prop_assert_eq!(change.before.first().map(ToString::to_string), before);
        }
        let changes: BTreeSet<_> = changes.iter().map(|change| text(&change.blob.path, change.blob.id)).collect();
        prop_assert_eq!(changes, expected);
    }
}
