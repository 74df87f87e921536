//! The rule packs of gonogo, as data.
//!
//! The TOML files beside this package's manifest are the single source. So that a scan need not parse them at each start,
//! the build turns them into other forms, unchanged in content; `gonogo-core` reads and checks all through one schema.

/// All packs in the order of their file names, each as JSON on one line. The documentation of the rules and
/// their examples are left out.
pub const PACKS_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/packs.jsonl"));

/// The documentation of all rules: lines of a rule's id, a tab and a JSON object, sorted by id.
pub const DOCS: &str = include_str!(concat!(env!("OUT_DIR"), "/docs.tsv"));

/// The examples of all rules as one JSON object, by rule id.
pub const EXAMPLES_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/examples.json"));

/// The built-in checklists: the name and the TOML of each.
pub const CHECKLISTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/checklists.rs"));

/// Knowledge of the world: images, programs, libraries. Each constant is a table of a file in `knowledge/`, which
/// describes its content.
pub mod knowledge {
    include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

    /// The ends of products' support, as the file explains itself.
    pub const END_OF_LIFE: &str = include_str!("../knowledge/end-of-life.txt");

    /// Passwords that products ship with, one a line.
    pub const DEFAULT_PASSWORDS: &str = include_str!("../knowledge/default-passwords.txt");
}
