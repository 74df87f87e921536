//! Rules for configuration: settings of one file, and relations of files.

use super::{
    ConfigFile, Files, Match,
    analyzers::{self, ANALYZERS, Diagnostics},
    deployment::{helm, kustomize},
    document::DocumentRules,
    settings::{SettingRules, effective, secrets},
};
use crate::{
    context::{FileContext, Language},
    document::is_pipeline,
    model::Environment,
    rule::{Check, Matcher, RuleSet},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The matches of the rules in a file.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The matches, before overlaps are resolved.
    pub list: Vec<Match>,
    /// Values of the file that no report may show, whatever matches beside them; by place.
    pub hidden: Vec<Range<usize>>,
}

/// The rules for configuration of a rule set, ready to search.
#[derive(Debug)]
pub struct ConfigDetector {
    settings: SettingRules,
    documents: DocumentRules,
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
            deployed: code.collect(),
        }
    }

    /// Whether rules look at a file: at its settings, if they are used unchanged, or at all of it.
    pub fn reads(path: &str, context: FileContext) -> bool {
        if ConfigDetector::looks_at_all_of(path) || is_pipeline(&path.to_lowercase()) {
            return true;
        }
        context.role.is_in_use() && context.environment != Environment::Test && context.language != Language::Markup
    }

    /// Whether there are rules for all of such a file.
    pub fn looks_at_all_of(path: &str) -> bool {
        ANALYZERS.iter().any(|analyzer| (analyzer.applies_to)(path))
    }

    /// Whether a file's text is looked up while others are searched.
    pub fn looks_up(path: &str) -> bool {
        analyzers::is_looked_up(path) || kustomize::is_kustomization(path) || helm::reads(path)
    }

    /// The files that those that are kept name, whose text is looked up as well; by path.
    pub fn named_by(files: &Files) -> BTreeSet<String> {
        kustomize::named_files(files)
    }

    /// Finds the matches in a file. `rules` are those that the detector was made of.
    pub fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Matches {
        let mut list = Vec::new();
        if file.context().role.is_in_use() {
            if file.context().environment != Environment::Test {
                let effective = effective(file);
                let settings = effective.as_deref().unwrap_or(file.settings);
                list = self.settings.search(rules, file, settings);
            }
            list.extend(self.documents.search(rules, file));
        }
        for analyzer in ANALYZERS.iter().filter(|analyzer| (analyzer.applies_to)(file.path)) {
            let mut found = Diagnostics::new(&self.deployed);
            if found.asks_for(analyzer.checks) {
                (analyzer.check)(file, &mut found);
                list.extend(found.into_matches(file));
            }
        }
        let hidden = if list.is_empty() { Vec::new() } else { secrets(file) };
        Matches { list, hidden }
    }
}
