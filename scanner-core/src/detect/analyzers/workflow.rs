//! Workflows of GitHub, where what an input may be decides.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::ConfigFile,
    document::{Node, Value, expressions, is_pipeline},
    model::Severity,
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer =
    Analyzer { checks: &[Check::WorkflowInputInScript], applies_to: is_workflow, reads: |_| false, check };

fn is_workflow(path: &str) -> bool {
    let lower = path.to_lowercase();
    is_pipeline(&lower) && lower.contains("/workflows/")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let Some(root) = file.parsed.root() else { return };
    let names = free_inputs(root);
    if names.is_empty() {
        return;
    }
    for job in root.entries_of("jobs") {
        if !is_trusted(&job.value, file.text) {
            continue;
        }
        let mut scripts = Vec::new();
        collect_scripts(&job.value, &mut scripts);
        let mut known: Vec<&str> = Vec::new();
        for (name, place) in scripts.iter().flat_map(|script| uses(file.text, script, &names)) {
            if !known.contains(&name) {
                known.push(name);
                found
                    .report(Check::WorkflowInputInScript, place)
                    .subject(format!("{} {name}", job.key))
                    .severity(Severity::Low)
                    .message(format!("The input `{name}` becomes part of a script in the job `{}`", job.key));
            }
        }
    }
}

/// Whether a job is given what others must not have: secrets of its own, or an environment.
fn is_trusted(job: &Node, text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text.get(job.span.clone()).unwrap_or_default());
    let own = |(at, mark): (usize, &str)| !text[at + mark.len()..].starts_with("GITHUB_TOKEN");
    job.get("environment").is_some() || text.match_indices("secrets.").any(own)
}

/// The inputs that take any text, of those who start a workflow by hand.
fn free_inputs(root: &Node) -> Vec<&str> {
    let inputs = root.at(&["on", "workflow_dispatch", "inputs"]).map_or(&[][..], Node::entries);
    let is_free = |input: &Node| {
        let kind = input.get("type").and_then(Node::text).unwrap_or("string");
        kind == "string"
    };
    inputs.iter().filter(|entry| is_free(&entry.value)).map(|entry| entry.key.as_str()).collect()
}

/// Collects scripts: commands that steps run, and scripts that are passed to actions.
fn collect_scripts(node: &Node, out: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                match entry.value.text() {
                    Some(_) if matches!(&*entry.key, "run" | "script") => out.push(entry.value.span.clone()),
                    Some(_) => {}
                    None => collect_scripts(&entry.value, out),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect_scripts(item, out)),
        _ => {}
    }
}

/// The first use of each input in a script.
fn uses<'a>(text: &[u8], script: &Range<usize>, names: &[&'a str]) -> Vec<(&'a str, Range<usize>)> {
    let Some(code) = text.get(script.clone()).and_then(|code| std::str::from_utf8(code).ok()) else {
        return Vec::new();
    };
    let mut found: Vec<(&str, Range<usize>)> = Vec::new();
    for place in expressions(code, 0..code.len()).filter(|place| code[..place.start].ends_with("${{")) {
        let inside = &code[place.clone()];
        let expression = inside.trim();
        let name = expression.strip_prefix("github.event.inputs.").or_else(|| expression.strip_prefix("inputs."));
        let known = name.and_then(|name| names.iter().find(|known| **known == name));
        if let Some(&name) = known.filter(|name| !found.iter().any(|(other, _)| other == *name)) {
            let start = script.start + place.start + inside.len() - inside.trim_start().len();
            found.push((name, start..start + expression.len()));
        }
    }
    found
}
