//! Repositories of either hash, with refs and objects kept in any way: the same content gives the same findings.

use super::{Fixture, found, scan, sh};
use gonogo_core::{
    Target,
    engine::HistoryOptions,
    model::Report,
    source::git::{Range, StagedOptions},
};

/// Makes commits, a merge, tags, a stash, a branch that was deleted and one that was reset, a work tree, and staged files.
const CONTENT: &str = "
    mkdir folder; echo $A > folder/a.env; git add .; git commit -q -m one; git tag -a -m \"tag $D\" v1; git tag light
    git checkout -q -b side; echo $B > folder/b; git add .; git commit -q -m \"two $C\"
    git checkout -q main; echo x > x; git add .; git commit -q -m three; git merge -q --no-ff -m merge side; git branch -d side
    git checkout -q -b gone; echo $D > d; git add .; git commit -q -m gone; git checkout -q main; git branch -q -D gone
    echo $C > stashed; git add .; git stash -q
    seq 200 > long; git add .; git commit -q -m long; seq 201 > long; git commit -q -a -m longer
    git worktree add -q --detach ../linked v1
    echo '*.env' > .gitignore; git add .; git rm -q folder/b; echo $D$A > e; echo $C > f; git add .";

/// What is done to a repository afterwards; nothing of it changes what it holds.
const PACKING: [(&str, &str); 6] = [
    ("loose", "true"),
    ("packed", "git repack -q -a -d; git pack-refs --all"),
    (
        "many packs",
        "git repack -q -d; echo y > y; git hash-object -w y > /dev/null; rm y; git repack -q -d; git multi-pack-index write",
    ),
    (
        "collected",
        "git -c gc.reflogExpire=never -c gc.reflogExpireUnreachable=never gc -q; git commit-graph write --reachable",
    ),
    ("split index", "git update-index --split-index"),
    ("old pack index", "git -c pack.indexVersion=1 repack -q -a -d -f"),
];

/// A repository of these formats, or none with an older git.
fn repository(objects: &str, refs: &str) -> Option<Fixture> {
    let fixture = Fixture::new();
    let init = format!(
        "git init -q -b main --object-format={objects} --ref-format={refs} r 2> /dev/null && echo made || true"
    );
    (sh(&fixture, ".", &init) == "made").then_some(fixture)
}

/// Findings of everything that is read of a repository.
fn findings(fixture: &Fixture) -> Vec<(&'static str, Vec<String>)> {
    let history = |options| complete(&scan(Target::history(fixture.path("r"), options)));
    let range = |range: &str| complete(&scan(Target::range(fixture.path("r"), Range::new(range))));
    let id = sh(fixture, "r", "git rev-parse main");
    let parent = sh(fixture, "r", "git rev-parse v1^{commit}");
    let zeros = "0".repeat(id.len());
    let push = Range::pre_push(None, &format!("refs/heads/main {id} refs/heads/main {zeros}\n")).expect("a push");
    let (mut reflogs, mut all) = (HistoryOptions::default(), HistoryOptions::default());
    (reflogs.reflogs, all.all_objects) = (true, true);
    vec![
        ("tree", complete(&scan(Target::tree(fixture.path("r"))))),
        ("staged", complete(&scan(Target::staged(fixture.path("r"), StagedOptions::default())))),
        ("range", range("v1..main")),
        ("range of ids", range(&format!("{}..{}", &parent[..12], id))),
        ("parents", range("main~2^2")),
        ("commit of a tag", range("v1^{commit}")),
        ("push", complete(&scan(Target::range(fixture.path("r"), push)))),
        ("work tree", complete(&scan(Target::range(fixture.path("linked"), Range::new("HEAD"))))),
        ("history", history(HistoryOptions::default())),
        ("reflogs", history(reflogs)),
        ("all", history(all)),
    ]
}

/// Findings with what is said of where they come from, but for ids.
fn complete(report: &Report) -> Vec<String> {
    assert!(report.statistics.is_complete(), "{:?}", report.statistics.incidents);
    let origin = |finding: &gonogo_core::model::Finding| {
        let Some(provenance) = &finding.provenance else { return String::new() };
        let summary = |commit: &Option<gonogo_core::model::Commit>| commit.as_ref().map(|commit| commit.summary.len());
        format!(" {:?} {} {:?}", summary(&provenance.introduced), provenance.at_head, summary(&provenance.removed))
    };
    found(report).into_iter().zip(&report.findings).map(|(line, finding)| line + &origin(finding)).collect()
}

