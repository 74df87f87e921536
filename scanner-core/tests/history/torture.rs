//! A repository with a secret everywhere that git can store one, and the scans that find each.
//!
//! The table below is also the one in `docs/history.md`.

use super::{Repository, SCANNER, history, line, token, way};
use gonogo_core::{Target, engine::HistoryOptions, model::Finding, source::git::StagedOptions};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// The place of a secret, and the scans that find it.
struct Case {
    what: &'static str,
    /// Names the secret.
    seed: &'static str,
    /// Whether it is found by a scan of the tree (`T`), of the index (`S`), of the history (`H`), of that with reflogs
    /// (`R`), of that with all objects (`A`).
    found: &'static str,
    path: &'static str,
    /// The subject of the introducing commit.
    introduced: &'static str,
    now: &'static str,
}

const fn case(
    what: &'static str,
    seed: &'static str,
    found: &'static str,
    path: &'static str,
    introduced: &'static str,
    now: &'static str,
) -> Case {
    Case { what, seed, found, path, introduced, now }
}

const HEAD: &str = "at HEAD";
const NOT: &str = "not at HEAD";

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("a file", "plain", "T-HRA", "plain.env", "Add plain.env", HEAD),
    case("a file in UTF-16", "wide", "T-HRA", "wide.txt", "Add wide.txt", HEAD),
    case("a deleted file", "deleted", "--HRA", "deleted.env", "Add deleted.env", "removed by Delete deleted.env"),
    case("a file that comes back after deletion", "returns", "T-HRA", "returns.env", "Add returns.env", HEAD),
    case("a file that comes back and goes again", "goes", "--HRA", "goes.env", "Add goes.env", "removed by Delete goes.env again"),
    case("a renamed file, by its old name", "renamed", "--HRA", "old-name.env", "Add old-name.env", "removed by Rename old-name.env"),
    case("a renamed file, by its new name", "renamed", "T-HRA", "new-name.env", "Rename old-name.env", HEAD),
    case("a file whose object is in a pack", "packed", "T-HRA", "packed.env", "Add packed.env", HEAD),
    case("a file whose object is loose", "loose", "T-HRA", "loose.env", "Add loose.env", HEAD),
    case("a file whose object is in an alternate", "borrowed", "--HRA", "borrowed.env", "Add borrowed.env", NOT),
    case("a merge, in none of its parents", "evil", "T-HRA", "evil.env", "Merge more than the branch", HEAD),
    case("a branch that a merge discards", "discarded", "--HRA", "discarded.env", "Add discarded.env", "removed by Merge and keep ours"),
    case("the side of a conflict that is given up", "given-up", "--HRA", "conflict.env", "Add given-up to conflict.env", "removed by Resolve a conflict"),
    case("a file deleted on two branches", "twice", "--HRA", "twice.env", "Add twice.env", "removed by Delete twice.env"),
    case("a branch of an octopus merge", "octopus", "T-HRA", "octopus-2.env", "Add octopus-2.env", HEAD),
    case("an octopus merge, in none of its parents", "evil-octopus", "T-HRA", "evil-octopus.env", "Merge more than three branches", HEAD),
    case("a commit message", "message", "--HRA", "commit-message", "Rotate the token", NOT),
    case("an annotated tag's message", "tag", "--HRA", "tag-message", "Release", NOT),
    case("a note", "note", "--HRA", "<id>", "Notes added by 'git notes add'", NOT),
    case("a tag of a file", "tagged", "--HRA", "refs/tags/file", "-", NOT),
    case("an annotated tag of a folder", "folder", "--HRA", "folder.env", "-", NOT),
    case("a remote-tracking branch", "remote", "--HRA", "remote.env", "Add remote.env", NOT),
    case("a parent that a replace ref hides", "hidden", "--HRA", "hidden.env", "Add hidden.env", "removed by Delete hidden.env"),
    case("a stash", "stash", "--HRA", "plain.env", "On main: newer", NOT),
    case("a stash, only in its index", "stash-index", "--HRA", "loose.env", "index on main: <id> Add loose.env", NOT),
    case("a stash, in an untracked file", "stash-untracked", "--HRA", "untracked.env", "untracked files on main: <id> Add loose.env", NOT),
    case("an older stash", "stash-older", "--HRA", "plain.env", "On main: older", NOT),
    case("a detached HEAD of a linked work tree", "detached", "--HRA", "detached.env", "Add detached.env", NOT),
    case("a ref of a linked work tree", "bisected", "--HRA", "bisected.env", "Add bisected.env", NOT),
    case("a commit before it was amended", "amended", "---RA", "amended.env", "Add amended.env", NOT),
    case("a deleted branch that was checked out", "gone", "---RA", "gone.env", "Add gone.env", NOT),
    case("a deleted branch that was never checked out", "never", "----A", "never.env", "Add never.env", NOT),
    case("an object that nothing leads to", "dangling", "----A", "unreachable/<id>", "-", NOT),
    case("the index, not the work tree", "staged", "-S---", "staged.env", "-", NOT),
    case("the same, as an object", "staged", "----A", "unreachable/<id>", "-", NOT),
    case("the index of a linked work tree", "staged-linked", "-S---", "staged-linked.env", "-", NOT),
    case("the same, as an object", "staged-linked", "----A", "unreachable/<id>", "-", NOT),
    case("a submodule", "submodule", "T----", "library/submodule.env", "-", NOT),
];

