//! Folders that hold each other so often that they have more paths than fit into any memory.

use super::{Fixture, found, scan, scanner, sh};
use gonogo_core::{
    Target,
    engine::HistoryOptions,
    model::Report,
    source::git::{Range, StagedOptions},
};

/// Forty folders, each of which holds the next twice. `$INNER` is the tree of the innermost.
const NEST: &str = "
    git commit -q --allow-empty -m base
    t=$INNER
    for i in $(seq 40); do t=$(printf '040000 tree %s\\ta\\n040000 tree %s\\tb\\n' $t $t | git mktree --missing); done
    git update-ref refs/heads/nest $(git commit-tree -p HEAD -m nest $t)";

fn nest(inner: &str) -> Fixture {
    let fixture = Fixture::with_repository("r");
    sh(&fixture, "r", &NEST.replace("$INNER", inner));
    fixture
}

fn incidents(report: &Report) -> Vec<String> {
    report.statistics.incidents.iter().map(ToString::to_string).collect()
}

#[test]
fn files_at_more_paths_than_memory_has_bytes() {
    let fixture = nest("$(printf '100644 blob %s\\tf\\n' $(echo $A | git hash-object -w --stdin) | git mktree)");
    let range = scan(Target::range(fixture.path("r"), Range::new("main..nest")));
    let said = incidents(&range);
    assert!(said.len() == 1 && said[0].contains("more paths than are followed"), "{said:?}");
    assert!(found(&range).iter().all(|line| line.ends_with("f:1 A")) && (1..5000).contains(&range.findings.len()));
    let history = scan(Target::history(fixture.path("r"), HistoryOptions::default()));
    assert!(!history.statistics.is_complete() && !history.findings.is_empty());
    // All of it is gone from the index.
    sh(&fixture, "r", "git symbolic-ref HEAD refs/heads/nest; git read-tree --empty; echo $B > b; git add b");
    let staged = scanner().scan(Target::staged(fixture.path("r"), StagedOptions::default())).expect("it is read");
    assert_eq!(found(&staged), ["b:1 B"]);
}

#[test]
fn folders_without_any_file() {
    let fixture = nest("$(git mktree < /dev/null)");
    let range = scan(Target::range(fixture.path("r"), Range::new("main..nest")));
    assert!(incidents(&range)[0].contains("more paths than are followed"), "{:?}", incidents(&range));
    let fixture = nest("$(printf '160000 commit %s\\tsub\\n' $(git rev-parse HEAD) | git mktree --missing)");
    sh(&fixture, "r", "git symbolic-ref HEAD refs/heads/nest");
    let history = scan(Target::history(fixture.path("r"), HistoryOptions::default()));
    assert!(incidents(&history).iter().any(|said| said.contains("there may be more submodules")), "{history:?}");
}
