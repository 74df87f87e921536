//! Tests of docs/checklist-coverage.md: the rules of each item exist, and each has a pair of small projects in
//! `fixtures/<area>/<rule>/`, of which it reports `bad/` and not `good/`.
//!
//! A project is copied into a repository that tracks all of it, with its templates (docs/rules.md) expanded.
//! `dot.gitignore` becomes `.gitignore`, which would otherwise apply to this repository.

#![cfg(feature = "git")]

use gonogo_core::{Scanner, Target, model::Category, rule::RuleSet, value::expand};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The items of the document and their rules.
fn items() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("docs/checklist-coverage.md")).expect("the document");
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains('`') || line.starts_with("| A-"));
    let item = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let rules = cells[2].split(", ").map(|rule| rule.trim_matches([' ', '|', '`']).to_owned()).collect();
        (cells[0].to_owned(), rules)
    };
    rows.map(item).collect()
}

fn copy(from: &Path, to: &Path, seed: &str) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().replace("dot.", ".");
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name), seed);
        } else {
            let template = fs::read_to_string(entry.path()).expect("fixtures are text");
            let text = expand(&template, seed).unwrap_or_else(|error| panic!("{}: {error}", entry.path().display()));
            fs::write(to.join(name), text).expect("written");
        }
    }
}

/// The rules with findings in a project.
fn reported(scanner: &Scanner, project: &Path, seed: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(project, folder.path(), seed);
    let repository = git2::Repository::init(folder.path()).expect("a repository");
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::FORCE, None).expect("added");
    index.write().expect("written");
    let report = scanner.scan(Target::tree(folder.path())).expect("scanned");
    report.findings.iter().map(|finding| finding.rule.id.clone()).collect()
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).expect("the folder can be read");
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
}

/// Each rule's folder, in the areas that are made of pairs.
fn pairs() -> BTreeMap<String, PathBuf> {
    let areas = folders(&root().join("fixtures"));
    let areas = areas.iter().filter(|area| !area.join("bad").exists() && !area.join("good").exists());
    let name = |pair: &PathBuf| pair.file_name().expect("a name").to_string_lossy().into_owned();
    areas.flat_map(|area| folders(area)).map(|pair| (name(&pair), pair)).collect()
}

#[test]
fn every_rule_of_every_item_exists() {
    let rules = RuleSet::builtin().expect("the built-in packs are sound");
    let items = items();
    assert!(items.len() >= 45, "{}", items.len());
    for (item, ids) in &items {
        for id in ids {
            assert!(
                rules.get(id).is_ok(),
                "{item}: {}",
                rules.get(id).err().map_or_else(String::new, |e| e.to_string())
            );
        }
    }
    for rule in rules.iter().filter(|rule| rule.meta.category != Category::Secret) {
        for item in rule.meta.checklists.iter().filter(|item| items.contains_key(*item)) {
            assert!(items[item].contains(&rule.meta.id), "{item} of `{}` is not in the document", rule.meta.id);
        }
    }
}

#[test]
fn every_rule_has_a_bad_and_a_good_project() {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let pairs = pairs();
    let missing: Vec<String> = items().into_values().flatten().filter(|id| !pairs.contains_key(id)).collect();
    assert!(missing.is_empty(), "no pair for {missing:?}");
    let mut wrong = Vec::new();
    for (id, folder) in &pairs {
        let bad = reported(&scanner, &folder.join("bad"), id);
        let good = reported(&scanner, &folder.join("good"), id);
        if !bad.contains(id) || good.contains(id) {
            wrong.push(format!("{id}: bad reports {bad:?}, good reports {good:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
