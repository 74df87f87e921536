//! Commands in documents: pipelines, compose files, packages, units, and the files of platforms.

use crate::{
    document::{Command, Entry, Node, Style, Word, commands},
    evidence::{
        SurveyedFile,
        readers::{
            run::{Run, Runner},
            text::lines,
        },
    },
};

/// Keys of pipelines whose values are commands: a text, or a list of lines.
const STEPS: &[&str] = &["run", "script", "before_script", "after_script", "command", "commands", "bash"];

/// Keys of platforms whose values are commands.
const HOOKS: &[&str] = &[
    "buildCommand", "build_command", "installCommand", "startCommand", "start_command", "preDeployCommand",
    "pre_deploy_command", "releaseCommand", "release_command", "postdeploy", "run_command",
];

/// Files of platforms that build and deploy by themselves.
const PLATFORMS: &[&str] = &[
    "vercel.json", "netlify.toml", "render.yaml", "render.yml", "fly.toml", "railway.json", "railway.toml", "app.json",
    "heroku.yml", "nixpacks.toml",
];

/// Keys of units of systemd that start something.
const STARTS: &[&str] = &["ExecStartPre", "ExecStart", "ExecStartPost"];

/// The jobs of a pipeline, by name: under `jobs`, or at the root.
pub(super) fn pipeline(file: &SurveyedFile<'_>) -> Vec<Run> {
    let Some(root) = file.parsed.root() else { return Vec::new() };
    let mut found = Vec::new();
    match root.get("jobs") {
        Some(jobs) => {
            jobs.entries().iter().for_each(|job| steps(file, &job.key, &job.value, &mut found));
            for job in jobs.items() {
                let name = job.get("job").and_then(Node::text).unwrap_or_default();
                steps(file, name, job, &mut found);
            }
        }
        None => root.entries().iter().for_each(|job| step(file, &job.key, job, &mut found)),
    }
    found
}

/// Whether a job or a step of a pipeline is switched off.
pub(in crate::evidence) fn is_off(node: &Node) -> bool {
    let says = |key: &str, off: &[&str]| node.get(key).and_then(Node::text).is_some_and(|text| off.contains(&text));
    says("if", &["false", "${{ false }}"]) || says("when", &["never"])
}

fn steps(file: &SurveyedFile<'_>, owner: &str, node: &Node, found: &mut Vec<Run>) {
    if is_off(node) {
        return;
    }
    node.entries().iter().for_each(|entry| step(file, owner, entry, found));
    node.items().iter().for_each(|item| steps(file, owner, item, found));
}

fn step(file: &SurveyedFile<'_>, owner: &str, entry: &Entry, found: &mut Vec<Run>) {
    let is_step = STEPS.contains(&&*entry.key);
    if is_step && entry.value.text().is_some() {
        add(file, Runner::Pipeline, owner, &entry.value, found);
    } else if is_step && entry.value.items().iter().any(|line| line.text().is_some()) {
        entry.value.items().iter().for_each(|line| add(file, Runner::Pipeline, owner, line, found));
    } else {
        steps(file, owner, &entry.value, found);
    }
}

/// What the services of a compose file start.
pub(super) fn compose(file: &SurveyedFile<'_>) -> Vec<Run> {
    let services = file.parsed.root().map_or(&[][..], |root| root.entries_of("services"));
    let mut found = Vec::new();
    for service in services {
        let starts = service.value.entries().iter().filter(|entry| matches!(&*entry.key, "command" | "entrypoint"));
        for entry in starts {
            match entry.value.items() {
                [] => add(file, Runner::Process, &service.key, &entry.value, &mut found),
                items => {
                    let words = items.iter().filter_map(Node::text).map(str::to_owned).collect();
                    found.push(Run::of_words(Runner::Process, &service.key, words, entry.value.span.clone()));
                }
            }
        }
    }
    found
}

/// The scripts of a package. The lines of one can be a list, and tasks can be objects.
pub(super) fn package(file: &SurveyedFile<'_>) -> Vec<Run> {
    let mut found = Vec::new();
    let Some(root) = file.parsed.root() else { return found };
    for script in ["scripts", "tasks"].iter().flat_map(|key| root.entries_of(key)) {
        let line = script.value.get("command").unwrap_or(&script.value);
        add(file, Runner::Package, &script.key, line, &mut found);
        line.items().iter().for_each(|line| add(file, Runner::Package, &script.key, line, &mut found));
    }
    found
}

/// What a unit starts. Marks before a program say how, and are no part of it.
pub(super) fn unit(file: &SurveyedFile<'_>) -> Vec<Run> {
    let entries = file.parsed.root().map_or(&[][..], |root| root.entries_of("Service"));
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| STARTS.contains(&&*entry.key)) {
        add(file, Runner::Process, file.split().1, &entry.value, &mut found);
    }
    for run in &mut found {
        if let Some(first) = run.words.first_mut() {
            *first = first.trim_start_matches(['-', '+', '!', ':', '@']).to_owned();
        }
    }
    found
}

/// The processes of a Procfile.
pub(super) fn procfile(file: &SurveyedFile<'_>) -> Vec<Run> {
    let text = file.parsed.text();
    let mut found = Vec::new();
    for (at, line) in lines(text) {
        if let Some((name, command)) = line.split_once(':').filter(|_| !line.starts_with('#')) {
            let end = at + line.len();
            let command = commands(text, end - command.len()..end);
            found.extend(command.into_iter().map(|one| Run::new(Runner::Process, name, one)));
        }
    }
    found
}

pub(super) fn is_platform(name: &str) -> bool {
    PLATFORMS.contains(&name)
}

/// The commands that a platform runs: hooks, wherever they are, and what a table `build` or `release` calls its command.
pub(super) fn platform(file: &SurveyedFile<'_>) -> Vec<Run> {
    let mut found = Vec::new();
    let mut nodes: Vec<(&str, &Node)> = file.parsed.root().map(|root| ("", root)).into_iter().collect();
    while let Some((owner, node)) = nodes.pop() {
        for entry in node.entries().iter().rev() {
            if HOOKS.contains(&&*entry.key) {
                add(file, Runner::Platform, &entry.key, &entry.value, &mut found);
            } else if matches!((owner, &*entry.key), ("build" | "release" | "context", "command")) {
                add(file, Runner::Platform, owner, &entry.value, &mut found);
            }
            nodes.push((&entry.key, &entry.value));
        }
        nodes.extend(node.items().iter().map(|item| (owner, item)));
    }
    found.sort_by_key(|run| run.span.start);
    found
}

/// Adds the commands of a scalar: at their own places if it is written as it is read, else all at its place.
fn add(file: &SurveyedFile<'_>, runner: Runner, owner: &str, node: &Node, found: &mut Vec<Run>) {
    let Some(scalar) = node.as_scalar() else { return };
    let text = file.parsed.text();
    let raw = text.get(node.span.clone()).unwrap_or_default();
    let is_literal = scalar.style == Style::Block && raw.lines().count() == scalar.text.lines().count();
    let of_node = if is_literal || raw == scalar.text {
        commands(text, node.span.clone())
    } else {
        let placed = |word: Word| Word { span: node.span.clone(), ..word };
        let all = commands(&scalar.text, 0..scalar.text.len());
        { all }.into_iter().map(|one| Command { words: one.words.into_iter().map(placed).collect(), ..one }).collect()
    };
    found.extend(of_node.into_iter().map(|command| Run::new(runner, owner, command)));
}
