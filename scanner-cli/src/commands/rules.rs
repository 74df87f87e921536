//! `gonogo rules`.

use crate::{
    Outcome,
    args::{ListArgs, ListFormat, RuleArgs},
    failure::Failure,
    render,
    resolve::{self, Examples},
    terminal::Terminal,
};
use gonogo_core::{
    engine::check_examples,
    rule::{Rule, RuleSet},
};
use std::path::PathBuf;

/// The JSON Schema of rule packs, kept current by a test.
const PACK_SCHEMA: &str = include_str!("../../../docs/rule-pack.schema.json");

pub(crate) fn list_rules(args: &ListArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let rules = resolve::rules_here(&args.packs, &args.config, Examples::Without)?;
    let wanted = |rule: &&Rule| {
        let meta = &rule.meta;
        (args.tag.is_empty() || args.tag.iter().any(|tag| meta.tags.contains(tag)))
            && (args.severity.is_empty() || args.severity.contains(&meta.severity))
    };
    let rules: Vec<&Rule> = rules.iter().filter(wanted).collect();
    let text = match args.format {
        ListFormat::Text => render::list(&rules),
        ListFormat::Json => json(&rules.iter().map(|rule| &*rule.meta).collect::<Vec<_>>())?,
    };
    print(terminal, &text)
}

pub(crate) fn show_rule(args: &RuleArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let rules = resolve::rules_here(&args.packs, &args.config, Examples::Without)?;
    print(terminal, &render::show(rules.get(&args.id)?))
}

/// Packs that can't be compiled are failures; rules that do not do what their examples say are findings.
pub(crate) fn test_rules(files: &[PathBuf], terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut rules = if files.is_empty() { resolve::builtin(Examples::With)? } else { RuleSet::empty() };
    for file in files {
        rules = rules.merge_set(RuleSet::from_path(file)?);
    }
    let failures = check_examples(&rules);
    let mut text: String = failures.iter().map(|failure| format!("{failure}\n")).collect();
    let examples = rules.iter().map(|rule| rule.examples.len()).sum();
    let (rules, examples) = (render::count(rules.len(), "rule"), render::count(examples, "example"));
    let wrong = if failures.is_empty() { "all pass".to_owned() } else { render::count(failures.len(), "failure") };
    text += &format!("{rules}, {examples}: {wrong}\n");
    print(terminal, &text)?;
    Ok(if failures.is_empty() { Outcome::Good } else { Outcome::Findings })
}

pub(crate) fn print_schema(terminal: &Terminal) -> Result<Outcome, Failure> {
    print(terminal, PACK_SCHEMA)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))?;
    Ok(text + "\n")
}

pub(super) fn print(terminal: &Terminal, text: &str) -> Result<Outcome, Failure> {
    terminal.print(|out| out.write_all(text.as_bytes()))?;
    Ok(Outcome::Good)
}
