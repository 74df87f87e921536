//! Tests of the layers in ARCHITECTURE.md, by the modules that each file names.

use std::{collections::BTreeSet, path::PathBuf};

/// A module names only modules of the layers before its own.
const LAYERS: [&[&str]; 7] = [
    &["model", "regular_file"],
    &["rule", "context", "value", "checklist"],
    &["document", "decode", "view", "source"],
    &["prefilter", "detect", "evidence"],
    &["redact"],
    &["suppress", "report", "rotation", "verdict"],
    &["engine"],
];
/// Exceptions that the layers would reject.
const ALLOWED: &[(&str, &str)] = &[("detect", "prefilter"), ("evidence", "detect"), ("checklist", "rule")];
/// Dependencies that the layers would allow but must not exist: detection sees bytes, and reporters see a report.
const REFUSED: &[(&str, &[&str])] = &[
    ("detect", &["source", "decode", "view"]),
    ("evidence", &["source", "decode", "view"]),
    ("report", &["rule", "context", "value", "source", "detect"]),
];
/// Names at the root of the crate that are not modules.
const ROOT: &[&str] = &["Scanner", "Target"];

fn layer(module: &str) -> usize {
    let place = LAYERS.iter().position(|layer| layer.contains(&module));
    place.unwrap_or_else(|| panic!("`{module}` is in no layer: give it a place here and in ARCHITECTURE.md"))
}

fn may_name(from: &str, to: &str) -> bool {
    let refused = REFUSED.iter().any(|(module, names)| *module == from && names.contains(&to));
    from == to || ALLOWED.contains(&(from, to)) || (layer(to) < layer(from) && !refused)
}

/// Each module's files, as (module, path, text without inline tests).
fn sources() -> Vec<(String, PathBuf, String)> {
    let source = |(path, text): (PathBuf, String)| {
        let module = path.iter().next()?.to_str()?.trim_end_matches(".rs").to_owned();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        (module != "lib").then_some((module, path, code))
    };
    super::sources().into_iter().filter_map(source).collect()
}

/// The names after `crate::`, including those in braces.
fn names(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(top_level(list)),
            None => names.extend([word(rest)]),
        }
    }
    names
}

/// The first word of each part of a list, up to the brace that closes it.
fn top_level(list: &str) -> Vec<String> {
    let (mut depth, mut fresh, mut found) = (0, true, Vec::new());
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !character.is_whitespace() => {
                fresh = false;
                found.push(word(&list[at..]));
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn names_are_read() {
    let code =
        "use crate::model::X;\nuse crate::{\n    rule::{Keyword, Rule},\n    value,\n};\nlet x = crate::Scanner(y);";
    assert_eq!(names(code).into_iter().collect::<Vec<_>>(), ["Scanner", "model", "rule", "value"]);
}

#[test]
fn modules_name_only_layers_above_them() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let outside = names(&code).into_iter().filter(|name| !ROOT.contains(&name.as_str()) && *name != module);
        wrong.extend(outside.filter(|name| !may_name(&module, name)).map(|name| format!("{path:?} names `{name}`")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The library does not print and does not read its environment; only `source`, and rule sets from paths, read files, by
/// `regular_file` where others name them.
#[test]
fn only_some_modules_reach_outside() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for reach in ["std::env", "env::var", "println!", "eprintln!", "process::", "std::net"] {
            if code.contains(reach) {
                wrong.push(format!("{path:?} has {reach}"));
            }
        }
        let files = ["fs::", "File::open"].iter().any(|name| code.contains(name));
        if files && !["source", "rule", "suppress", "regular_file"].contains(&module.as_str()) {
            wrong.push(format!("{path:?} reads files"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
