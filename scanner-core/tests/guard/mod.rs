//! Invariants of all rules and all modules.

mod circles;
mod imports;
mod layers;
mod readers;
mod rules;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The library's files but its tests, each with its path in the source folder and its text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            let inside = path.strip_prefix(&root).expect("it is inside").to_owned();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.file_stem().is_some_and(|name| name == "tests") => {}
                _ if path.is_dir() => folders.push(path),
                Some("rs") => sources.push((inside, fs::read_to_string(&path).expect("sources are text"))),
                _ => {}
            }
        }
    }
    sources
}
