//! Scans through the public API: trees, streams and bytes, by one thread and by many.

#![cfg(feature = "reports")]

mod arbitrary;
pub(crate) mod conformance;
mod encoding;
mod fingerprint;
mod identity;
mod pieces;
mod secrecy;
mod stop;
mod tree;
mod views;

use gonogo_core::{Scanner, model::Finding, value::expand};
use std::{fs, path::Path};

const TOKEN_RULE: &str = "github-personal-access-token";

/// Scanners can move between threads.
const _: () = {
    const fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<Scanner>();
};

fn scanner(threads: usize) -> Scanner {
    Scanner::builder().threads(threads).build().expect("the built-in rules are sound")
}

/// A token that the rule above finds, distinct for each seed.
fn token(seed: &str) -> String {
    expand("ghp_{alnum:30}{check:github}", seed).expect("the template is sound")
}

/// An assignment that a generic rule finds.
fn password() -> String {
    expand("DB_PASSWORD = '{alnum:16}'", "password").expect("the template is sound")
}

fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(file, content).expect("the file can be written");
}

/// Each finding's path, first line and rule.
fn places(findings: &[Finding]) -> Vec<(&str, u32, &str)> {
    findings.iter().map(|f| (&*f.location.path, f.location.region.line, &*f.rule.id)).collect()
}
