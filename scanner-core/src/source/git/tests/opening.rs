//! Repositories that are opened, and those that are refused by name.

use super::Fixture;
use crate::source::git::Repository;
use std::fs;

/// A repository of one commit, `origin`, and others made from it.
fn origin() -> Fixture {
    let fixture = Fixture::with_repository("origin");
    fixture.commit("origin", "a", "1");
    fixture.commit("origin", "b", "2");
    fixture.git("origin", "config uploadpack.allowFilter true");
    fixture
}

/// The URL of `origin`, by which clones are made as from a server.
fn url(fixture: &Fixture) -> String {
    format!("file://{}", fixture.path("origin").display())
}

#[test]
fn whatever_libgit2_can_read_is_opened() {
    let fixture = origin();
    let url = url(&fixture);
    let head = fixture.git("origin", "rev-parse HEAD");
    fixture.git(".", "clone -q --bare origin bare.git");
    fixture.git(".", "clone -q --shared origin shared");
    fixture.git(".", &format!("clone -q --depth 1 {url} shallow"));
    fixture.git(".", &format!("clone -q --no-checkout --filter=blob:none {url} partial"));
    fixture.git("partial", "worktree add -q --no-checkout ../partial-linked");
    fixture.git(".", "clone -q origin worktree-config");
    fixture.git("worktree-config", "config extensions.worktreeConfig true");
    fixture.git("worktree-config", "config --worktree core.sparseCheckout true");
    fixture.git("origin", "worktree add -q ../linked");
    fixture.git(".", "clone -q origin separate --separate-git-dir elsewhere");
    fixture.write("origin/folder/file", "");
    fixture.git(".", "clone -q origin files");
    fixture.git("files", "config core.repositoryFormatVersion 1");
    fixture.git("files", "config extensions.refStorage files");

    for name in ["origin", "origin/folder", "origin/.git", "bare.git", "shared", "shallow", "partial", "partial-linked"]
    {
        assert_eq!(resolved(&fixture, name, "HEAD"), head, "{name}");
    }
    for name in ["worktree-config", "linked", "separate", "elsewhere", "files"] {
        assert_eq!(resolved(&fixture, name, "HEAD"), head, "{name}");
    }
    for name in ["partial", "files"] {
        assert_eq!(resolved(&fixture, name, "@{upstream}"), head, "{name}");
    }
    let bare: Vec<&str> = ["origin", "bare.git", "linked", "partial"]
        .into_iter()
        .filter(|name| Repository::open(&fixture.path(name)).expect("opened").is_bare())
        .collect();
    assert_eq!(bare, ["bare.git"]);
    let shallow = Repository::open(&fixture.path("shallow")).expect("opened").shallow();
    assert_eq!(shallow.iter().map(ToString::to_string).collect::<Vec<_>>(), [head]);
}

fn resolved(fixture: &Fixture, name: &str, spec: &str) -> String {
    let repository = Repository::open(&fixture.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    repository.git().revparse_single(spec).map_or_else(|error| error.to_string(), |object| object.id().to_string())
}

#[test]
fn a_linked_work_tree_shares_all_but_its_head() {
    let fixture = origin();
    fixture.git("origin", "worktree add -q ../linked HEAD~1");
    let linked = Repository::open(&fixture.path("linked")).expect("opened");
    let origin = fs::canonicalize(fixture.path("origin/.git")).expect("there");
    assert_eq!(linked.common_dir(), origin);
    assert_eq!(linked.git_dir(), origin.join("worktrees/linked"));
}

#[test]
fn what_can_not_be_read_is_named_with_advice() {
    let fixture = origin();
    for (name, key, value) in
        [("version", "core.repositoryFormatVersion", "2"), ("unknown", "extensions.frobnicate", "true")]
    {
        fixture.git(".", &format!("clone -q origin {name}"));
        fixture.git(name, "config core.repositoryFormatVersion 1");
        fixture.git(name, &format!("config {key} {value}"));
    }
    fixture.git(".", "init -q sha512");
    fixture.git("sha512", "config core.repositoryFormatVersion 1");
    fixture.git("sha512", "config extensions.objectFormat sha512");
    fixture.git(".", "clone -q origin reftable");
    fixture.git("reftable", "config core.repositoryFormatVersion 1");
    fixture.git("reftable", "config extensions.refStorage other");
    fixture.git(".", "init -q config");
    fixture.write("config/.git/config", "[core\n");
    fixture.write("dangling/.git", "gitdir: /nowhere/to/be/found\n");
    fixture.write("empty/.git/x", "");

    let scan = "`gonogo scan PATH` reads the files without git";
    let cases = [
        ("missing", "is in no git repository", "name a folder of a repository"),
        ("empty", "is in no git repository", "name a folder of a repository"),
        ("dangling", "names a repository that is not there: /nowhere/to/be/found", "`git worktree repair`"),
        ("version", "has format version 2, and only 0 and 1 are known", scan),
        ("unknown", "uses the extension `frobnicate`, which is not supported", scan),
        ("sha512", "names objects by `sha512`, and only SHA-1 and SHA-256 are supported", scan),
        ("reftable", "in the format `other`, and only `files` and `reftable` are supported", scan),
        ("config", "can't be opened: failed to parse config file", scan),
    ];
    for (name, message, advice) in cases {
        let Err(error) = Repository::open(&fixture.path(name)) else { panic!("{name} was opened") };
        assert!(error.to_string().contains(message), "{name}: {error}");
        assert!(error.advice().starts_with(advice), "{name}: {}", error.advice());
    }
}
