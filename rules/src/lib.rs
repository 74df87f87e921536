//! The rule packs of gonogo, as data.
//!
//! The TOML files beside this package's manifest are the single source. So that a scan need not parse them at each start,
//! the build turns them into JSON, unchanged in content; `gonogo-core` reads and checks both through one schema.

/// All packs as one JSON array, in the order of their file names, without the examples of their rules.
pub const PACKS_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/packs.json"));

/// The examples of all rules as one JSON object, by rule id.
pub const EXAMPLES_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/examples.json"));

/// What is known of the world: images, programs, libraries. Each constant is a table of a file in `knowledge/`, which says what
/// it lists.
pub mod knowledge {
    include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

    /// When products end, as the file explains itself.
    pub const END_OF_LIFE: &str = include_str!("../knowledge/end-of-life.txt");

    /// Passwords that products ship with, one a line.
    pub const DEFAULT_PASSWORDS: &str = include_str!("../knowledge/default-passwords.txt");
}
