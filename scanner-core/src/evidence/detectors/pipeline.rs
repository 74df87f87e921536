//! Jobs of CI services: those that test, those that deploy, those that look whether the deployed program answers, and their order.

use super::{
    Detector,
    health::health_name,
    steps::{Purpose, purposes, purposes_of_action},
};
use crate::{
    context::is_workflow,
    detect::Program,
    document::Node,
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            commands::{is_off, runs},
            parts::Part,
            run::Run,
        },
    },
    model::{EvidenceKind, words},
};
use std::ops::Range;

/// Jobs of one file that are looked at.
const MAX_JOBS: usize = 200;

/// Stages of GitLab, where a file names none.
const STAGES: [&str; 5] = [".pre", "build", "test", "deploy", ".post"];

pub(super) const JOBS: Detector = Detector {
    keywords: &[],
    applies_to: |file| {
        let path = file.path().to_ascii_lowercase();
        file.is_in_use() && (is_workflow(&path) || path.ends_with("jenkinsfile"))
    },
    look,
};

/// What a step of a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// It runs tests.
    Tests,
    /// It deploys.
    Deploys,
    /// It asks whether the program answers.
    Asks,
}

/// A job, with what it does in order.
#[derive(Debug, Default)]
struct Job<'a> {
    name: &'a str,
    /// The jobs that must succeed before it.
    needs: Vec<&'a str>,
    /// The place of its stage in the order of stages.
    stage: usize,
    acts: Vec<(Act, Range<usize>)>,
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let root = file.parsed.root();
    let runs = runs(file);
    let jobs = jobs(root, runs);
    let does = |at: &usize, act: Act| jobs[*at].acts.iter().any(|(other, _)| *other == act);
    for (at, job) in jobs.iter().enumerate().filter(|(_, job)| !job.acts.is_empty()) {
        let earlier = earlier(&jobs, at);
        let mut tested = earlier.iter().any(|at| does(at, Act::Tests));
        let mut deployed = earlier.iter().any(|at| does(at, Act::Deploys));
        for (act, span) in &job.acts {
            match act {
                Act::Tests => tests(root, span, found),
                Act::Deploys => deploys(root, tested, span, found),
                Act::Asks if deployed => {
                    found.report(EvidenceKind::PostDeployCheck, span.clone()).wired();
                }
                Act::Asks => {}
            }
            tested |= *act == Act::Tests;
            deployed |= *act == Act::Deploys;
        }
    }
}

fn tests(root: Option<&Node>, span: &Range<usize>, found: &mut Sightings) {
    let sighting = found.report(EvidenceKind::CiTests, span.clone());
    if root.is_none_or(is_triggered) {
        sighting.wired();
        let name = root.and_then(|root| root.get("name")).and_then(Node::text);
        name.into_iter().for_each(|name| found.runs(None, Part::Workflow(name.to_owned())));
    }
}

/// A deployment is of what was tested: before it, or in the workflow that it follows.
fn deploys(root: Option<&Node>, tested: bool, span: &Range<usize>, found: &mut Sightings) {
    let sighting = found.report(EvidenceKind::CiDeploy, span.clone());
    if tested {
        sighting.wired();
    } else if let Some(after) = root.and_then(follows) {
        sighting.within(Part::Workflow(after.to_owned()));
    }
}

/// The jobs of a pipeline: those of its commands, and those of actions alone.
fn jobs<'a>(root: Option<&'a Node>, runs: &'a [Run]) -> Vec<Job<'a>> {
    let described = root.map_or(&[][..], |root| root.get("jobs").unwrap_or(root).entries());
    let mut jobs: Vec<Job<'_>> = described
        .iter()
        .filter(|entry| !is_off(&entry.value))
        .take(MAX_JOBS)
        .map(|entry| Job {
            name: &entry.key,
            needs: needs(&entry.value),
            stage: root.map_or(0, |root| stage(root, &entry.value)),
            acts: acts_of_actions(&entry.value),
        })
        .collect();
    let mut last = None;
    for run in runs {
        if jobs.len() >= MAX_JOBS && !jobs.iter().any(|job| job.name == run.owner) {
            break;
        }
        if last.is_none_or(|at: usize| jobs[at].name != run.owner) {
            last = jobs.iter().position(|job| job.name == run.owner);
        }
        let at = *last.get_or_insert_with(|| {
            jobs.push(Job { name: &run.owner, stage: jobs.len(), ..Job::default() });
            jobs.len() - 1
        });
        let acts = acts(run, jobs[at].name);
        jobs[at].acts.extend(acts.into_iter().map(|act| (act, run.span.clone())));
    }
    for job in &mut jobs {
        job.acts.sort_by_key(|(_, span)| span.start);
    }
    if let Some(root) = root {
        requirements(root, &mut jobs);
    }
    jobs
}

/// What something does that is there for a purpose.
fn act(purpose: Purpose) -> Option<Act> {
    match purpose {
        Purpose::EndToEnd | Purpose::Test => Some(Act::Tests),
        Purpose::Deploy => Some(Act::Deploys),
        Purpose::Health => Some(Act::Asks),
        _ => None,
    }
}

