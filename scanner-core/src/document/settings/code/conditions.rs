//! The conditions on the environment that were met in a file.

use crate::document::code::EnvCondition;
use std::{collections::HashSet, ops::Range};

/// Conditions that are looked through for those around a setting.
const MAX_CONDITIONS: usize = 64;

/// The conditions seen so far.
#[derive(Default)]
pub(super) struct Conditions {
    pub(super) ranges: Vec<(Range<usize>, EnvCondition)>,
    /// The place of a possible `else`, and its condition.
    pub(super) otherwise: Option<(usize, EnvCondition)>,
    /// Names that are refused in production if they have no value of their own.
    pub(super) refused: HashSet<String>,
}

impl Conditions {
    /// The innermost condition around a token.
    pub(super) fn at(&self, token: usize) -> EnvCondition {
        let around = self.ranges.iter().rev().take(MAX_CONDITIONS).find(|(range, _)| range.contains(&token));
        around.map_or(EnvCondition::Any, |(_, guard)| *guard)
    }
}