/// The repository, and related ones.
pub(crate) struct Torture {
    _folder: TempDir,
    pub(crate) main: Repository,
    linked: Repository,
}

impl Torture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let main = Repository::init(at("main"));
        files(&main);
        main.git("repack -adq");
        merges(&main);
        texts(&main);
        forgotten(&main);
        borrowed(&main, &Repository::init(at("upstream")), &Repository::init(at("store")));
        submodule(&main, &Repository::init(at("library")));
        add(&main, "loose.env", "loose");
        stashes(&main);
        let linked = linked(&main, &at("linked"));
        for (repository, seed) in [(&main, "staged"), (&linked, "staged-linked")] {
            let file = format!("{seed}.env");
            repository.write(&file, line(seed));
            repository.git("add -A");
            repository.remove(&file);
        }
        Torture { _folder: folder, main, linked }
    }
}

/// Commits a file with the secret of a seed.
fn add(repository: &Repository, path: &str, seed: &str) -> String {
    repository.write(path, line(seed));
    repository.commit(&format!("Add {path}"))
}

fn delete(repository: &Repository, path: &str, subject: &str) {
    repository.remove(path);
    repository.commit(subject);
}

/// Runs git with one last argument that has spaces.
fn say(repository: &Repository, args: &str, last: &str) -> String {
    repository.run(&args.split(' ').chain([last]).collect::<Vec<_>>(), b"")
}

