//! References to container images: `registry/name:tag@digest`, and how well their tags say what one gets.

mod end_of_life;

pub(in crate::detect) use end_of_life::Ended;

use gonogo_rules::knowledge::images;

/// An image as it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) struct ImageRef<'a> {
    /// With registry and folders.
    pub(in crate::detect) repository: &'a str,
    /// The tag, if there is one.
    pub(in crate::detect) tag: Option<&'a str>,
    is_digest: bool,
}

/// The ways in which a tag can move to another image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Drift {
    /// There is no tag, which is `latest`.
    Untagged,
    /// `latest` and names like it, with or without a version of something else.
    Latest,
    /// A variant without a version: `alpine`, `slim`, `lts`.
    Unversioned,
}

impl<'a> ImageRef<'a> {
    /// Reads a reference; `None` for what names no image of a registry: `scratch`, nothing, a variable.
    pub(in crate::detect) fn parse(text: &'a str) -> Option<Self> {
        let (rest, is_digest) = text.split_once('@').map_or((text, false), |(rest, _)| (rest, true));
        let name = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match rest[name..].split_once(':') {
            Some((_, tag)) => (&rest[..rest.len() - tag.len() - 1], Some(tag)),
            None => (rest, None),
        };
        let known = !repository.is_empty() && !repository.contains(['$', '{', '<', '%']) && repository != "scratch";
        known.then_some(ImageRef { repository, tag, is_digest })
    }

    /// The drift of the tag, if it moves further than a release line does. A tag that is a variable may be anything.
    pub(in crate::detect) fn drift(&self) -> Option<Drift> {
        if self.is_digest || images::VERSIONLESS.iter().any(|part| self.repository.contains(part)) {
            return None;
        }
        let Some(tag) = self.tag else { return Some(Drift::Untagged) };
        let mut words = tag.split(['-', '_', '.']);
        if words.clone().any(|word| images::MOVING.contains(&word.to_ascii_lowercase().as_str())) {
            return Some(Drift::Latest);
        }
        let variant = |word: &str| {
            let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let version_of_variant = letters.len() < word.len() && ["alpine", "jdk", "jre", "ubi"].contains(&letters);
            images::VARIANTS.contains(&word.to_ascii_lowercase().as_str()) || version_of_variant
        };
        let first = words.next().unwrap_or_default();
        // What follows `alpine3` is still its version: `alpine3.20`.
        let rest = words.all(|word| variant(word) || word.bytes().all(|byte| byte.is_ascii_digit()));
        // Of a system the code name is the version.
        let system = matches!(self.product(), Some("debian" | "ubuntu" | "alpine"));
        let own_line = system && !matches!(first, "stable" | "slim");
        (variant(first) && rest && !own_line).then_some(Drift::Unversioned)
    }

    /// The product, if this is the image that its makers or a well-known builder publish.
    pub(in crate::detect) fn product(&self) -> Option<&'a str> {
        const HOSTS: &[&str] =
            &["docker.io/", "index.docker.io/", "public.ecr.aws/docker/", "mirror.gcr.io/", "registry.hub.docker.com/"];
        let path = HOSTS.iter().find_map(|host| self.repository.strip_prefix(host)).unwrap_or(self.repository);
        if path
            .strip_prefix("mcr.microsoft.com/")
            .is_some_and(|path| path.starts_with("dotnet/") || path.starts_with("dotnet-"))
        {
            return Some("dotnet");
        }
        let (owner, name) = path.rsplit_once('/').unwrap_or(("library", path));
        match (owner, name) {
            ("library", "mongo") | ("bitnami" | "bitnamilegacy", "mongodb") => Some("mongo"),
            ("bitnami" | "bitnamilegacy", "postgresql") | ("postgis", "postgis") => Some("postgres"),
            ("bitnami" | "bitnamilegacy" | "cimg" | "circleci", "node") | ("nginxinc", "nginx-unprivileged") => {
                Some(if name == "node" { "node" } else { "nginx" })
            }
            ("library", name) => Some(name),
            _ => None,
        }
    }
}

