//! Workflows and pipelines: inputs that become part of scripts, and commands and images that they run.

use super::{
    Analyzer, Check, Diagnostics,
    shell::{destroys, fills, piped},
};
use crate::{
    context::environment_of,
    detect::{ConfigFile, knowledge::image::ImageRef},
    document::{Format, Node, Value, commands, expressions, is_pipeline},
    model::{Environment, Severity},
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::DeployDestroysData,
        Check::DeploySeedsDatabase,
        Check::ImageEndOfLife,
        Check::ScriptPipedIntoShell,
        Check::WorkflowInputInScript,
    ],
    applies_to: |path| Format::for_path(path) == Some(Format::Yaml) && is_pipeline(&path.to_lowercase()),
    reads: |_| false,
    check,
};

fn is_workflow(path: &str) -> bool {
    path.to_lowercase().contains("/workflows/")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let Some(root) = file.parsed.root() else { return };
    images(root, "", found);
    // Jobs of GitHub; in other pipelines they are at the root.
    match root.get("jobs").or_else(|| root.get("runs")) {
        Some(jobs) => jobs.entries().iter().for_each(|job| run(file, &job.key, &job.value, found)),
        None => root.entries().iter().for_each(|job| run(file, &job.key, &job.value, found)),
    }
    if is_workflow(file.path) {
        inputs(file, root, found);
    }
}

/// Images without fixes in which jobs and their services run.
fn images(node: &Node, owner: &str, found: &mut Diagnostics<'_>) {
    for entry in node.entries() {
        let named = matches!(&*entry.key, "image" | "container").then(|| entry.value.text()).flatten();
        match named.and_then(ImageRef::parse).and_then(|image| image.ended()) {
            Some(ended) => {
                let report = found.report(Check::ImageEndOfLife, entry.value.span.clone()).subject(owner);
                report.severity(Severity::Low).message(ended.message());
            }
            None => images(&entry.value, &entry.key, found),
        }
    }
    node.items().iter().for_each(|item| images(item, owner, found));
}

/// What the scripts of a job download and run, and what they destroy where it deploys.
fn run(file: &ConfigFile<'_>, name: &str, job: &Node, found: &mut Diagnostics<'_>) {
    let mut scripts = Vec::new();
    collect_scripts(job, &mut scripts);
    let severity = if is_trusted(job, file.text) { Severity::Medium } else { Severity::Low };
    let text = file.parsed.text();
    for script in scripts.into_iter().filter(|script| text.get(script.clone()).is_some()) {
        let commands = commands(text, script.clone());
        for piped in piped(&commands) {
            let report = found.report(Check::ScriptPipedIntoShell, piped.place);
            report.subject(format!("{name} {}", piped.source)).severity(severity).message(piped.message);
        }
        let is_asked =
            job.items_of("steps").iter().any(|step| step.get("if").is_some() && step.span.contains(&script.start));
        for command in commands.iter().filter(|command| !command.conditional && deploys(name, job)) {
            if let Some(what) = destroys(command) {
                let report = found.report(Check::DeployDestroysData, command.span());
                report.subject(format!("{name} {what}")).severity(Severity::High).message(what);
            }
            if let Some(what) = fills(command).filter(|_| !is_asked) {
                let report = found.report(Check::DeploySeedsDatabase, command.span()).severity(Severity::Medium);
                report.subject(name).message(format!("{what} fills the database with every deployment"));
            }
        }
    }
}

/// Whether a job changes what runs in production, by its name, its environment, or as it works on a server.
fn deploys(name: &str, job: &Node) -> bool {
    let environment = job.get("environment").and_then(|node| node.text().or_else(|| node.get("name")?.text()));
    let mut words = name.split(['-', '_', ' ']).chain(environment.into_iter().flat_map(|name| name.split(['-', '_'])));
    let is_aside = words.clone().any(|word| {
        matches!(environment_of(word), Some(Environment::Development | Environment::Test | Environment::Staging))
            || word == "preview"
    });
    let says = words.any(|word| {
        ["deploy", "deployment", "release", "rollout"].contains(&&*word.to_ascii_lowercase())
            || environment_of(word) == Some(Environment::Production)
    });
    let is_remote = |step: &Node| step.get("uses").and_then(Node::text).is_some_and(|uses| uses.contains("ssh-action"));
    !is_aside && (says || job.items_of("steps").iter().any(is_remote))
}

/// Inputs that become part of scripts which are given what others must not have.
fn inputs(file: &ConfigFile<'_>, root: &Node, found: &mut Diagnostics<'_>) {
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

/// Keys of scripts: texts, or lists of lines.
const SCRIPTS: [&str; 6] = ["run", "script", "before_script", "after_script", "command", "commands"];

/// Collects scripts: commands that steps run, and scripts that are passed to actions.
fn collect_scripts(node: &Node, out: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                let is_script = SCRIPTS.contains(&entry.key.as_str());
                let lines = std::iter::once(&entry.value).chain(entry.value.items());
                let before = out.len();
                out.extend(lines.filter(|line| is_script && line.text().is_some()).map(|line| line.span.clone()));
                if out.len() == before {
                    collect_scripts(&entry.value, out);
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
