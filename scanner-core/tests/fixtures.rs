//! Tests of `fixtures/`: each file is scanned, and the rules with findings compared with its expectation.
//!
//! `fixtures/<area>/bad/<path>` starts with a line `expect: rule-id ...`, one id a finding, which is not part of what is
//! scanned; `fixtures/<area>/good/<path>` expects nothing. The scanner sees `<path>` as the file's name, and the content
//! after its templates (docs/rules.md) are filled in.

use gonogo_core::{Scanner, value::expand};
use std::{
    fs,
    path::{Path, PathBuf},
};

struct Case {
    /// Path in the fixtures, for messages and as the seed of the templates.
    name: String,
    /// Path that the scanner sees.
    path: String,
    expected: Vec<String>,
    text: String,
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

fn case(root: &Path, file: &Path) -> Case {
    let name = file.strip_prefix(root).expect("the file is below the root").to_string_lossy().replace('\\', "/");
    let content = fs::read_to_string(file).expect("fixtures are text");
    let (area, rest) = name.split_once('/').expect("a fixture is in an area");
    let (expected, template, path) = match rest.split_once('/') {
        Some(("good", path)) => ("", content.as_str(), path),
        Some(("bad", path)) => {
            let (first, template) = content.split_once('\n').expect("a bad fixture has two lines");
            let ids = first.strip_prefix("expect: ").unwrap_or_else(|| panic!("{name} starts with no `expect: `"));
            (ids, template, path)
        }
        _ => panic!("{name}: {area} holds only bad/ and good/"),
    };
    let text = expand(template, &name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut expected: Vec<String> = expected.split_whitespace().map(str::to_owned).collect();
    expected.sort();
    Case { path: path.to_owned(), expected, text, name }
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    // Pairs of whole projects, one a rule; `checklists.rs` scans them.
    paths.retain(|path| {
        let area = path.strip_prefix(&root).ok().and_then(|inside| inside.iter().next());
        area.is_some_and(|area| root.join(area).join("bad").exists() || root.join(area).join("good").exists())
    });
    paths.sort();
    paths.iter().map(|path| case(&root, path)).collect()
}

#[test]
fn fixtures_report_what_they_expect() {
    let scanner = Scanner::builder().build().expect("the built-in rules are sound");
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let findings = scanner.scan_bytes(&case.path, case.text.as_bytes());
            let mut found: Vec<&str> = findings.iter().map(|finding| finding.rule.id.as_str()).collect();
            found.sort_unstable();
            (found != case.expected).then(|| format!("{}: expected {:?}, found {found:?}", case.name, case.expected))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_enough_of_both_kinds() {
    let (bad, good): (Vec<Case>, Vec<Case>) = cases().into_iter().partition(|case| case.name.contains("/bad/"));
    assert!(bad.len() >= 60 && good.len() >= 50, "{} bad, {} good", bad.len(), good.len());
    let empty = bad.iter().find(|case| case.expected.is_empty());
    assert!(empty.is_none(), "{} names no rule", empty.map_or("", |case| &case.name));
}
