//! Imports among the library's modules, read from the sources.
//!
//! An import is an edge to the file that defines the name, through re-exports. What a module takes from one that it lies in is
//! no edge: a folder's modules share what its `mod.rs` defines.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A module by its path from the crate: `["detect", "text", "call"]`.
pub(super) type Module = Vec<String>;

/// A name that a module imports: where it leads, and what it is called there.
struct Import {
    path: Module,
    name: String,
}

/// One file without comments, texts and tests.
struct Source {
    imports: Vec<Import>,
    code: String,
}

/// The edges between all modules but tests.
pub(super) fn edges() -> BTreeMap<Module, BTreeSet<Module>> {
    let texts: BTreeMap<Module, String> =
        super::sources().into_iter().map(|(path, text)| (module_of(&path), text)).collect();
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let sources: BTreeMap<Module, Source> =
        texts.into_iter().map(|(module, text)| (module.clone(), Source::read(&module, &text, &modules))).collect();
    let modules: BTreeSet<Module> = sources.keys().cloned().collect();
    modules.iter().map(|module| (module.clone(), targets(module, &modules, &sources))).collect()
}

/// The module that a file is.
fn module_of(path: &Path) -> Module {
    let mut module: Module = path.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// The code without inline tests, comments and what is in quotes.
fn plain(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut plain = String::with_capacity(code.len());
    for line in code.lines() {
        let line = line.split("//").next().unwrap_or_default();
        plain.extend(line.replace("\\\"", "").split('"').step_by(2));
        plain.push('\n');
    }
    plain
}

impl Source {
    fn read(module: &Module, text: &str, modules: &BTreeSet<Module>) -> Self {
        let text = plain(text);
        let (mut imports, mut code) = (Vec::new(), String::new());
        for statement in text.split_inclusive(';') {
            match statement.rfind("use ").filter(|at| is_use(statement, *at)) {
                Some(at) => {
                    code += &statement[..at];
                    for (path, name) in flatten(statement[at + 4..].trim_end_matches(';').trim(), &[]) {
                        imports.extend(absolute(module, &path, modules).map(|path| Import { path, name }));
                    }
                }
                None => code += statement,
            }
        }
        Source { imports, code }
    }
}

/// Whether a `use` starts a statement, perhaps behind its visibility.
fn is_use(statement: &str, at: usize) -> bool {
    let before = statement[..at].trim_end();
    let before = match before.rfind("pub(") {
        Some(start) if before.ends_with(')') && !before[start..].contains('\n') => &before[..start],
        _ => before.strip_suffix("pub").unwrap_or(before),
    };
    let before = before.trim_end();
    before.is_empty() || before.ends_with([';', '}', ']', '{'])
}

/// `a::{b, c::d as e}` as paths with the names they are imported under.
fn flatten(tree: &str, before: &[String]) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let (path, list) = tree.split_once('{').map_or((tree, None), |(path, list)| (path, Some(list)));
    let (path, alias) = path.split_once(" as ").map_or((path, None), |(path, alias)| (path, Some(alias.trim())));
    let steps = path.split("::").map(str::trim).filter(|step| !step.is_empty()).map(str::to_owned);
    let whole: Vec<String> = before.iter().cloned().chain(steps).collect();
    match list {
        Some(list) => parts(list).into_iter().flat_map(|part| flatten(part, &whole)).collect(),
        None => {
            let name = alias.map_or_else(|| whole.last().cloned().unwrap_or_default(), str::to_owned);
            vec![(whole, name)]
        }
    }
}

/// The parts of a list up to the brace that closes it.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&list[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// A path from the crate; `None` for one of another crate.
fn absolute(module: &Module, path: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let first = path.first()?;
    if first == "crate" {
        return Some(path[1..].to_vec());
    }
    let ups = path.iter().take_while(|step| *step == "super").count();
    let base = &module[..module.len().checked_sub(ups)?];
    let rest = if first == "self" { &path[1..] } else { &path[ups..] };
    let whole: Module = base.iter().chain(rest).cloned().collect();
    let child: Module = base.iter().chain(rest.first()).cloned().collect();
    (ups > 0 || first == "self" || modules.contains(&child)).then_some(whole)
}

/// The module that defines what a path names.
fn defining(path: &[String], sources: &BTreeMap<Module, Source>, depth: usize) -> Module {
    let length = (0..=path.len()).rev().find(|length| sources.contains_key(&path[..*length])).unwrap_or(0);
    let (module, rest) = path.split_at(length);
    let again = rest.first().filter(|_| depth < 8).and_then(|name| {
        let import = sources.get(module)?.imports.iter().find(|import| import.name == *name && import.path != path)?;
        Some(import.path.iter().chain(&rest[1..]).cloned().collect::<Module>())
    });
    again.map_or_else(|| module.to_vec(), |path| defining(&path, sources, depth + 1))
}

fn targets(module: &Module, modules: &BTreeSet<Module>, sources: &BTreeMap<Module, Source>) -> BTreeSet<Module> {
    let source = &sources[module];
    let inline = ["crate::", "super::"]
        .into_iter()
        .flat_map(|start| source.code.match_indices(start).filter(|(at, _)| !is_visibility(&source.code, *at)));
    let mut paths: Vec<Module> = source.imports.iter().map(|import| import.path.clone()).collect();
    paths.extend(inline.filter_map(|(at, _)| absolute(module, &steps(&source.code[at..]), modules)));
    let children = modules.iter().filter(|other| other.len() == module.len() + 1 && other.starts_with(module));
    let called = children.filter(|child| source.code.contains(&format!("{}::", child[child.len() - 1])));
    paths.extend(called.cloned());
    let found = paths.iter().map(|path| defining(path, sources, 0));
    found.filter(|target| !module.starts_with(target)).collect()
}

/// `pub(in crate::detect)`.
fn is_visibility(code: &str, at: usize) -> bool {
    code[..at].ends_with("in ")
}

/// The steps of a path in code.
fn steps(code: &str) -> Vec<String> {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(code.len());
    code[..end].split("::").filter(|step| !step.is_empty()).map(str::to_owned).collect()
}
