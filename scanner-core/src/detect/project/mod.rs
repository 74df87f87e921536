//! What is wrong between files: env files in git, settings that production lacks, secrets that two environments share.
//!
//! [`Relations`] are collected before files are searched, from the few files they are about. Each detector then looks at
//! one file and at them, so that findings come with the file they are about.

mod complete;
mod ignored;
mod relations;
mod shared;
mod tracked;

pub use relations::{EnvFile, EnvKey, Relations, RelationsBuilder};

use super::{Candidate, ConfigFile, Specificity};
use crate::model::{RuleMeta, Severity};
use std::ops::Range;

/// Looks at one file and claims what it finds for a rule.
pub(super) type Function = fn(&RuleMeta, &ConfigFile<'_>) -> Vec<Claim>;

/// All detectors, by the name that packs use.
const DETECTORS: &[(&str, Function)] = &[
    ("env-file-in-image", ignored::in_image),
    ("env-file-not-ignored", ignored::not_ignored),
    ("key-missing-in-production", complete::missing_keys),
    ("live-secret-in-template", shared::live_in_template),
    ("secret-shared-with-development", shared::with_development),
    ("tracked-env-file", tracked::env_file),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    DETECTORS.iter().map(|(name, _)| *name)
}

pub(super) fn function(name: &str) -> Option<Function> {
    DETECTORS.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// What a detector found.
pub(super) struct Claim {
    /// The bytes it is about.
    pub(super) span: Range<usize>,
    /// Whether they are a secret.
    pub(super) secret: bool,
    /// How bad it is here.
    pub(super) severity: Severity,
    /// What it says.
    pub(super) message: String,
}

impl Claim {
    pub(super) fn into_candidate(self, rule: usize) -> Candidate {
        let specificity = if self.secret { Specificity::Judged } else { Specificity::Remark };
        let mut candidate = Candidate::new(rule, self.span, specificity);
        candidate.severity = Some(self.severity);
        candidate.identity = (!self.secret).then(|| self.message.clone());
        candidate.message = Some(self.message);
        candidate
    }
}

/// `a`, `b` and 3 more.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
