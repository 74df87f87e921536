//! Files that a compose file holds itself: Dockerfiles of `dockerfile_inline`, and the `content` of configs.

use super::build::inline_dockerfile;
use crate::{
    detect::{deployment::Model, project::join},
    document::{Entry, Node},
    model::Environment,
};
use std::ops::Range;

/// A file that a text inside of another one is.
#[derive(Debug)]
pub(in crate::detect) struct InlineFile {
    /// The service or config whose file it is.
    pub(in crate::detect) owner: String,
    /// The path that it would have beside the compose file.
    pub(in crate::detect) path: String,
    pub(in crate::detect) text: String,
    pub(in crate::detect) environment: Environment,
    /// The place of the whole in the compose file.
    place: Range<usize>,
    /// For each of its lines, where it starts here and there; empty if the two are written differently.
    lines: Vec<(usize, usize)>,
}

/// The inline files of a model that are written in one of its files.
pub(in crate::detect) fn inline_files(model: &Model, path: &str, text: &str) -> Vec<InlineFile> {
    let folder = model.sources.folder();
    let dockerfiles = model.services().iter().filter_map(|service| {
        let written = service.value.at(&["build", "dockerfile_inline"])?;
        Some((&service.key, inline_dockerfile(&service.key, &service.value, folder)?, written))
    });
    let configs = model.root.entries_of("configs").iter().filter_map(|config| {
        let target = target(model, config).unwrap_or(&config.key);
        Some((&config.key, join(folder, target.rsplit('/').next()?)?, config.value.get("content")?))
    });
    let place = |(owner, inner, written): (&String, String, &Node)| {
        let place = model.place_in(path, &written.span)?;
        let inline = written.text()?.to_owned();
        let lines = lines(&inline, text.get(place.clone())?, place.start);
        let environment = model.environment;
        Some(InlineFile { owner: owner.clone(), path: inner, text: inline, environment, place, lines })
    };
    dockerfiles.chain(configs).filter_map(place).collect()
}

/// The path at which a service mounts a config.
fn target<'a>(model: &'a Model, config: &Entry) -> Option<&'a str> {
    let mounts = model.services().iter().flat_map(|service| service.value.items_of("configs"));
    mounts
        .filter(|mount| mount.get("source").and_then(Node::text) == Some(&config.key))
        .find_map(|mount| mount.get("target")?.text())
}

/// Pairs the lines of a block with those it is written as, of which each is indented further.
fn lines(inline: &str, written: &str, start: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut here, mut there) = (0, start);
    let mut outer = written.split_inclusive('\n');
    for line in inline.split_inclusive('\n') {
        let Some(source) = outer.next().filter(|source| source.trim_end().ends_with(line.trim())) else {
            return Vec::new();
        };
        found.push((here, there + source.trim_end().len() - line.trim_end().len()));
        here += line.len();
        there += source.len();
    }
    found
}

impl InlineFile {
    /// The place in the compose file of a place in the inline one.
    pub(in crate::detect) fn original(&self, place: &Range<usize>) -> Range<usize> {
        let at = |at: usize| {
            let behind = self.lines.partition_point(|(here, _)| *here <= at);
            let (here, there) = self.lines.get(behind.checked_sub(1)?)?;
            Some(there + at - here)
        };
        match (at(place.start), at(place.end)) {
            (Some(start), Some(end)) if start <= end && end <= self.place.end => start..end,
            _ => self.place.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_lines() {
        let text = "x:\n  a: |\n    FROM node\n\n      RUN a\n    USER b\n";
        let start = text.find("    FROM").expect("a block");
        let inline = "FROM node\n\n  RUN a\nUSER b\n".to_owned();
        let lines = lines(&inline, &text[start..], start);
        let environment = Environment::Unknown;
        let place = start..text.len();
        let file = InlineFile { owner: String::new(), path: String::new(), text: inline, environment, place, lines };
        for word in ["FROM", "node", "RUN a", "USER b"] {
            let at = file.text.find(word).expect(word);
            assert_eq!(&text[file.original(&(at..at + word.len()))], word);
        }
    }
}
