//! Technologies in use, by what is depended on, started, configured or given a variable.

mod code;
mod declared;
mod images;
mod settings;

pub(super) use code::DETECTOR;

use crate::{
    context::{is_compose_file, is_pm2_file, is_workflow},
    detect::Manifest,
    document::{Format, Node, Server},
    evidence::{Sightings, SurveyedFile},
    model::Technology,
};
use gonogo_rules::knowledge::technologies::PACKAGES;
use std::ops::Range;

/// A table of technologies and the names that show them.
type Table = &'static [(&'static str, &'static [&'static str])];

/// Notes the technologies that a file shows.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if settings::applies_to(file) {
        settings::look(file, found);
    }
    if !file.is_in_use() {
        return;
    }
    packages(file, found);
    if is_compose_file(file.path()) {
        found.show(Technology::Compose, 0..0);
    }
    by_format(file, found);
}

fn packages(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let read = Manifest::read(file.parsed).map(|manifest| manifest.dependencies).unwrap_or_default();
    let used = read.into_iter().filter(|dependency| !dependency.is_development);
    for (name, span) in used.map(|dependency| (dependency.name, dependency.span)).chain(declared::names(file)) {
        let name = name.to_ascii_lowercase().replace('_', "-");
        let name = without_major(&name);
        show(PACKAGES, &span, found, |known| known == name);
    }
}

/// A module of Go without its major version: `github.com/gofiber/fiber/v3`.
fn without_major(name: &str) -> &str {
    let is_major = |last: &str| last.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
    name.rsplit_once('/').filter(|(_, last)| is_major(last)).map_or(name, |(module, _)| module)
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
        // What a workflow starts is for its tests.
        Some(Format::Yaml) if !is_workflow(&path.to_ascii_lowercase()) => {
            images::look(file, found);
            manifests(file, found);
        }
        _ => {}
    }
    if is_of_bundler(file.split().1) {
        found.show(Technology::Frontend, 0..0);
    }
    if path.ends_with(".prisma") {
        found.show(Technology::Prisma, 0..0);
        settings::prisma(file, found);
    }
    if path.ends_with("pgbouncer.ini") {
        found.show(Technology::Pgbouncer, 0..0);
    }
}

/// Configuration of what builds pages for browsers.
fn is_of_bundler(name: &str) -> bool {
    const STEMS: [&str; 7] = ["vite", "next", "nuxt", "astro", "svelte", "vue", "gatsby"];
    let stem = name.split_once(".config.").map(|(stem, _)| stem);
    stem.is_some_and(|stem| STEMS.contains(&stem)) || name == "angular.json"
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
    use gonogo_rules::knowledge::technologies::{IDENTIFIERS, IMAGES, SCHEMES, SETTINGS};

    #[test]
    fn every_name_in_the_tables_is_a_technology() {
        for (technology, names) in [PACKAGES, IDENTIFIERS, IMAGES, SCHEMES, SETTINGS].into_iter().flatten() {
            assert!(technology.parse::<Technology>().is_ok() && !names.is_empty(), "{technology}");
        }
        assert_eq!(without_major("github.com/gofiber/fiber/v3"), "github.com/gofiber/fiber");
    }
}
