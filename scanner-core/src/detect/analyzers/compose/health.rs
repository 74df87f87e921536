//! Health checks that call what their image does not have.

use super::Model;
use crate::{
    detect::{
        ConfigFile,
        analyzers::Diagnostics,
        project::{join, split},
    },
    document::Node,
    model::Severity,
};

/// A service whose check calls curl or wget, and whose image is known to come without.
pub(super) fn missing_tools(file: &ConfigFile<'_>, model: &Model, found: &mut Diagnostics<'_>) {
    for entry in model.root.get("services").map_or(&[][..], Node::entries) {
        let Some(test) = entry.value.at(&["healthcheck", "test"]) else { continue };
        let words = words(test);
        let Some(tool) = ["curl", "wget"].into_iter().find(|tool| calls(&words, tool)) else { continue };
        // `wget ... || curl ...` takes what there is.
        let both = calls(&words, "curl") && calls(&words, "wget");
        let Some(base) = image(file, model, &entry.value).filter(|base| base.lacks(tool) && !both) else { continue };
        if let Some(place) =
            model.place_in(file.path, &test.items().get(1).or(test.items().first()).unwrap_or(test).span)
        {
            let what = format!("`{}` calls {tool}, which `{}` does not have", entry.key, base.name);
            found.report("compose-healthcheck-tool-missing", place, Severity::Medium, what);
        }
    }
}

fn words(test: &Node) -> Vec<String> {
    let texts = test.text().into_iter().chain(test.items().iter().filter_map(Node::text));
    texts.flat_map(str::split_whitespace).map(|word| word.trim_matches(['"', '\'', ';', '(', ')']).to_owned()).collect()
}

fn calls(words: &[String], tool: &str) -> bool {
    words.iter().any(|word| word == tool || word.ends_with(&format!("/bin/{tool}")))
}

/// An image, and what is put into it.
struct Image {
    name: String,
    /// The lines of the Dockerfile behind its `FROM`.
    installed: String,
}

impl Image {
    /// Whether the image is known to come without a tool, and nothing installs it.
    fn lacks(&self, tool: &str) -> bool {
        let name = self.name.to_ascii_lowercase();
        let base = name.rsplit('/').next().unwrap_or(&name).to_owned();
        let image = base.split([':', '@']).next().unwrap_or_default().to_owned();
        let bare = name.contains("distroless") || name == "scratch";
        // Busybox in Alpine has wget; Debian's slim images have neither, full ones of languages have both.
        let alpine = base.contains("alpine") || image == "alpine" || image == "busybox";
        let slim = base.contains("slim") || matches!(&*image, "debian" | "ubuntu");
        let known = bare
            || slim
            || alpine
                && tool == "curl"
                && [
                    "node", "python", "alpine", "golang", "ruby", "openjdk", "eclipse-temurin", "postgres", "redis",
                    "busybox", "bun",
                ]
                .contains(&&*image);
        known && !self.installed.contains(tool)
    }
}

/// The image that a service runs, as far as it is known here.
fn image(file: &ConfigFile<'_>, model: &Model, service: &Node) -> Option<Image> {
    let part = |key: &str| service.at(&["build", key]).and_then(Node::text);
    if service.get("build").is_none() {
        let name = service.get("image").and_then(Node::text).filter(|name| !name.contains('$'))?;
        return Some(Image { name: name.to_owned(), installed: String::new() });
    }
    let folder = model.sources.first().map_or("", |(path, _)| split(path).0);
    let context = join(folder, part("context")?)?;
    let dockerfile = join(&context, part("dockerfile").unwrap_or("Dockerfile"))?;
    let text = String::from_utf8_lossy(file.relations.files().text(&dockerfile)?).into_owned();
    last_stage(&text, part("target"))
}

/// The base of the stage that is built, and all that is done in it and in the stages it is made of.
fn last_stage(text: &str, target: Option<&str>) -> Option<Image> {
    let mut stages: Vec<(Vec<String>, String)> = Vec::new();
    for line in text.lines() {
        let words: Vec<String> =
            line.split_whitespace().filter(|word| !word.starts_with("--")).map(str::to_owned).collect();
        match words.first() {
            Some(first) if first.eq_ignore_ascii_case("from") => stages.push((words, String::new())),
            _ => stages.last_mut().into_iter().for_each(|(_, lines)| *lines += line),
        }
    }
    let name = |words: &[String]| words.get(3).map(|name| name.to_ascii_lowercase());
    let wanted = |name_of: &Option<String>, target: &str| name_of.as_deref() == Some(&*target.to_ascii_lowercase());
    let mut at = match target {
        Some(target) => stages.iter().position(|(words, _)| wanted(&name(words), target))?,
        None => stages.len().checked_sub(1)?,
    };
    let mut installed = String::new();
    loop {
        installed += &stages[at].1;
        let base = stages[at].0.get(1)?.clone();
        match stages[..at].iter().rposition(|(words, _)| wanted(&name(words), &base)) {
            Some(before) => at = before,
            None if base.contains('$') => return None,
            None => return Some(Image { name: base, installed }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_images_have() {
        for (dockerfile, tool, lacks) in [
            ("FROM node:22-slim\nRUN npm ci\n", "curl", true),
            ("FROM node:22-alpine\n", "curl", true),
            ("FROM node:22-alpine\n", "wget", false),
            ("FROM node:22-alpine\nRUN apk add --no-cache curl\n", "curl", false),
            ("FROM node:22\n", "curl", false),
            ("FROM node:22-slim AS base\nRUN apt-get install -y curl\nFROM base\nCOPY . .\n", "curl", false),
            ("FROM node:22-slim AS build\nRUN apt-get install -y curl\nFROM python:3.13-slim\n", "curl", true),
            ("FROM gcr.io/distroless/nodejs22\n", "wget", true),
            ("FROM nginx:alpine\n", "curl", false),
        ] {
            let image = last_stage(dockerfile, None).expect("an image");
            assert_eq!(image.lacks(tool), lacks, "{dockerfile}");
        }
        assert!(last_stage("FROM a AS x\nFROM b AS y\n", Some("x")).is_some_and(|image| image.name == "a"));
        assert!(last_stage("ARG B\nFROM ${B}\n", None).is_none());
    }
}
