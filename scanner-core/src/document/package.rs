//! Packages of npm and Deno, as `package.json` and `deno.json` describe them.

use super::Node;
use std::collections::{BTreeMap, BTreeSet};

/// A `package.json`, or a `deno.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    scripts: BTreeMap<String, String>,
    dependencies: BTreeSet<String>,
    /// Whether it lists packages of a workspace.
    pub has_workspaces: bool,
}

/// Keys under which packages list others.
const DEPENDENCIES: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

impl Package {
    pub(super) fn from_root(root: &Node) -> Self {
        let entries = |key: &str| root.entries_of(key).iter();
        // Deno's tasks may be objects.
        let line = |value: &Node| Some(value.text().or_else(|| value.get("command")?.text())?.to_owned());
        let scripts = entries("scripts").chain(entries("tasks"));
        Package {
            scripts: scripts.filter_map(|entry| Some((entry.key.clone(), line(&entry.value)?))).collect(),
            dependencies: DEPENDENCIES.into_iter().flat_map(entries).map(|entry| entry.key.clone()).collect(),
            has_workspaces: root.get("workspaces").is_some(),
        }
    }

    /// The command line of a script.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.scripts.get(name).map(String::as_str)
    }

    /// Whether it depends on a package, also for development only.
    pub fn depends_on(&self, package: &str) -> bool {
        self.dependencies.contains(package)
    }
}

#[cfg(test)]
mod tests {
    use crate::document::ParsedFile;

    #[test]
    fn scripts_and_dependencies() {
        let text = br#"{"scripts": {"start": "node ."}, "devDependencies": {"helmet": "8"}, "x": "koa"}"#;
        let file = ParsedFile::new("package.json", text);
        let package = file.package().expect("a package");
        assert_eq!((package.script("start"), package.script("dev")), (Some("node ."), None));
        assert!(package.depends_on("helmet") && !package.depends_on("koa") && !package.has_workspaces);
        assert_eq!(ParsedFile::new("package.json", b"{").package(), None);
        let deno = ParsedFile::new("deno.jsonc", br#"{"tasks": {"dev": {"command": "deno run --watch a.ts"}}} // x"#);
        assert_eq!(deno.package().and_then(|package| package.script("dev")), Some("deno run --watch a.ts"));
    }
}
