//! The services of one file, by name: thousands of others may extend them.

use crate::document::{Entry, Node};
use std::collections::HashMap;

/// The services of a file in full.
#[derive(Default)]
pub(super) struct Services {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

impl Services {
    /// Those of a file.
    pub(super) fn of(root: &Node) -> Self {
        let entries = root.get("services").map(|services| services.entries().to_vec()).unwrap_or_default();
        let by_name = entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
        Services { entries, by_name }
    }

    /// The service of a name; of several the last.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.by_name.get(name).map(|at| &self.entries[*at].value)
    }
}