/// The last part of a reference to an image: `docker.io/bitnami/redis:7@sha256:...` is `redis`.
pub(crate) fn name_of_image(reference: &str) -> &str {
    let last = reference.split('@').next().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

/// The words that a command without an entry point of its own starts. The entry points of some images put their program
/// before an option, or before one of its own commands.
pub(in crate::detect) fn through_entry_point(image: &str, words: Vec<String>) -> Vec<String> {
    let Some(repository) = ImageRef::parse(image).map(|image| image.repository) else { return words };
    let is_of = |name: &str| repository.strip_suffix(name).is_some_and(|host| host.is_empty() || host.ends_with('/'));
    let Some((_, program)) = images::ENTRY_POINTS.iter().find(|(name, _)| is_of(name)) else { return words };
    let own =
        |first: &String| first.starts_with('-') || *program == "deno" && images::DENO_COMMANDS.contains(&&**first);
    match words.first() {
        Some(first) if own(first) => std::iter::once((*program).to_owned()).chain(words).collect(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_points_put_their_program_first() {
        for (image, command, started) in [
            ("denoland/deno:2.5.4", "run --watch main.ts", "deno run --watch main.ts"),
            ("denoland/deno:2.5.4", "sh -c x", "sh -c x"),
            ("docker.io/oven/bun:1", "--watch main.ts", "bun --watch main.ts"),
            ("node:24", "--watch main.js", "node --watch main.js"),
            ("node:24", "main.js", "main.js"),
            ("shop/anode:1", "--watch main.js", "--watch main.js"),
            ("php:8.4-cli", "-S 0.0.0.0:80", "php -S 0.0.0.0:80"),
        ] {
            let words = command.split(' ').map(str::to_owned).collect();
            assert_eq!(through_entry_point(image, words).join(" "), started, "{image} {command}");
        }
    }

    #[test]
    fn images_are_called_by_their_last_part() {
        assert_eq!(name_of_image("docker.io/bitnami/redis:7.2@sha256:00"), "redis");
        assert_eq!(name_of_image("postgres"), "postgres");
    }

    #[test]
    fn references() {
        for (text, expected) in [
            ("node:22-alpine", Some(("node", Some("22-alpine")))),
            ("registry:5000/a/b", Some(("registry:5000/a/b", None))),
            ("registry:5000/a/b:1@sha256:00", Some(("registry:5000/a/b", Some("1")))),
            ("scratch", None),
            ("$BASE", None),
            ("", None),
        ] {
            assert_eq!(ImageRef::parse(text).map(|image| (image.repository, image.tag)), expected, "{text}");
        }
    }

    #[test]
    fn drifting_tags() {
        for (text, expected) in [
            ("node", Some(Drift::Untagged)),
            ("node:latest", Some(Drift::Latest)),
            ("timescale/timescaledb:latest-pg17", Some(Drift::Latest)),
            ("nginx:alpine", Some(Drift::Unversioned)),
            ("nginx:stable-alpine3.20", Some(Drift::Unversioned)),
            ("node:lts-slim", Some(Drift::Unversioned)),
            ("node:22", None),
            ("node:22-alpine", None),
            ("python:3.12-slim-bookworm", None),
            ("debian:bookworm-slim", None),
            ("ubuntu:jammy", None),
            ("debian:stable-slim", Some(Drift::Unversioned)),
            ("eclipse-temurin:21-jre", None),
            ("dunglas/frankenphp:1-php8.4", None),
            ("gcr.io/distroless/static:nonroot", None),
            ("node:$VERSION", None),
            ("node@sha256:00", None),
            ("golang:bookworm", Some(Drift::Unversioned)),
            ("maven:3-jdk-8", None),
        ] {
            let image = ImageRef::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(image.drift(), expected, "{text}");
        }
    }
}
