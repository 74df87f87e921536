//! Generated files that are checked in, compared with what is generated now.

use crate::project::Project;
use std::{fs, path::Path};

#[test]
fn the_schema_of_packs_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rule-pack.schema.json");
    let made = serde_json::to_string_pretty(&gonogo_core::rule::schema::json_schema()).expect("JSON") + "\n";
    let current = fs::read_to_string(file).expect("the schema");
    let again = "cargo run -p gonogo-core --features schema --example pack_schema > docs/rule-pack.schema.json";
    assert!(current == made, "write it again: {again}");
    let run = Project::new().run(&["rules", "schema"], "");
    assert_eq!((run.code, run.stdout), (Some(0), current));
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
