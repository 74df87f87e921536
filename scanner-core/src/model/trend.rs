//! What is better and what is worse than in an earlier verdict.

use super::Status;

/// Changes since an earlier verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// Items that are better.
    pub better: Vec<Change>,
    /// Items that are worse.
    pub worse: Vec<Change>,
}

/// A change of an item's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The item.
    pub item: String,
    /// Its state then.
    pub before: Status,
    /// Its state now.
    pub after: Status,
}

impl Trend {
    /// What is better and what is worse, each a list of what `entry` writes, or `none`.
    pub fn lists(&self, entry: impl Fn(&Change) -> String) -> (String, String) {
        let list = |changes: &[Change]| match changes {
            [] => "none".to_owned(),
            changes => changes.iter().map(&entry).collect::<Vec<_>>().join(", "),
        };
        (list(&self.better), list(&self.worse))
    }
}
