//! Rules for configuration: settings of one file, and what stands between files.

use super::{
    Candidate, Relations, RelationsBuilder, project,
    settings::{SettingRules, secrets},
};
use crate::{
    context::{Explanation, FileContext, Language, Project, Role},
    document::Setting,
    model::Environment,
    rule::{Matcher, RuleSet},
};
use std::ops::Range;

/// A file with its settings.
#[derive(Clone, Copy, Debug)]
pub struct ConfigFile<'a> {
    /// Relative path.
    pub path: &'a str,
    /// What the file is, and why.
    pub why: &'a Explanation,
    /// All of its text.
    pub text: &'a [u8],
    /// What it sets.
    pub settings: &'a [Setting<'a>],
    /// What is known of it from others.
    pub project: &'a Project,
    /// What other files set.
    pub relations: &'a Relations,
}

impl ConfigFile<'_> {
    /// What the file is.
    pub fn context(&self) -> FileContext {
        self.why.context
    }

    /// Whether what a file of this role sets is used as it stands.
    pub fn is_in_use(role: Role) -> bool {
        matches!(role, Role::Plain | Role::Source | Role::Config)
    }
}

/// What the rules claim in a file.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// The claims.
    pub candidates: Vec<Candidate>,
    /// Values of the file that no report may show, whatever is claimed beside them; by place.
    pub hidden: Vec<Range<usize>>,
}

/// The rules for configuration of a rule set, ready to search.
#[derive(Debug)]
pub struct ConfigDetector {
    settings: SettingRules,
    projects: Vec<(usize, project::Function)>,
}

impl ConfigDetector {
    /// Prepares the rules.
    pub fn new(rules: &RuleSet) -> Self {
        let function = |(at, rule): (usize, &crate::rule::Rule)| match &rule.matcher {
            Matcher::Code(code) => Some((at, project::function(&code.detector)?)),
            _ => None,
        };
        ConfigDetector {
            settings: SettingRules::new(rules),
            projects: rules.iter().enumerate().filter_map(function).collect(),
        }
    }

    /// Whether rules look at what a file sets: if it is used as it stands, or other files depend on it.
    pub fn reads(path: &str, context: FileContext) -> bool {
        if RelationsBuilder::wants(path) {
            return true;
        }
        ConfigFile::is_in_use(context.role)
            && context.environment != Environment::Test
            && context.language != Language::Markup
    }

    /// What the rules, those that the detector was made of, claim in a file.
    pub fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Claims {
        let mut candidates = Vec::new();
        if ConfigFile::is_in_use(file.context().role) {
            candidates = self.settings.search(rules, file);
        }
        for (rule, function) in &self.projects {
            let found = function(&rules.as_slice()[*rule].meta, file);
            candidates.extend(found.into_iter().map(|claim| claim.into_candidate(*rule)));
        }
        let hidden = if candidates.is_empty() { Vec::new() } else { secrets(file) };
        Claims { candidates, hidden }
    }
}
