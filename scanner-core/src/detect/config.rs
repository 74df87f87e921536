//! Rules for configuration: settings of one file, and what stands between files.

use super::{
    Candidate, RelatedFiles,
    analyzers::{
        self, ANALYZERS, Diagnostics,
        compose::{ComposeFile, Model, models, started_settings},
    },
    document::DocumentRules,
    frameworks::FrameworkRules,
    settings::{SettingRules, secrets},
};
use crate::{
    context::{Explanation, FileContext, Project, Role},
    document::{ParsedFile, Setting, is_pipeline},
    model::Environment,
    rule::{Check, Matcher, RuleSet},
};
use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

/// A file that is searched, with all that is known about it.
#[derive(Debug)]
pub struct ConfigFile<'a> {
    /// What it is parsed to.
    pub parsed: &'a ParsedFile<'a>,
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
    pub relations: &'a RelatedFiles,
    compose: OnceLock<Vec<Model>>,
}

impl<'a> ConfigFile<'a> {
    /// A file with its settings, and what is known across files.
    pub fn new(
        parsed: &'a ParsedFile<'a>,
        why: &'a Explanation,
        settings: &'a [Setting<'a>],
        project: &'a Project,
        relations: &'a RelatedFiles,
    ) -> Self {
        let (path, text) = (parsed.path(), parsed.bytes());
        ConfigFile { parsed, path, why, text, settings, project, relations, compose: OnceLock::new() }
    }

    /// The models that compose makes of the file: one for each way it is started.
    pub(super) fn compose(&self) -> &[Model] {
        self.compose.get_or_init(|| models(ComposeFile::from_searched(self)))
    }

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
    documents: DocumentRules,
    frameworks: FrameworkRules,
    /// For each check that a rule names, the rule's place.
    deployed: BTreeMap<Check, usize>,
}

impl ConfigDetector {
    /// Prepares the rules.
    pub fn new(rules: &RuleSet) -> Self {
        let code = rules.iter().enumerate().filter_map(|(at, rule)| match &rule.matcher {
            Matcher::Code(code) => Some((code.check, at)),
            _ => None,
        });
        ConfigDetector {
            settings: SettingRules::new(rules),
            documents: DocumentRules::new(rules),
            frameworks: FrameworkRules::new(rules),
            deployed: code.collect(),
        }
    }

    /// Whether rules look at a file: at what it sets, if that is used as it stands, or at all of it.
    pub fn reads(path: &str, context: FileContext) -> bool {
        if ConfigDetector::looks_at_all_of(path) || is_pipeline(&path.to_lowercase()) {
            return true;
        }
        ConfigFile::is_in_use(context.role) && context.environment != Environment::Test
    }

    /// Whether there are rules for all of such a file.
    pub fn looks_at_all_of(path: &str) -> bool {
        ANALYZERS.iter().any(|analyzer| (analyzer.applies_to)(path))
    }

    /// Whether a file's text is looked up while others are searched.
    pub fn looks_up(path: &str) -> bool {
        analyzers::is_looked_up(path)
    }

    /// What the rules, those that the detector was made of, claim in a file.
    pub fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Claims {
        let mut candidates = Vec::new();
        if ConfigFile::is_in_use(file.context().role) {
            if file.context().environment != Environment::Test {
                let started = started_settings(file);
                let settings = started.as_deref().unwrap_or(file.settings);
                candidates = self.settings.search(rules, file, settings);
            }
            candidates.extend(self.documents.search(rules, file));
            candidates.extend(self.frameworks.search(rules, file));
        }
        let mut found = Diagnostics::new(&self.deployed);
        for analyzer in ANALYZERS {
            if (analyzer.applies_to)(file.path) && found.asks_for(analyzer.checks) {
                (analyzer.check)(file, &mut found);
            }
        }
        candidates.extend(found.into_candidates());
        let hidden = if candidates.is_empty() { Vec::new() } else { secrets(file) };
        Claims { candidates, hidden }
    }
}