fn files(main: &Repository) {
    add(main, "plain.env", "plain");
    let wide: Vec<u8> = format!("\u{feff}{}", line("wide")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    main.write("wide.txt", wide);
    main.commit("Add wide.txt");
    add(main, "deleted.env", "deleted");
    delete(main, "deleted.env", "Delete deleted.env");
    add(main, "returns.env", "returns");
    delete(main, "returns.env", "Delete returns.env");
    main.write("returns.env", line("returns"));
    main.commit("Restore returns.env");
    add(main, "goes.env", "goes");
    delete(main, "goes.env", "Delete goes.env");
    main.write("goes.env", line("goes"));
    main.commit("Restore goes.env");
    delete(main, "goes.env", "Delete goes.env again");
    add(main, "old-name.env", "renamed");
    main.git("mv old-name.env new-name.env");
    main.commit("Rename old-name.env");
    add(main, "packed.env", "packed");
}

fn merges(main: &Repository) {
    main.git("checkout -q -b branch");
    main.write("branch.txt", "harmless");
    main.commit("Add branch.txt");
    main.git("checkout -q main");
    main.git("merge -q --no-ff --no-commit branch");
    main.write("evil.env", line("evil"));
    main.commit("Merge more than the branch");

    main.git("checkout -q -b discarded");
    add(main, "discarded.env", "discarded");
    main.git("checkout -q main");
    say(main, "merge -q -s ours discarded -m", "Merge and keep ours");

    main.write("conflict.env", "1\n");
    main.write("twice.env", line("twice"));
    main.commit("Add twice.env");
    main.git("checkout -q -b given-up");
    main.write("conflict.env", line("given-up"));
    main.commit("Add given-up to conflict.env");
    main.git("checkout -q main");
    main.write("conflict.env", "2\n");
    delete(main, "twice.env", "Delete twice.env");
    main.git("merge -q --no-commit -s ours given-up");
    main.write("conflict.env", "3\n");
    main.commit("Resolve a conflict");
    main.git("checkout -q -b elsewhere given-up");
    delete(main, "twice.env", "Delete twice.env elsewhere");
    main.git("checkout -q main");

    for branch in ["octopus-1", "octopus-2", "octopus-3"] {
        main.git(&format!("checkout -q -b {branch} main"));
        let content = if branch == "octopus-2" { line("octopus") } else { "harmless".to_owned() };
        main.write(&format!("{branch}.env"), content);
        main.commit(&format!("Add {branch}.env"));
    }
    main.git("checkout -q main");
    main.write("main.txt", "harmless");
    main.commit("Add main.txt");
    main.git("merge -q --no-commit octopus-1 octopus-2 octopus-3");
    main.write("evil-octopus.env", line("evil-octopus"));
    main.commit("Merge more than three branches");
}

/// Secrets outside the files of branches.
fn texts(main: &Repository) {
    main.commit(&format!("Rotate the token\n\nIt was {}", line("message")));
    say(main, "tag -a release -m", &format!("Release\n\n{}", line("tag")));
    say(main, "notes add -m", &line("note"));
    let file = main.run(&["hash-object", "-w", "--stdin"], line("tagged").as_bytes());
    main.git(&format!("tag file {file}"));
    let file = main.run(&["hash-object", "-w", "--stdin"], line("folder").as_bytes());
    let folder = main.run(&["mktree"], format!("100644 blob {file}\tfolder.env\n").as_bytes());
    say(main, &format!("tag -a folder {folder} -m"), "A folder");
    main.git("checkout -q --orphan hidden");
    main.git("rm -rfq .");
    add(main, "hidden.env", "hidden");
    main.write("public.txt", "harmless");
    delete(main, "hidden.env", "Delete hidden.env");
    main.git("replace --graft HEAD");
    main.git("checkout -q main");
}

/// Secrets that no branch reaches any more.
fn forgotten(main: &Repository) {
    add(main, "amended.env", "amended");
    main.remove("amended.env");
    main.write("public.txt", "harmless");
    main.git("add -A");
    say(main, "commit -q --amend -m", "Add public.txt");
    main.git("checkout -q -b gone");
    add(main, "gone.env", "gone");
    main.git("checkout -q main");
    main.git("branch -q -D gone");
    let never = plumb(main, "never");
    main.git(&format!("branch never {never}"));
    main.git("branch -q -D never");
    main.run(&["hash-object", "-w", "--stdin"], line("dangling").as_bytes());
}

/// A commit with one file that is made without a work tree.
fn plumb(repository: &Repository, seed: &str) -> String {
    let file = repository.run(&["hash-object", "-w", "--stdin"], line(seed).as_bytes());
    let tree = repository.run(&["mktree"], format!("100644 blob {file}\t{seed}.env\n").as_bytes());
    repository.run(&["commit-tree", &tree, "-m", &format!("Add {seed}.env")], b"")
}

/// Secrets in related repositories.
fn borrowed(main: &Repository, upstream: &Repository, store: &Repository) {
    add(upstream, "remote.env", "remote");
    let url = upstream.root().display().to_string();
    main.run(&["fetch", "-q", &url, "+refs/heads/*:refs/remotes/origin/*"], b"");
    let commit = plumb(store, "borrowed");
    main.write(".git/objects/info/alternates", format!("{}\n", store.path(".git/objects").display()));
    main.git(&format!("branch borrowed {commit}"));
}

fn submodule(main: &Repository, library: &Repository) {
    add(library, "submodule.env", "submodule");
    let url = library.root().display().to_string();
    main.run(&["submodule", "--quiet", "add", &url, "library"], b"");
    main.commit("Add a submodule");
}

fn stashes(main: &Repository) {
    main.write("plain.env", line("plain") + &line("stash-older"));
    say(main, "stash push -q -m", "older");
    main.write("plain.env", line("plain") + &line("stash"));
    main.write("loose.env", line("stash-index"));
    main.git("add loose.env");
    main.write("loose.env", line("loose"));
    main.write("untracked.env", line("stash-untracked"));
    say(main, "stash push -q --include-untracked -m", "newer");
}

fn linked(main: &Repository, root: &std::path::Path) -> Repository {
    main.run(&["worktree", "add", "-q", "--detach", &root.display().to_string()], b"");
    let linked = Repository::at(root);
    add(&linked, "detached.env", "detached");
    let bisected = plumb(&linked, "bisected");
    linked.git(&format!("update-ref refs/worktree/bisected {bisected}"));
    linked
}

/// The findings of a scan, by the secret's seed: path, introducing commit, and presence.
type Found = BTreeMap<&'static str, Vec<(String, String, String)>>;

/// Replaces object ids, which mean nothing to a reader.
fn anonymous(text: &str) -> String {
    let is_id = |word: &str| word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let word = |word: &str| if is_id(word) { "<id>".to_owned() } else { word.to_owned() };
    let part = |part: &str| part.split('/').map(word).collect::<Vec<_>>().join("/");
    text.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

fn found(findings: &[Finding]) -> Found {
    let seeds: BTreeMap<Vec<u8>, &'static str> =
        CASES.iter().map(|case| (token(case.seed).into_bytes(), case.seed)).collect();
    let mut found = Found::new();
    for finding in findings {
        let seed = seeds.get(finding.secret.reveal()).expect("all secrets are known");
        let (path, introduced, now) = way(finding);
        found.entry(seed).or_default().push((anonymous(&path), anonymous(&introduced), now));
    }
    found.values_mut().for_each(|ways| ways.sort());
    found
}

fn options(reflogs: bool, all_objects: bool) -> HistoryOptions {
    let mut options = HistoryOptions::default();
    (options.reflogs, options.all_objects) = (reflogs, all_objects);
    options
}

/// The findings that the table expects of a scan. Trees have no history.
fn expected(scan: char) -> Found {
    let mut expected = Found::new();
    for case in CASES.iter().filter(|case| case.found.contains(scan)) {
        let way = match scan {
            'T' | 'S' => (case.path.to_owned(), "-".to_owned(), NOT.to_owned()),
            _ => (case.path.to_owned(), case.introduced.to_owned(), case.now.to_owned()),
        };
        expected.entry(case.seed).or_default().push(way);
    }
    expected.values_mut().for_each(|ways| ways.sort());
    expected
}

fn compare(scan: char, findings: &[Finding]) {
    let (found, expected) = (found(findings), expected(scan));
    for seed in CASES.iter().map(|case| case.seed) {
        assert_eq!(found.get(seed), expected.get(seed), "{scan}: {seed}");
    }
}

#[test]
fn each_scan_finds_what_the_table_says() {
    let torture = Torture::new();
    let main = torture.main.root();
    let tree = SCANNER.scan(Target::tree(main)).expect("it is there");
    compare('T', &tree.findings);
    let staged = |repository: &Repository| {
        SCANNER.scan(Target::staged(repository.root(), StagedOptions::default())).expect("it has an index").findings
    };
    compare('S', &[staged(&torture.main), staged(&torture.linked)].concat());
    for (scan, options) in [('H', options(false, false)), ('R', options(true, false)), ('A', options(false, true))] {
        let report = history(main, options);
        assert_eq!(report.statistics.incidents, []);
        compare(scan, &report.findings);
    }
}

#[test]
fn submodules_are_scanned_by_option_and_named_without() {
    let torture = Torture::new();
    let mut options = options(false, false);
    let without = history(torture.main.root(), options.clone());
    assert_eq!(without.notes[0], "the history of 1 submodule was not scanned");
    options.submodules = true;
    let with = history(torture.main.root(), options);
    // What is left says what no history is searched for.
    assert_eq!(with.notes, without.notes[1..]);
    assert!(with.notes[0].starts_with("old versions are searched for leaked credentials"), "{:?}", with.notes);
    let way = |path: &str, introduced: &str, now: &str| (path.to_owned(), introduced.to_owned(), now.to_owned());
    assert_eq!(found(&with.findings)["submodule"], [way("library/submodule.env", "Add submodule.env", HEAD)]);
}

#[test]
fn a_linked_work_tree_and_a_bare_clone_have_the_same_history() {
    let torture = Torture::new();
    let main = history(torture.main.root(), options(false, false));
    let linked = history(torture.linked.root(), options(false, false));
    let fingerprints = |findings: &[Finding]| findings.iter().map(|finding| finding.fingerprint).collect::<Vec<_>>();
    assert_eq!(fingerprints(&linked.findings), fingerprints(&main.findings));
    let detached = |findings: &[Finding]| found(findings)["detached"][0].2.clone();
    assert_eq!((detached(&main.findings), detached(&linked.findings)), (NOT.to_owned(), HEAD.to_owned()));

    let bare = torture.main.root().with_file_name("bare.git");
    torture.main.run(&["clone", "-q", "--mirror", ".", &bare.display().to_string()], b"");
    let bare = history(&bare, options(false, false));
    // Stashes but the newest, and what is at no ref, stay behind.
    let cloned: Vec<&str> = found(&bare.findings).into_keys().collect();
    let left: Vec<&str> = expected('H').into_keys().filter(|seed| !cloned.contains(seed)).collect();
    assert_eq!(left, ["bisected", "detached", "stash-older"]);
}

/// The table in the documentation.
fn table() -> String {
    let mut table = String::from(
        "| A secret in | tree | `--staged` | `--history` | `--reflogs` | `--all-objects` | is at | introduced by | now |\n\
         |---|:-:|:-:|:-:|:-:|:-:|---|---|---|\n",
    );
    for case in CASES {
        let tick = |scan: char| if case.found.contains(scan) { "✓" } else { "" };
        let ticks = "TSHRA".chars().map(|scan| format!(" {} |", tick(scan)).replace("  ", " ")).collect::<String>();
        let introduced = if case.introduced == "-" { "" } else { case.introduced };
        let in_history = case.found.contains(['H', 'R', 'A']);
        let now = if in_history { case.now } else { "" };
        let row = format!("| {} |{ticks} `{}` | {introduced} | {now} |\n", case.what, case.path);
        table.push_str(&row.replace("|  |", "| |").replace("|  |", "| |"));
    }
    table
}

#[test]
fn the_documentation_has_the_same_table() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/history.md");
    let text = std::fs::read_to_string(file).expect("docs/history.md");
    assert!(text.contains(&table()), "docs/history.md should have this table:\n\n{}", table());
}
