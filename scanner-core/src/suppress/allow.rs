//! Entries of the configuration's allow-list.

use crate::model::{Finding, PathGlobs, ValueHash};

/// One entry: suppresses the findings that meet all of what it sets. One that sets nothing suppresses nothing.
///
/// ```
/// use gonogo_core::{model::PathGlobs, suppress::Allow};
/// let entry = Allow {
///     paths: PathGlobs::new(["tests/fixtures/"])?,
///     reason: "made up for tests".to_owned(),
///     ..Allow::default()
/// };
/// # Ok::<(), gonogo_core::model::PathGlobError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// Files.
    pub paths: PathGlobs,
    /// Rules, by id.
    pub rules: Vec<String>,
    /// Values.
    pub values: Vec<ValueHash>,
    /// The reason, shown with the suppressed finding.
    pub reason: String,
}

impl Allow {
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.rules.is_empty() && self.values.is_empty()
    }

    /// Whether the finding meets all that is set. Values come last, as hashing them costs most.
    pub(super) fn matches(&self, finding: &Finding) -> bool {
        !self.is_empty()
            && (self.rules.is_empty() || self.rules.contains(&finding.rule.id))
            && (self.paths.is_empty() || self.paths.matches(&finding.location.path))
            && (self.values.is_empty() || self.values.contains(&finding.value_hash()))
    }

    /// The entry's conditions, for people.
    pub(super) fn describe(&self) -> String {
        let values: Vec<String> = self.values.iter().map(ToString::to_string).collect();
        let parts = [("paths", self.paths.patterns()), ("rules", &self.rules), ("values", &values)];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
            .map(|(name, items)| format!("{name} {}", items.join(", ")))
            .collect();
        said.join("; ")
    }
}
