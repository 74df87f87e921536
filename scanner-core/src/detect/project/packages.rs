//! The packages of a scan, by the places of the files that describe them.

use super::{Files, split};
use std::{collections::HashMap, sync::Arc};

/// The paths of all `package.json`.
pub(in crate::detect) struct PackagePaths {
    /// The first one in a folder of each name.
    pub(in crate::detect) by_folder_name: HashMap<String, String>,
    /// The path if there is only one.
    pub(in crate::detect) only: Option<String>,
}

impl PackagePaths {
    /// The names of files with scripts: of Deno, which looks at both, and of npm.
    pub(in crate::detect) const NAMES: [&str; 3] = ["deno.json", "deno.jsonc", "package.json"];

    /// Whether a file describes a package of npm.
    pub(in crate::detect) fn contains(path: &str) -> bool {
        split(path).1 == "package.json"
    }

    /// Lists them, once a scan.
    pub(in crate::detect) fn of(files: &Files) -> Arc<Self> {
        files.once("", |files| {
            let paths: Vec<&str> = files.paths().filter(|path| PackagePaths::contains(path)).collect();
            let named = paths.iter().rev().map(|path| (split(split(path).0).1.to_owned(), (*path).to_owned()));
            let only = paths.first().filter(|_| paths.len() == 1).map(|path| (*path).to_owned());
            PackagePaths { by_folder_name: named.collect(), only }
        })
    }
}
