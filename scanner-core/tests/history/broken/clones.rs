//! Repositories that were never whole: partial and shallow clones, and folders that are no repository.

use super::{SEEDS, found, incomplete, said, two_commits};
use crate::history::{Repository, SCANNER, history};
use gonogo_core::{Target, engine::HistoryOptions};
use std::{fs, path::Path};
use tempfile::TempDir;

/// Two commits, and a clone of them that is made as from a server.
fn clone(options: &str) -> (TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a folder");
    let origin = two_commits(&folder.path().join("origin"));
    origin.git("config uploadpack.allowFilter true");
    let url = format!("file://{}", origin.root().display());
    origin.git(&format!("clone -q --no-checkout {options} {url} ../clone"));
    let clone = Repository::at(folder.path().join("clone"));
    (folder, clone)
}

#[test]
fn a_clone_without_files() {
    let (_folder, clone) = clone("--filter=blob:none");
    let said =
        "2 of the files and folders of this partial clone were never fetched, such as <id>; a full clone has them";
    assert_eq!(incomplete(clone.root()), (vec![], vec![said.to_owned()]));
    clone.git("checkout -q HEAD -- folder/second.env");
    let said = said.replace("2 of", "1 of").replace("were", "was");
    assert_eq!(incomplete(clone.root()), (vec!["second"], vec![said]));
}

#[test]
fn a_clone_without_folders() {
    let (_folder, clone) = clone("--filter=tree:0");
    let said =
        "2 of the files and folders of this partial clone were never fetched, such as <id>; a full clone has them";
    assert_eq!(incomplete(clone.root()), (vec![], vec![said.to_owned()]));
}

#[test]
fn a_shallow_clone() {
    let (_folder, clone) = clone("--depth=1");
    let said = "this is a shallow clone: what came before 1 commit is not here; `git fetch --unshallow` gets it";
    // The last commit still has the file of the one before.
    assert_eq!(incomplete(clone.root()), (SEEDS.to_vec(), vec![said.to_owned()]));
    clone.git("fetch -q --unshallow");
    let report = history(clone.root(), HistoryOptions::default());
    assert_eq!((found(&report), super::said(&report)), (SEEDS.to_vec(), Vec::new()));
}

#[test]
fn an_alternate_that_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let origin = two_commits(&folder.path().join("origin"));
    origin.git("clone -q --shared . ../clone");
    fs::remove_dir_all(origin.root()).expect("it was there");
    let (found, said) = incomplete(&folder.path().join("clone"));
    assert_eq!((found, said.len()), (vec![], 2));
    assert_eq!(said[0], "object <id>: it is missing, and refs/remotes/origin/main leads to it");
    assert!(said[1].starts_with("objects borrowed from ") && said[1].contains("the folder is not there"), "{said:?}");
}

#[test]
fn alternates_that_lead_around() {
    let folder = tempfile::tempdir().expect("a folder");
    let (a, b) = (two_commits(&folder.path().join("a")), Repository::init(folder.path().join("b")));
    for (from, to) in [(&a, &b), (&b, &a)] {
        let objects = to.path(".git/objects").display().to_string();
        from.write(".git/objects/info/alternates", format!("{objects}\n../../../b/.git/objects\n"));
    }
    let report = history(a.root(), HistoryOptions::default());
    assert_eq!((found(&report), said(&report)), (SEEDS.to_vec(), Vec::new()));
}

#[test]
fn alternates_that_git_would_not_follow() {
    let folder = tempfile::tempdir().expect("a folder");
    let all: Vec<Repository> = (0..7).map(|at| Repository::init(folder.path().join(at.to_string()))).collect();
    for (at, repository) in all.iter().enumerate().take(6) {
        repository.write(".git/objects/info/alternates", format!("../../../{}/.git/objects\n", at + 1));
    }
    let report = history(all[0].root(), HistoryOptions::default());
    let said = said(&report);
    assert!(
        matches!(&said[..], [only] if only.contains("git follows alternates of alternates no further")),
        "{said:?}"
    );
    assert_eq!(history(all[1].root(), HistoryOptions::default()).statistics.incidents, []);
}

#[test]
fn a_repository_without_commits() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path());
    let report = history(repository.root(), HistoryOptions::default());
    assert_eq!((report.findings.len(), report.statistics.files, said(&report)), (0, 0, Vec::new()));
    assert_eq!(report.statistics.history.map(|history| history.commits), Some(0));
}

fn error(path: &Path) -> String {
    let scanned = SCANNER.scan(Target::history(path, HistoryOptions::default()));
    scanned.expect_err("it can't be scanned").to_string()
}

#[test]
fn what_can_not_be_scanned_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().display();
    assert_eq!(error(folder.path()), format!("`{name}` is in no git repository"));
    let (option, said) =
        ("--object-format=sha256", "names objects by `sha512`, and only SHA-1 and SHA-256 are supported");
    let root = folder.path().join(option);
    fs::create_dir(&root).expect("a folder");
    // Git of some versions does not know the first.
    if Repository::at(&root).output(&["init", "-q", option], b"").status.success() {
        Repository::at(&root).git("config extensions.objectFormat sha512");
        let error = error(&root);
        assert!(error.starts_with("the repository `") && error.ends_with(said), "{error}");
    }
}
