//! Tests of docs/checklist-coverage.md, and of the rules that decide rows of checklists: each has a pair of small projects in
//! `fixtures/<area>/<rule>/`, of which it reports `bad/` and not `good/`.
//!
//! A project is copied into a repository that tracks all of it, with its templates (docs/rules.md) expanded.
//! `dot.gitignore` becomes `.gitignore`, which would otherwise apply to this repository.

#![cfg(feature = "git")]

mod page;

use gonogo_core::{
    Scanner, Target,
    checklist::Checklist,
    model::Category,
    rule::{Rule, RuleSet},
    value::expand,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The rows of the built-in checklist and their rules.
fn items() -> BTreeMap<String, BTreeSet<String>> {
    let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in Checklist::builtin("production").expect("sound").items {
        item.rows.iter().for_each(|row| rows.entry(row.clone()).or_default().extend(item.rules.iter().cloned()));
    }
    rows
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
    let all = areas.flat_map(|area| folders(area)).filter(|pair| pair.join("bad").exists());
    all.map(|pair| (name(&pair), pair)).collect()
}

#[test]
fn the_page_is_current() {
    let current = fs::read_to_string(root().join("docs/checklist-coverage.md")).expect("the page");
    let again = "cargo run -p gonogo-core --example checklist_coverage > docs/checklist-coverage.md";
    assert!(page::page() == current, "write it again: {again}");
}

/// Rows are decided by something, and whatever a rule's pack says of rows is true.
#[test]
fn rules_decide_the_rows_that_they_name() {
    let rules = RuleSet::builtin().expect("the built-in packs are sound");
    let items = items();
    assert_eq!(items.len(), 129);
    for rule in rules.iter().filter(|rule| rule.meta.category != Category::Secret) {
        for row in &rule.meta.checklists {
            let decides = items.get(row).is_some_and(|rules| rules.contains(&rule.meta.id));
            assert!(decides, "`{}` does not decide {row}", rule.meta.id);
        }
    }
}

#[test]
fn every_rule_has_a_bad_and_a_good_project() {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let pairs = pairs();
    let rules = RuleSet::builtin().expect("the built-in packs are sound");
    let is_named = |rule: &&Rule| !rule.meta.checklists.is_empty() && rule.meta.category != Category::Secret;
    let named = rules.iter().filter(is_named).map(|rule| &rule.meta.id);
    let missing: Vec<&String> = named.filter(|id| !pairs.contains_key(*id)).collect();
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
