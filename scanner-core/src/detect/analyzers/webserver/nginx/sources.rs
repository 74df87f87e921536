//! The file that is judged and those that it includes or that include it, parsed.

use super::include::{Include, Includes};
use crate::{
    detect::ConfigFile,
    document::{Directive, ParsedFile, Server},
};
use std::collections::BTreeMap;

/// At most this many files make up a configuration.
const MAX_FILES: usize = 64;
/// At most this many directives in a level, included ones among them.
const MAX_DIRECTIVES: usize = 4096;
/// Includes are followed to this depth.
const MAX_DEPTH: usize = 8;

/// A file of the configuration.
struct Source<'a> {
    path: &'a str,
    directives: &'a [Directive],
}

/// Parsed files; the first is the one that is judged.
pub(super) struct Sources<'a> {
    list: Vec<Source<'a>>,
    /// By the place of a file and what it includes: the places of the files, or `None` for unknown ones.
    included: BTreeMap<(usize, String), Option<Vec<usize>>>,
}

/// A directive and its file.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) directive: &'a Directive,
    source: usize,
}

/// The directives of one block, or outside of all, with those that are included there.
#[derive(Default)]
pub(super) struct Level<'a> {
    pub(super) directives: Vec<Placed<'a>>,
    /// Whether all files that are included here are known.
    pub(super) is_complete: bool,
}

impl Placed<'_> {
    /// Whether it is in the file that is judged.
    pub(super) fn is_own(&self) -> bool {
        self.source == 0
    }
}

impl<'a> Level<'a> {
    /// All directives of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = Placed<'a>> {
        self.directives.iter().filter(move |placed| placed.directive.name() == name).copied()
    }

    /// The last directive of a name.
    pub(super) fn last(&self, name: &str) -> Option<Placed<'a>> {
        self.directives.iter().rev().find(|placed| placed.directive.name() == name).copied()
    }

    /// Whether there is a directive of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.last(name).is_some()
    }
}

impl<'a> Sources<'a> {
    /// Parses the file, what it includes, and what includes it.
    pub(super) fn new(file: &ConfigFile<'a>, own: &'a [Directive]) -> Self {
        let files = file.relations.files();
        let includes = Includes::new(files);
        let mut sources =
            Sources { list: vec![Source { path: file.path, directives: own }], included: BTreeMap::new() };
        for path in includes.includers(file.path) {
            sources.add(files.file(&path));
        }
        let mut next = 0;
        while next < sources.list.len() {
            for pattern in patterns(sources.list[next].directives) {
                let paths = match includes.resolve(sources.list[next].path, &pattern) {
                    Include::Files(paths) => paths,
                    Include::Nothing => Vec::new(),
                    Include::Unknown => {
                        sources.included.insert((next, pattern), None);
                        continue;
                    }
                };
                let places = paths.iter().filter_map(|path| sources.add(files.file(path))).collect();
                sources.included.insert((next, pattern), Some(places));
            }
            next += 1;
        }
        sources
    }

    /// The place of a file, which is read if it is new.
    fn add(&mut self, file: Option<&'a ParsedFile<'static>>) -> Option<usize> {
        let file = file?;
        if let Some(known) = self.list.iter().position(|source| source.path == file.path()) {
            return Some(known);
        }
        if self.list.len() >= MAX_FILES {
            return None;
        }
        self.list.push(Source { path: file.path(), directives: &file.server_config(Server::Nginx).directives });
        Some(self.list.len() - 1)
    }

    /// The directives of the judged file outside of all blocks, without included ones.
    pub(super) fn own(&self) -> &'a [Directive] {
        self.list[0].directives
    }

    /// The outermost level of the file that is judged.
    pub(super) fn top(&self) -> Level<'a> {
        self.level(0, self.list[0].directives)
    }

    /// The outermost levels of the other files.
    pub(super) fn others(&self) -> impl Iterator<Item = Level<'a>> {
        (1..self.list.len()).map(|at| self.level(at, self.list[at].directives))
    }

    /// The directives of a block.
    pub(super) fn inside(&self, block: Placed<'a>) -> Level<'a> {
        self.level(block.source, block.directive.blocks())
    }

    fn level(&self, source: usize, directives: &'a [Directive]) -> Level<'a> {
        let mut level = Level { directives: Vec::new(), is_complete: true };
        self.expand(source, directives, 0, &mut level);
        level
    }

    fn expand(&self, source: usize, directives: &'a [Directive], depth: usize, level: &mut Level<'a>) {
        for directive in directives {
            if level.directives.len() >= MAX_DIRECTIVES {
                level.is_complete = false;
                return;
            }
            let Some(pattern) = directive.argument(0).filter(|_| directive.name() == "include") else {
                level.directives.push(Placed { directive, source });
                continue;
            };
            match self.included.get(&(source, pattern.to_owned())) {
                Some(Some(places)) if depth < MAX_DEPTH => {
                    places.iter().for_each(|at| self.expand(*at, self.list[*at].directives, depth + 1, level));
                }
                Some(Some(_)) => {}
                Some(None) | None => level.is_complete = false,
            }
        }
    }
}

/// All that is included somewhere in a file.
fn patterns(directives: &[Directive]) -> Vec<String> {
    let mut found = Vec::new();
    for directive in directives {
        if directive.name() == "include" {
            found.extend(directive.argument(0).map(str::to_owned));
        }
        found.extend(patterns(directive.blocks()));
    }
    found
}
