//! Invariants of rules: none ships undocumented, misnamed, duplicated, or with failing examples.

use gonogo_core::{
    engine::check_examples,
    rule::{Check, Example, Keyword, LazyRegex, Matcher, Rule, RuleSet},
    value::expand,
};
use std::collections::BTreeSet;

/// Minimum number of providers with rules of their own.
const PROVIDERS: usize = 180;
/// The pack of rules without a provider.
const NO_PROVIDER: &str = "credentials";

fn all() -> RuleSet {
    RuleSet::builtin_with_examples().expect("the built-in packs are sound")
}

/// Fails with one line for each rule that `wrong` returns an error for.
fn none(wrong: impl Fn(&Rule) -> Option<String>) {
    let found: Vec<String> =
        all().iter().filter_map(|rule| wrong(rule).map(|what| format!("{}: {what}", rule.meta.id))).collect();
    assert!(found.is_empty(), "{} rules\n{}", found.len(), found.join("\n"));
}

fn is_kebab(id: &str) -> bool {
    id.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

fn is_cwe(tag: &str) -> bool {
    tag.strip_prefix("CWE-").is_some_and(|number| number.parse::<u32>().is_ok())
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let rules = all();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule.meta.id.as_str()).collect();
    assert_eq!(ids.len(), rules.len());
    none(|rule| (!is_kebab(&rule.meta.id)).then(|| "is not kebab-case".to_owned()));
}

#[test]
fn every_rule_is_documented() {
    none(|rule| {
        let meta = &rule.meta;
        let problems = [
            (meta.title.is_empty() || meta.title.chars().count() > 60, "the title is empty or over 60 characters"),
            (meta.title.ends_with('.'), "the title ends with a full stop"),
            (meta.description.len() < 20, "the description says nothing"),
            (meta.help.len() < 20, "the help says nothing"),
            (meta.category.as_str().is_empty() || meta.pack.is_empty(), "no category or pack"),
            (meta.references.is_empty(), "no reference"),
            (meta.references.iter().any(|link| !link.starts_with("https://")), "a reference is no https address"),
            (!meta.tags.iter().any(|tag| is_cwe(tag)), "no CWE among the tags"),
        ];
        let found: Vec<&str> = problems.iter().filter(|(wrong, _)| *wrong).map(|(_, what)| *what).collect();
        (!found.is_empty()).then(|| found.join(", "))
    });
}

#[test]
fn examples_do_as_they_say() {
    let failures: Vec<String> = check_examples(&all()).iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} examples\n{}", failures.len(), failures.join("\n"));
}

fn holds(text: &str, keyword: &Keyword) -> bool {
    let lower = text.to_ascii_lowercase();
    let text = if keyword.exact { text } else { &lower };
    memchr::memmem::find(text.as_bytes(), &keyword.bytes).is_some()
}

#[test]
fn a_keyword_is_in_every_example_that_matches() {
    none(|rule| {
        let called = |example: &&Example| {
            let text = expand(&example.template, &rule.meta.id).unwrap_or_default();
            rule.keywords().iter().any(|keyword| holds(&text, keyword))
        };
        let matching = rule.examples.iter().filter(|example| example.matches);
        let silent: Vec<&Example> = matching.filter(|example| !called(example)).collect();
        (!rule.keywords().is_empty() && !silent.is_empty()).then(|| format!("no keyword in {silent:?}"))
    });
}

#[test]
fn keywords_are_long_enough_to_be_found() {
    none(|rule| {
        let short = rule.keywords().iter().find(|keyword| keyword.bytes.len() < 3)?;
        Some(format!("{short:?} has less than 3 bytes"))
    });
}

/// A rule that runs over whole files must name its files, or be a detector that checks their first bytes.
#[test]
fn no_rule_runs_over_all_of_every_file() {
    none(|rule| {
        let called = matches!(rule.matcher, Matcher::Code(_) | Matcher::Setting(_) | Matcher::Document(_));
        let everywhere = rule.paths.globs().is_empty() && !called;
        (rule.keywords().is_empty() && everywhere).then(|| "has neither keywords nor paths".to_owned())
    });
}

#[test]
fn every_pattern_compiles_within_its_limit() {
    let broken = |pattern: &LazyRegex| format!("`{}` does not compile or is too large", pattern.as_str());
    none(|rule| {
        let (patterns, test) = match &rule.matcher {
            Matcher::Text(text) => {
                let near = text.near.iter().map(|near| &near.pattern);
                ([&text.pattern].into_iter().chain(near).collect::<Vec<_>>(), &text.test)
            }
            Matcher::Assigned(assigned) => (vec![&assigned.value], &assigned.test),
            Matcher::Setting(setting) => {
                let patterns = setting.matches.iter().chain(&setting.unless);
                return patterns.filter(|pattern| !pattern.compiles()).map(broken).next();
            }
            Matcher::Document(document) => {
                return document.patterns().find(|pattern| !pattern.compiles()).map(broken);
            }
            Matcher::Code(_) => return None,
        };
        let found = patterns.into_iter().chain(&test.allow).find(|pattern| !pattern.compiles());
        found.map(broken)
    });
}

#[test]
fn detectors_and_their_rules_are_one_to_one() {
    let mut named: Vec<Check> = all()
        .iter()
        .filter_map(|rule| match &rule.matcher {
            Matcher::Code(code) => Some(code.check),
            _ => None,
        })
        .collect();
    named.sort();
    assert_eq!(named, Check::ALL);
}

#[test]
fn there_are_rules_for_many_providers() {
    let rules = all();
    let vendors = rules.iter().filter(|rule| rule.meta.pack != NO_PROVIDER);
    let providers: BTreeSet<&str> = vendors.filter_map(|rule| rule.meta.id.split('-').next()).collect();
    assert!(providers.len() >= PROVIDERS, "only {}: {providers:?}", providers.len());
}
