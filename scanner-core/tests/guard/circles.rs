//! Holds that no modules of the library import each other in a circle, and the order of the rooms inside `detect` and
//! `document`.

use super::imports::{Module, edges};
use std::collections::{BTreeMap, BTreeSet};

/// Inside of `detect` a module imports only from rooms before its own.
const DETECT: &[&[&str]] = &[
    &["matched", "list", "naming"],
    &["knowledge"],
    &["project"],
    &["deployment"],
    &["file"],
    &["settings"],
    &["document", "frameworks", "analyzers"],
    &["text"],
    &["config", "resolve"],
    &["roles", "origin"],
    &["lowering"],
    &["policy"],
];
/// Inside of `document` too: parsers share the first room only, and know nothing of settings.
const DOCUMENT: &[&[&str]] = &[
    &["format", "node", "parses", "problem", "text", "word", "words"],
    &[
        "code", "dockerfile", "dotenv", "hcl", "ini", "json", "loose", "package", "properties", "server", "shell",
        "toml", "yaml",
    ],
    &["parsed", "setting"],
    &["settings"],
];

fn room(rooms: &[&[&str]], module: &Module) -> usize {
    let name = &module[1];
    let room = rooms.iter().position(|room| room.contains(&&**name));
    room.unwrap_or_else(|| panic!("give `{}::{name}` a room here", module[0]))
}

#[test]
fn no_modules_import_each_other() {
    let edges = edges();
    assert!(edges.len() > 200 && edges.values().map(BTreeSet::len).sum::<usize>() > 500, "imports are read");
    let circles: Vec<String> = edges.keys().filter_map(|start| circle(start, &edges)).collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// A way from a module back to itself, if it is the first of it.
fn circle(start: &Module, edges: &BTreeMap<Module, BTreeSet<Module>>) -> Option<String> {
    let mut ways = vec![vec![start]];
    let mut seen: BTreeSet<&Module> = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in edges.get(way[way.len() - 1]).into_iter().flatten() {
            if next == start {
                let way: Vec<String> = way.iter().map(|module| module.join("::")).collect();
                return Some(format!("{} -> {}", way.join(" -> "), start.join("::")));
            }
            if next > start && seen.insert(next) {
                ways.push(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

#[test]
fn rooms_are_in_order() {
    let (edges, mut wrong) = (edges(), Vec::new());
    for (layer, rooms) in [("detect", DETECT), ("document", DOCUMENT)] {
        for (module, targets) in edges.iter().filter(|(module, _)| module.len() > 1 && module[0] == layer) {
            let inside =
                targets.iter().filter(|target| target.len() > 1 && target[0] == layer && target[1] != module[1]);
            let later = inside.filter(|target| room(rooms, target) >= room(rooms, module));
            wrong.extend(later.map(|target| format!("{} imports {}", module.join("::"), target.join("::"))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