/// What a command does, in a job, a script or a target of a name.
pub(super) fn acts(run: &Run, name: &str) -> Vec<Act> {
    let called = run.called();
    let has = |known: &[&str]| {
        called.iter().any(|part| words(part.name().as_bytes()).iter().any(|word| known.contains(&word.as_str())))
    };
    let deploys = words(name.as_bytes()).iter().any(|word| word.starts_with("deploy") || word == "release");
    let mut acts = Vec::new();
    for program in run.programs() {
        let is_elsewhere = matches!(run.words.first().map(String::as_str), Some("ssh"));
        acts.extend(purposes(program).filter_map(|purpose| match purpose {
            Purpose::Restart if deploys || is_elsewhere => Some(Act::Deploys),
            purpose => act(purpose),
        }));
        acts.extend(asks(program).then_some(Act::Asks));
    }
    acts.extend(has(&["test", "tests", "spec", "e2e", "pytest"]).then_some(Act::Tests));
    // `can-i-deploy` and `validate:deploy` only ask.
    let only_asks = has(&["can", "check", "validate", "verify", "lint"]);
    acts.extend((!only_asks && has(&["deploy", "deployment", "rollout"])).then_some(Act::Deploys));
    acts.extend(has(&["smoke", "healthcheck", "health"]).then_some(Act::Asks));
    acts.dedup();
    acts
}

/// Whether a program asks a health route, or waits until what is deployed is ready.
fn asks(program: &Program) -> bool {
    const CLIENTS: &[&str] = &["curl", "wget", "http", "https", "httpie", "xh", "wait-on"];
    let address = |word: &String| {
        let word = word.split(['?', '#']).next().unwrap_or(word);
        word.contains('/') && health_name(word).is_some()
    };
    program.fits("kubectl rollout status")
        || CLIENTS.contains(&program.name()) && program.words[1..].iter().any(address)
}

/// What the actions of a job do.
fn acts_of_actions(job: &Node) -> Vec<(Act, Range<usize>)> {
    let mut found = Vec::new();
    let steps = job.items_of("steps").iter().filter(|step| !is_off(step));
    for (step, uses) in steps.chain([job]).filter_map(|step| Some((step, step.get("uses")?))) {
        let name = uses.text().unwrap_or_default();
        let input = |key: &str| step.at(&["with", key]).and_then(Node::text);
        let acts = purposes_of_action(name, input).filter_map(act);
        found.extend(acts.map(|act| (act, uses.span.clone())));
        // A workflow of the repository says by its name what it does.
        let local = words(Part::file(name).name().as_bytes());
        let says = |known: &str| name.starts_with("./") && local.iter().any(|word| word.trim_end_matches('s') == known);
        found.extend(says("test").then(|| (Act::Tests, uses.span.clone())));
        found.extend(says("deploy").then(|| (Act::Deploys, uses.span.clone())));
    }
    found
}

/// The names under `needs`, `dependsOn`: one, a list, or a list of jobs.
fn needs(job: &Node) -> Vec<&str> {
    let listed = ["needs", "dependsOn", "depends_on", "requires"].iter().filter_map(|key| job.get(key));
    let all = listed.flat_map(|node| std::iter::once(node).chain(node.items()));
    all.filter_map(|node| node.text().or_else(|| node.get("job")?.text())).collect()
}

/// The place of a job's stage.
fn stage(root: &Node, job: &Node) -> usize {
    let name = job.get("stage").and_then(Node::text).unwrap_or("test");
    let own: Vec<&str> = root.items_of("stages").iter().filter_map(Node::text).collect();
    let stages = if own.is_empty() { &STAGES[..] } else { &own };
    stages.iter().position(|stage| *stage == name).unwrap_or_default()
}

/// What the workflows of CircleCI require of jobs: `- deploy: {requires: [test]}`.
fn requirements<'a>(root: &'a Node, jobs: &mut [Job<'a>]) {
    let listed = root.entries_of("workflows").iter().flat_map(|workflow| workflow.value.items_of("jobs"));
    for entry in listed.flat_map(Node::entries) {
        let job = jobs.iter_mut().find(|job| job.name == entry.key);
        job.into_iter().for_each(|job| job.needs.extend(needs(&entry.value)));
    }
}

/// The jobs that must succeed before one: what it needs, and what that needs; without any needs, the jobs of earlier stages.
fn earlier(jobs: &[Job<'_>], of: usize) -> Vec<usize> {
    let mut found = vec![of];
    let mut next = 0;
    while next < found.len() {
        let job = &jobs[found[next]];
        let is_before = |other: &Job<'_>| match job.needs.is_empty() {
            true => other.stage < job.stage,
            false => job.needs.contains(&other.name),
        };
        let more: Vec<usize> = (0..jobs.len()).filter(|at| is_before(&jobs[*at]) && !found.contains(at)).collect();
        found.extend(more);
        next += 1;
    }
    found.split_off(1)
}

/// Whether a push or a pull request starts a pipeline. Of services that say nothing about it, each does.
fn is_triggered(root: &Node) -> bool {
    const EVENTS: &[&str] = &["push", "pull_request", "pull_request_target", "merge_group"];
    let Some(on) = root.get("on") else { return true };
    let keys = on.entries().iter().map(|entry| entry.key.as_str());
    on.text()
        .into_iter()
        .chain(on.items().iter().filter_map(Node::text))
        .chain(keys)
        .any(|event| EVENTS.contains(&event))
}

/// The name of the workflow that one follows.
fn follows(root: &Node) -> Option<&str> {
    root.at(&["on", "workflow_run", "workflows"])?.items().first()?.text()
}
