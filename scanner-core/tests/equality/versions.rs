//! All versions of all files, read one at a time through libgit2, with their findings.

use git2::{ObjectType, Oid, Repository};
use gonogo_core::{Scanner, Target, engine::HistoryOptions, model::Finding};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The parts of a finding that are the same in all versions: path, rule and the value's hash.
pub(crate) type Known = BTreeSet<(String, String, String)>;

fn known(finding: &Finding) -> (String, String, String) {
    (finding.location.path.clone(), finding.rule.id.clone(), finding.value_hash().to_string())
}

/// The findings in files of a history scan.
pub(crate) fn by_history(scanner: &Scanner, repository: &Path) -> Known {
    let report = scanner.scan(Target::history(repository, HistoryOptions::default())).expect("a repository");
    assert!(report.statistics.is_complete(), "{:?}", report.statistics.incidents);
    let files = report.findings.iter().filter(|finding| !finding.location.path.ends_with("-message"));
    files.map(known).collect()
}

/// The findings of full scans of each version of each file that a branch reaches.
pub(crate) fn by_version(scanner: &Scanner, repository: &Path) -> Known {
    let git = Repository::open(repository).expect("a repository");
    let mut walk = git.revwalk().expect("commits");
    walk.push_glob("refs/*").expect("branches");
    let (mut versions, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for commit in walk.filter_map(Result::ok).filter_map(|id| git.find_commit(id).ok()) {
        collect(&git, commit.tree_id(), String::new(), &mut seen, &mut versions);
    }
    let mut by_blob: BTreeMap<Oid, Vec<String>> = BTreeMap::new();
    for (path, blob) in versions {
        by_blob.entry(blob).or_default().push(path);
    }
    let mut all = Known::new();
    for (blob, paths) in by_blob {
        let blob = git.find_blob(blob).expect("a blob");
        if blob.size() > 10 << 20 {
            continue;
        }
        for path in paths {
            all.extend(scanner.scan_bytes(&path, blob.content()).iter().map(known));
        }
    }
    all
}

fn collect(
    git: &Repository,
    tree: Oid,
    folder: String,
    seen: &mut BTreeSet<(Oid, String)>,
    versions: &mut BTreeSet<(String, Oid)>,
) {
    if !seen.insert((tree, folder.clone())) {
        return;
    }
    for entry in &git.find_tree(tree).expect("a tree") {
        let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
        match entry.kind() {
            Some(ObjectType::Tree) => collect(git, entry.id(), path + "/", seen, versions),
            Some(ObjectType::Blob) => {
                versions.insert((path, entry.id()));
            }
            _ => {}
        }
    }
}
