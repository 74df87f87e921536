//! Checks of rules against their own examples.

use super::{
    file::{self, Search},
    index::ProjectIndex,
};
use crate::{
    detect::{ConfigDetector, Detector},
    rule::{Example, Rule, RuleSet},
    value::TemplateError,
};
use std::fmt;

/// A rule that fails one of its examples.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExampleFailure {
    /// The rule has no example of this kind.
    Missing {
        /// The rule.
        rule: String,
        /// Whether the missing example is one that matches.
        matches: bool,
    },
    /// The template of an example is invalid.
    Template {
        /// The rule.
        rule: String,
        /// The error.
        error: TemplateError,
    },
    /// The rule finds nothing in a `match`, or something in a `no_match` example.
    Wrong {
        /// The rule.
        rule: String,
        /// The example.
        example: Example,
        /// The example's text.
        text: String,
    },
    /// The example contains none of the rule's keywords, so it cannot match.
    Keyword {
        /// The rule.
        rule: String,
        /// The example.
        example: Example,
    },
}

impl ExampleFailure {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        match self {
            ExampleFailure::Missing { rule, .. }
            | ExampleFailure::Template { rule, .. }
            | ExampleFailure::Wrong { rule, .. }
            | ExampleFailure::Keyword { rule, .. } => rule,
        }
    }
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.rule())?;
        match self {
            ExampleFailure::Missing { matches, .. } => {
                write!(f, "has no example under `{}`", if *matches { "match" } else { "no_match" })
            }
            ExampleFailure::Template { error, .. } => write!(f, "{error}"),
            ExampleFailure::Wrong { example, .. } if example.matches => {
                write!(f, "must report something in `{}` and does not", example.template)
            }
            ExampleFailure::Wrong { example, .. } => {
                write!(f, "must report nothing in `{}` and does", example.template)
            }
            ExampleFailure::Keyword { example, .. } => {
                write!(f, "no keyword of the rule is in `{}`, so it can't match", example.template)
            }
        }
    }
}

/// Runs each rule alone on each of its examples. An empty list means that all pass.
pub fn check_examples(rules: &RuleSet) -> Vec<ExampleFailure> {
    let mut failures = Vec::new();
    for rule in rules {
        check(rule, &mut failures);
    }
    failures
}

fn check(rule: &Rule, failures: &mut Vec<ExampleFailure>) {
    let id = &rule.meta.id;
    for matches in [true, false] {
        if !rule.examples.iter().any(|example| example.matches == matches) {
            failures.push(ExampleFailure::Missing { rule: id.clone(), matches });
        }
    }
    let rules = RuleSet::only(rule.clone());
    let (config, detector) = (ConfigDetector::new(&rules), Detector::new(rules));
    for example in &rule.examples {
        match texts(example, id) {
            Err(error) => failures.push(ExampleFailure::Template { rule: id.clone(), error }),
            Ok(texts) => {
                let known = ProjectIndex::learn(&[], &texts[..], &example.tracked);
                let search = Search { detector: &detector, config: Some(&config), known: &known, surveyor: None };
                failures.extend(run(&search, rule, example, texts));
            }
        }
    }
}

/// The example's file and its related files, by path, with their templates expanded.
fn texts(example: &Example, seed: &str) -> Result<Vec<(String, String)>, TemplateError> {
    let own = [(&example.path, &example.template)];
    let all = own.into_iter().chain(&example.beside);
    all.map(|(path, template)| Ok((path.clone(), crate::value::expand(template, seed)?))).collect()
}

/// Scans the first file.
fn run(
    search: &Search<'_>,
    rule: &Rule,
    example: &Example,
    mut texts: Vec<(String, String)>,
) -> Option<ExampleFailure> {
    let text = texts.swap_remove(0).1;
    let bytes = text.as_bytes();
    let found = file::scan(search, &example.path, bytes, |_, _| {}).findings;
    if found.is_empty() == example.matches {
        let lower = bytes.to_ascii_lowercase();
        let called = rule.keywords().is_empty()
            || rule.keywords().iter().any(|keyword| {
                memchr::memmem::find(if keyword.exact { bytes } else { &lower }, &keyword.bytes).is_some()
            });
        return Some(match called {
            true => ExampleFailure::Wrong { rule: rule.meta.id.clone(), example: example.clone(), text },
            false => ExampleFailure::Keyword { rule: rule.meta.id.clone(), example: example.clone() },
        });
    }
    None
}
