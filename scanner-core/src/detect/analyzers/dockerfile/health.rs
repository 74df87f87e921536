//! Health checks of the image.

use super::{build::Build, words};
use crate::detect::knowledge::image::ImageRef;
use crate::detect::knowledge::launch::{LaunchContext, Program, programs};
use crate::{
    context::is_compose_file,
    detect::{
        analyzers::{Check, Diagnostics},
        project::split,
    },
    document::{Instruction, Keyword},
    model::Severity,
};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let mut checks = build.instructions().filter(|instruction| instruction.keyword == Keyword::Healthcheck);
    match checks.next_back() {
        Some(check) if check.flat.trim().eq_ignore_ascii_case("none") => {}
        Some(check) => {
            never_fails(check, found);
            tool_missing(build, check, found);
        }
        None => missing(build, found),
    }
}

/// No check, of an image that is known to have none, and nobody else who checks.
fn missing(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let base = &build.base().image;
    let known = ImageRef::parse(base).is_some_and(|image| image.product().is_some());
    let told =
        !build.files().is_known() || build.services.iter().any(|service| service.has_health_check) || is_probed(build);
    if !known || told {
        return;
    }
    let span = build.last().image_span.clone();
    let report = found.report(Check::ImageWithoutHealthCheck, span).severity(Severity::Low);
    report.message("No `HEALTHCHECK`, and no orchestrator's file in the repository probes the container");
}

/// Whether a path may be one of a manifest that has probes.
pub(super) fn may_be_manifest(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "k8s", "kubernetes", "helm", "charts", "chart", "manifests", "kustomize", "deploy", "deployment",
        "deployments", "infra",
    ];
    let name = split(path).1;
    let told = ["deployment", "statefulset", "k8s", "kubernetes", "values"].iter().any(|word| name.contains(word));
    told || path.split('/').any(|folder| FOLDERS.contains(&folder))
}

/// Whether an orchestrator's file of the project asks its programs how they are.
fn is_probed(build: &Build<'_>) -> bool {
    const SIGNS: &[&str] = &[
        "livenessProbe:", "readinessProbe:", "healthCheckPath", "healthcheckPath", "http_checks",
        "http_service.checks", "tcp_checks",
    ];
    let is_orchestrator = |path: &str| {
        let name = split(path).1;
        let platform = ["fly.toml", "render.yaml", "railway.json", "railway.toml"].contains(&name);
        platform || !is_compose_file(path) && (name.ends_with(".yml") || name.ends_with(".yaml"))
    };
    let asks = |text: &[u8]| SIGNS.iter().any(|sign| memchr::memmem::find(text, sign.as_bytes()).is_some());
    build.files().once("", |files| Probes(files.texts().any(|(path, text)| is_orchestrator(path) && asks(text)))).0
}

/// Whether some orchestrator's file has a probe.
struct Probes(bool);

/// The command of a check, without the instruction's options.
fn command(check: &Instruction) -> Option<(usize, String)> {
    let options: usize = check.flat.len() - check.flat.trim_start().len();
    let at = check.flat[options..].find("CMD")? + options + "CMD".len();
    Some((at, check.flat[at..].to_owned()))
}

fn programs_of(check: &Instruction) -> Vec<Program> {
    let around = LaunchContext { script: &|_| None, variable: &|_| None };
    match (words::list(check), command(check)) {
        (Some(words), _) => programs(&words.into_iter().map(|word| word.text).collect::<Vec<_>>(), &around),
        (None, Some((_, script))) => programs(&["sh".to_owned(), "-c".to_owned(), script], &around),
        (None, None) => Vec::new(),
    }
}

/// A check that only prints something, or succeeds whatever happens.
fn never_fails(check: &Instruction, found: &mut Diagnostics<'_>) {
    let programs = programs_of(check);
    let is_exit = |program: &Program, code: &[&str]| {
        program.name() == "exit"
            && program.words.get(1).map_or(code.contains(&"0"), |word| code.contains(&word.as_str()))
    };
    let idle = |program: &Program| {
        let script = program.words.windows(2).find(|pair| matches!(&*pair[0], "-e" | "-c" | "-r" | "--eval"));
        let prints = script.is_some_and(|pair| only_prints(&pair[1]));
        matches!(program.name(), "echo" | "true" | ":" | "printf") || prints || is_exit(program, &["0", "1"])
    };
    let forgiving =
        programs.len() > 1 && programs.last().is_some_and(|last| last.name() == "true" || is_exit(last, &["0"]));
    let message = if programs.iter().all(idle) && !programs.is_empty() {
        "The `HEALTHCHECK` only prints something"
    } else if forgiving && check.flat.contains("||") {
        "The last command of the `HEALTHCHECK` turns failure into success"
    } else {
        return;
    };
    found.report(Check::HealthCheckNeverFails, check.whole()).severity(Severity::Medium).message(message);
}

/// `console.log('ok')`, `print("healthy")`, `process.exit(0)` and nothing else.
fn only_prints(script: &str) -> bool {
    let script = script.trim().trim_end_matches(';');
    let printing = ["console.log(", "print(", "process.exit(0", "sys.exit(0", "exit(0", "puts "];
    let statements: Vec<&str> =
        script.split(';').map(str::trim).filter(|part| !part.is_empty() && !part.starts_with("import ")).collect();
    let is_plain = |part: &&str| printing.iter().any(|start| part.starts_with(start)) && part.matches('(').count() <= 1;
    statements.iter().all(is_plain)
}

/// `curl` or `wget` where the base image has none and nothing installs it.
fn tool_missing(build: &Build<'_>, check: &Instruction, found: &mut Diagnostics<'_>) {
    let base = &build.base().image;
    let used = programs_of(check).into_iter().find(|program| matches!(program.name(), "curl" | "wget"));
    let Some(tool) = used.map(|program| program.words[0].clone()) else { return };
    let brought = build.instructions().any(|instruction| {
        let brings = matches!(instruction.keyword, Keyword::Run | Keyword::Copy | Keyword::Add);
        let heredocs = instruction.heredocs.iter().any(|body| build.text[body.clone()].contains(&*tool));
        brings && (instruction.flat.contains(&*tool) || instruction.flat.contains("busybox") || heredocs)
    });
    if !brought && lacks(base, &tool) {
        let message = format!("The `HEALTHCHECK` calls `{tool}`, which `{base}` lacks and nothing installs");
        found.report(Check::HealthCheckToolMissing, check.whole()).severity(Severity::Medium).message(message);
    }
}

/// Whether an image is known not to have a tool: slim variants have neither, Alpine has BusyBox's `wget`.
fn lacks(image: &str, tool: &str) -> bool {
    let Some(reference) = ImageRef::parse(image) else { return image == "scratch" };
    let tag = reference.tag.unwrap_or_default();
    match reference.product() {
        Some("node" | "python" | "ruby" | "golang") => tag.contains("slim") || tag.contains("alpine") && tool == "curl",
        Some("debian" | "ubuntu") => true,
        Some("alpine") => tool == "curl",
        _ => reference.repository.contains("distroless/"),
    }
}