#[test]
fn findings_do_not_depend_on_formats_and_packing() {
    let mut expected: Option<Vec<(&str, Vec<String>)>> = None;
    for (objects, refs) in [("sha1", "files"), ("sha256", "files"), ("sha1", "reftable"), ("sha256", "reftable")] {
        for (packing, script) in PACKING {
            let Some(fixture) = repository(objects, refs) else { continue };
            sh(&fixture, "r", CONTENT);
            sh(&fixture, "r", script);
            let findings = findings(&fixture);
            assert!(findings.iter().all(|(_, found)| !found.is_empty()), "{findings:?}");
            let expected = expected.get_or_insert_with(|| findings.clone());
            assert_eq!(&findings, expected, "{objects}, {refs}, {packing}");
        }
    }
    let expected = expected.expect("git makes one");
    let of = |name: &str| &expected.iter().find(|(known, _)| *known == name).expect("scanned").1;
    let has = |name: &str, path: &str| of(name).iter().any(|line| line.starts_with(path));
    assert!(has("reflogs", "d:1 D") && !has("history", "d:1 D") && has("all", "d:1 D"), "{expected:?}");
    assert!(has("history", "stashed:1 C") && has("tree", "folder/a.env:1 A"), "{expected:?}");
}

#[test]
fn clones_of_sha_256_are_read() {
    let Some(fixture) = repository("sha256", "files") else { return };
    sh(&fixture, "r", CONTENT);
    sh(
        &fixture,
        ".",
        "git -C r reset -q --hard; git -C r config uploadpack.allowFilter true
         git clone -q --shared r shared; git clone -q --depth 1 file://$PWD/r shallow
         git clone -q --filter=blob:none file://$PWD/r partial; git clone -q --bare r bare.git
         git -C shared config extensions.partialClone origin; git -C shared config include.path extra
         printf '[branch \"main\"]\\nremote = origin\\nmerge = refs/heads/main\\n' > shared/.git/extra",
    );
    let range = |name: &str, range: &str| found(&scan(Target::range(fixture.path(name), Range::new(range))));
    let expected = range("r", "v1..main");
    assert!(!expected.is_empty());
    for name in ["shared", "bare.git", "partial"] {
        assert_eq!(range(name, "v1..main"), expected, "{name}");
    }
    assert_eq!(range("shared", "v1..@{upstream}"), expected);
    let history = |name: &str| scan(Target::history(fixture.path(name), HistoryOptions::default()));
    assert_eq!(found(&history("shared")), found(&history("bare.git")));
    assert!(!history("shallow").statistics.is_complete() && !history("partial").statistics.is_complete());
}

#[test]
fn a_head_that_leads_nowhere_is_named_in_either_format() {
    for (objects, head, said) in [
        ("sha1", "nonsense", "names neither a branch nor a commit"),
        ("sha256", "nonsense", "names neither a branch nor a commit"),
        ("sha1", "ref: refs/heads/a", "without end"),
        ("sha256", "ref: refs/heads/a", "without end"),
    ] {
        let Some(fixture) = repository(objects, "files") else { return };
        sh(&fixture, "r", "echo $A > a; git add .; git commit -q -m one");
        fixture.write("r/.git/refs/heads/a", "ref: refs/heads/b\n");
        fixture.write("r/.git/refs/heads/b", "ref: refs/heads/a\n");
        fixture.write("r/.git/HEAD", format!("{head}\n"));
        let report = scan(Target::history(fixture.path("r"), HistoryOptions::default()));
        let incidents: Vec<String> = report.statistics.incidents.iter().map(ToString::to_string).collect();
        assert!(incidents.iter().any(|incident| incident.contains(said)), "{objects}, {head}: {incidents:?}");
        assert_eq!(found(&report), ["a:1 A"]);
        assert!(super::scanner().scan(Target::staged(fixture.path("r"), StagedOptions::default())).is_err());
    }
}
