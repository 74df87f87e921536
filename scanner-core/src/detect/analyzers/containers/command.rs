//! Commands that containers start in place of the image's own.

use super::{Place, script::script};
use crate::{
    detect::{
        ConfigFile,
        analyzers::{Check, Diagnostics},
        knowledge::{
            image::through_entry_point,
            launch::{Kind, LaunchContext, command_words, development, emptying, programs, seeding, with_scripts},
        },
        project::{PackagePaths, join},
    },
    document::{Node, Package},
    model::Severity,
};

/// Checks the command that is started in place of the image's own.
pub(super) fn start(
    file: &ConfigFile<'_>,
    folder: &str,
    subject: &str,
    container: &Node,
    place: &mut Place<'_>,
    found: &mut Diagnostics<'_>,
) {
    let parts: Vec<&Node> = ["entrypoint", "command", "args"].iter().filter_map(|key| container.get(key)).collect();
    let Some(span) = parts.last().map(|part| &part.span) else { return };
    let words: Vec<String> = parts.iter().flat_map(|node| command_words(node)).collect();
    let words = match container.get("image").and_then(Node::text) {
        Some(image) if container.get("entrypoint").is_none() => through_entry_point(image, words),
        _ => words,
    };
    let of_package = |name: &str| package(file, folder, container)?.script(name).map(str::to_owned);
    let around = LaunchContext { script: &of_package, variable: &|name| variable(container, name) };
    let programs = with_scripts(programs(&words, &around), &around, |name| script(file, folder, container, name));
    if let Some(start) = programs.iter().find_map(|program| development(program, &around))
        && let Some(place) = place(Check::DevelopmentServerStarted, span)
    {
        let severity = if start.kind == Kind::Server { Severity::High } else { Severity::Medium };
        let report = found.report(Check::DevelopmentServerStarted, place);
        report.subject(subject).severity(severity).message(start.what);
    }
    if let Some(what) = programs.iter().find_map(emptying)
        && let Some(place) = place(Check::DatabaseResetAtStart, span)
    {
        let report = found.report(Check::DatabaseResetAtStart, place).subject(subject).severity(Severity::High);
        report.message(format!("{what} empties the database every time a container starts"));
    }
    if let Some(what) = programs.iter().find_map(seeding)
        && let Some(place) = place(Check::SeedingAtStart, span)
    {
        let report = found.report(Check::SeedingAtStart, place).subject(subject).severity(Severity::Medium);
        report.message(format!("{what} fills the database every time a container starts"));
    }
}

/// The package in the folder that a service is built in, or the only one there is.
fn package<'a>(file: &ConfigFile<'a>, folder: &str, container: &Node) -> Option<&'a Package> {
    let files = file.relations.files();
    let build = container.get("build");
    let context = build.and_then(|build| build.text().or_else(|| build.get("context")?.text()));
    let built = context.and_then(|context| join(folder, &format!("{context}/package.json")));
    files.file(&built.or_else(|| PackagePaths::of(files).only.clone())?)?.package()
}

/// A variable that the container is given, in the forms of compose and Kubernetes.
fn variable(container: &Node, name: &str) -> Option<String> {
    let environment = container.get("environment").or_else(|| container.get("env"))?;
    let plain = environment.get(name).and_then(Node::text).map(str::to_owned);
    plain.or_else(|| {
        environment.items().iter().find_map(|item| match item.text() {
            Some(pair) => pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()),
            None => item
                .get("name")
                .and_then(Node::text)
                .filter(|key| *key == name)
                .and(item.get("value")?.text())
                .map(str::to_owned),
        })
    })
}
