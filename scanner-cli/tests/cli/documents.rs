//! What is checked in and could be made is what would be made.

use crate::project::Project;
use std::{fs, path::Path};

#[test]
fn the_schema_of_packs_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rule-pack.schema.json");
    let run = Project::new().run(&["rules", "schema"], "");
    assert_eq!(run.code, Some(0));
    let current = fs::read_to_string(file).expect("the schema");
    assert!(current == run.stdout, "write it again: cargo run -- rules schema > docs/rule-pack.schema.json");
}

#[test]
fn completions_and_manuals_are_made() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(project.run(&["completions", shell], "").stdout.contains("fail-on"), "{shell}");
    }
    assert_eq!(project.run(&["man", "."], "").code, Some(0));
    assert!(project.read("gonogo-scan.1").contains("max\\-file\\-size"));
}
