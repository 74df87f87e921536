//! Rules for configuration: settings of one file, and relations of files.

use super::{
    ConfigFile, Files, Match,
    analyzers::{self, ANALYZERS, Diagnostics},
    deployment::{
        compose::{InlineFile, inline_files},
        helm, kustomize,
    },
    document::DocumentRules,
    settings::{self, SettingRules, effective, secrets},
};
use crate::{
    context::{FileContext, Language, is_compose_file},
    document::{Origin, ParsedFile, Setting, Syntax, is_pipeline},
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
    /// Values in whose place production has others, as a layer of settings says; by place.
    pub replaced: Vec<Range<usize>>,
    /// Values that code uses only where its environment gives none; by place.
    pub defaults: Vec<Range<usize>>,
}

/// The rules for configuration of a rule set, ready to search.
#[derive(Debug)]
pub struct ConfigDetector {
    settings: SettingRules,
    documents: DocumentRules,
    /// For each check that a rule names, the rule's place.
    deployed: BTreeMap<Check, usize>,
}

/// The values that are written in a file and inert as it is deployed.
fn replaced(file: &ConfigFile<'_>, effective: &[Setting<'_>]) -> Vec<Range<usize>> {
    let inert = |settings: &[Setting<'_>]| -> BTreeSet<(usize, usize)> {
        let inert = settings.iter().filter(|setting| setting.scope.is_inert);
        inert.map(|setting| (setting.value.start, setting.value.end)).collect()
    };
    inert(effective).difference(&inert(file.settings)).map(|(start, end)| *start..*end).collect()
}

fn defaults(settings: &[Setting<'_>]) -> Vec<Range<usize>> {
    let defaults =
        settings.iter().filter(|setting| setting.syntax == Syntax::Fallback && setting.scope.origin == Origin::Default);
    defaults.map(|setting| setting.value.clone()).collect()
}

impl ConfigDetector {
    /// Prepares the rules.
    pub fn new(rules: &RuleSet) -> Self {
        let code = rules.as_slice().iter().enumerate().filter_map(|(at, rule)| match &rule.matcher {
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
        analyzers::is_looked_up(path)
            || kustomize::is_kustomization(path)
            || helm::reads(path)
            || settings::is_layer(path)
    }

    /// The files that those that are kept name, whose text is looked up as well; by path.
    pub fn named_by(files: &Files) -> BTreeSet<String> {
        kustomize::named_files(files)
    }

    /// Finds the matches in a file. `rules` are those that the detector was made of.
    pub fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Matches {
        let is_used = file.context().role.is_in_use() && file.context().environment != Environment::Test;
        let effective = if is_used { effective(file) } else { None };
        let mut list = self.search_alone(rules, file, effective.as_deref());
        if is_compose_file(file.path) && file.context().role.is_in_use() {
            list.extend(self.search_inline(rules, file));
        }
        let hidden = if list.is_empty() { Vec::new() } else { secrets(file) };
        let replaced = effective.map_or_else(Vec::new, |settings| replaced(file, &settings));
        Matches { list, hidden, replaced, defaults: defaults(file.settings) }
    }

    /// Finds the matches in the files that a compose file holds itself, each once.
    fn search_inline(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Vec<Match> {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let models = file.compose().iter();
        let all = models.flat_map(|model| inline_files(model, file.path, file.parsed.text()));
        let new = all.filter(|inline| known.insert(inline.path.clone()));
        new.flat_map(|inline| self.search_one_inline(rules, file, &inline)).collect()
    }

    fn search_one_inline(&self, rules: &RuleSet, file: &ConfigFile<'_>, inline: &InlineFile) -> Vec<Match> {
        let mut why = file.project.explain(&inline.path, inline.text.as_bytes());
        (why.context.role, why.role) = (file.context().role, file.why.role.clone());
        if why.context.environment == Environment::Unknown {
            (why.context.environment, why.environment) = (inline.environment, file.why.environment.clone());
        }
        let parsed = ParsedFile::new(&inline.path, inline.text.as_bytes());
        let settings = parsed.settings();
        let inner = ConfigFile::new(&parsed, &why, &settings.list, file.project, file.relations);
        let placed = |mut found: Match| {
            found.value = inline.original(&found.value);
            found.subject = found.subject.map(|subject| format!("{} {subject}", inline.owner));
            // A fix is made of text as it is written here.
            found.remedy = None;
            found
        };
        self.search_alone(rules, &inner, effective(&inner).as_deref()).into_iter().map(placed).collect()
    }

    /// Finds the matches in what a file is itself. `effective` are its settings as they are deployed, if that is otherwise than
    /// they are written.
    fn search_alone(&self, rules: &RuleSet, file: &ConfigFile<'_>, effective: Option<&[Setting<'_>]>) -> Vec<Match> {
        let mut list = Vec::new();
        if file.context().role.is_in_use() {
            if file.context().environment != Environment::Test {
                list = self.settings.search(rules, file, effective.unwrap_or(file.settings));
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
        list
    }
}
