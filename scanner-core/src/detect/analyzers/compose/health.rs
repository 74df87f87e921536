//! Health checks that call what their image does not have.

use crate::{
    detect::{
        ConfigFile,
        analyzers::{Check, Diagnostics},
        deployment::{Model, compose::ServiceBuild},
    },
    document::{Dockerfile, Entry, Node},
    model::Severity,
};

/// A service whose check calls curl or wget, and whose image is known to come without.
pub(super) fn missing_tools(file: &ConfigFile<'_>, model: &Model, found: &mut Diagnostics<'_>) {
    for entry in model.services() {
        let Some(test) = entry.value.at(&["healthcheck", "test"]) else { continue };
        let words = words(test);
        let Some(tool) = ["curl", "wget"].into_iter().find(|tool| calls(&words, tool)) else { continue };
        // `wget ... || curl ...` takes what there is.
        let both = calls(&words, "curl") && calls(&words, "wget");
        let Some(base) = image(file, model, entry).filter(|base| base.lacks(tool) && !both) else { continue };
        if let Some(place) =
            model.place_in(file.path, &test.items().get(1).or(test.items().first()).unwrap_or(test).span)
        {
            found
                .report(Check::ComposeHealthcheckToolMissing, place)
                .subject(&*entry.key)
                .severity(Severity::Medium)
                .message(format!("The health check of `{}` calls {tool}, which `{}` lacks", entry.key, base.name));
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
fn image(file: &ConfigFile<'_>, model: &Model, service: &Entry) -> Option<Image> {
    if service.value.get("build").is_none() {
        let name = service.value.get("image").and_then(Node::text).filter(|name| !name.contains('$'))?;
        return Some(Image { name: name.to_owned(), installed: String::new() });
    }
    let build = ServiceBuild::new(service, model.sources.folder())?;
    match service.value.at(&["build", "dockerfile_inline"]).and_then(Node::text) {
        Some(inline) => last_stage(&Dockerfile::parse(inline), build.target),
        None => last_stage(file.relations.files().file(&build.dockerfile)?.dockerfile(), build.target),
    }
}

/// The base of the stage that is built, and all that is done in it and in the stages it is made of.
fn last_stage(dockerfile: &Dockerfile, target: Option<&str>) -> Option<Image> {
    let stage = match target {
        Some(target) => dockerfile.stage(target)?,
        None => dockerfile.stages.len().checked_sub(1)?,
    };
    let lineage = dockerfile.lineage(stage);
    let name = dockerfile.stages[*lineage.last()?].image.clone();
    let instructions = lineage.iter().flat_map(|&stage| &dockerfile.stages[stage].instructions);
    let installed = instructions.map(|instruction| instruction.flat.as_str()).collect();
    (!name.contains('$')).then_some(Image { name, installed })
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
            let image = last_stage(&Dockerfile::parse(dockerfile), None).expect("an image");
            assert_eq!(image.lacks(tool), lacks, "{dockerfile}");
        }
        assert!(
            last_stage(&Dockerfile::parse("FROM a AS x\nFROM b AS y\n"), Some("x"))
                .is_some_and(|image| image.name == "a")
        );
        assert!(last_stage(&Dockerfile::parse("ARG B\nFROM ${B}\n"), None).is_none());
    }
}
