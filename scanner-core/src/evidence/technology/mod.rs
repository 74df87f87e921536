//! Technologies in use, by what is depended on, started, configured or given a variable.

use super::{Sightings, SurveyedFile};
use crate::{
    context::{Role, is_compose_file, is_env_file, is_pm2_file},
    detect::Manifest,
    document::{Format, Node, Server},
    model::{NameWords, Technology},
};
use gonogo_rules::knowledge::technologies::{IMAGES, PACKAGES, SETTINGS};
use std::ops::Range;

/// A table of technologies and the names that show them.
type Table = &'static [(&'static str, &'static [&'static str])];

/// Notes the technologies that a file shows.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let path = file.path();
    if is_env_file(path) && (file.is_in_use() || file.role() == Role::Template) {
        return variables(file, found);
    }
    if !file.is_in_use() {
        return;
    }
    packages(file, found);
    if is_compose_file(path) {
        found.show(Technology::Compose, 0..0);
        images(file, found);
    }
    by_format(file, found);
}

fn packages(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(manifest) = Manifest::read(file.parsed) else { return };
    for dependency in manifest.dependencies.iter().filter(|dependency| !dependency.is_development) {
        let name = dependency.name.to_ascii_lowercase().replace('_', "-");
        let name = without_major(&name);
        show(PACKAGES, &dependency.span, found, |known| known == name);
    }
}

/// A module of Go without its major version: `github.com/gofiber/fiber/v3`.
fn without_major(name: &str) -> &str {
    let is_major = |last: &str| last.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
    name.rsplit_once('/').filter(|(_, last)| is_major(last)).map_or(name, |(module, _)| module)
}

/// The images of a compose file's services.
fn images(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let services = file.parsed.root().map_or(&[][..], |root| root.entries_of("services"));
    for image in services.iter().filter_map(|service| service.value.get("image")) {
        let name = image_name(image.text().unwrap_or_default());
        show(IMAGES, &image.span, found, |known| known == name);
    }
}

/// `library/redis:7@sha256:...` is `redis`.
fn image_name(reference: &str) -> &str {
    let last = reference.split('@').next().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

/// The variables of an env file, or of its template.
fn variables(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for setting in file.parsed.settings().list {
        let words = NameWords::new(&setting.name);
        show(SETTINGS, &setting.key, found, |known| words.has(known));
    }
}

fn show(table: Table, span: &Range<usize>, found: &mut Sightings, is: impl Fn(&str) -> bool) {
    for (technology, names) in table {
        if names.iter().any(|name| is(name)) {
            technology.parse().into_iter().for_each(|technology| found.show(technology, span.clone()));
        }
    }
}

/// What the format of a file says.
fn by_format(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let (path, parsed) = (file.path(), file.parsed);
    match parsed.server() {
        Some(Server::Nginx) => found.show(Technology::Nginx, 0..0),
        Some(_) => found.show(Technology::WebServer, 0..0),
        None => {}
    }
    if is_pm2_file(path, parsed.bytes()) {
        found.show(Technology::Pm2, 0..0);
    }
    match Format::for_path(path) {
        Some(Format::Dockerfile) if !parsed.dockerfile().stages.is_empty() => found.show(Technology::Docker, 0..0),
        Some(Format::Unit) if path.ends_with(".service") => found.show(Technology::Systemd, 0..0),
        Some(Format::Yaml) => manifests(file, found),
        _ => {}
    }
    if path.ends_with("pgbouncer.ini") {
        found.show(Technology::Pgbouncer, 0..0);
    }
}

/// Objects of Kubernetes.
fn manifests(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let roots = file.parsed.document().map_or(&[][..], |document| &document.roots);
    for root in roots.iter().filter(|root| root.get("apiVersion").is_some()) {
        let Some(kind) = root.get("kind") else { continue };
        found.show(Technology::Kubernetes, kind.span.clone());
        if kind.text() == Some("Ingress")
            || root.at(&["spec", "rules"]).is_some_and(|rules| !Node::items(rules).is_empty())
        {
            found.show(Technology::WebServer, kind.span.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_tables_is_a_technology() {
        for (technology, names) in [PACKAGES, IMAGES, SETTINGS].into_iter().flatten() {
            assert!(technology.parse::<Technology>().is_ok() && !names.is_empty(), "{technology}");
        }
        assert_eq!(without_major("github.com/gofiber/fiber/v3"), "github.com/gofiber/fiber");
        assert_eq!(image_name("docker.io/bitnami/redis:7.2@sha256:00"), "redis");
    }
}
