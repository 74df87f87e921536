//! The file that is judged and those that it includes or that include it, parsed.

use super::include::{Include, Includes, MAX_FILES};
use crate::{
    detect::ConfigFile,
    document::{Directive, ParsedFile, Server},
};
use std::{cell::Cell, collections::BTreeMap};

/// At most this many directives in a level, included ones among them.
const MAX_DIRECTIVES: usize = 4096;
/// At most this many directives in all levels together that are built of a configuration.
const MAX_PASSED: usize = 4 * MAX_DIRECTIVES;
/// Includes are followed to this depth.
const MAX_DEPTH: usize = 8;

/// A file of the configuration.
struct Source<'a> {
    path: &'a str,
    /// How many includes lead to it.
    depth: usize,
    directives: &'a [Directive],
}

/// Parsed files; the first is the one that is judged.
pub(super) struct Sources<'a> {
    list: Vec<Source<'a>>,
    /// By the place of a file and what it includes: the places of the files, or `None` for unknown ones.
    included: BTreeMap<(usize, String), Option<Vec<usize>>>,
    /// Directives that were passed over because they are included.
    passed: Cell<usize>,
}

/// A directive and its file.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) directive: &'a Directive,
    source: usize,
}

/// The directives of one block, or outside of all, with those that are included there.
#[derive(Clone, Default)]
pub(super) struct Level<'a> {
    pub(super) directives: Vec<Placed<'a>>,
    /// Whether all files that are included here are known.
    pub(super) is_complete: bool,
    /// Directives passed over, `include` among them.
    passed: usize,
    /// The places of the directives of each name, in order.
    by_name: BTreeMap<&'a str, Vec<usize>>,
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
        self.places(name).iter().map(|at| self.directives[*at])
    }

    /// The last directive of a name.
    pub(super) fn last(&self, name: &str) -> Option<Placed<'a>> {
        self.places(name).last().map(|at| self.directives[*at])
    }

    fn places(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, placed: Placed<'a>) {
        self.by_name.entry(placed.directive.name()).or_default().push(self.directives.len());
        self.directives.push(placed);
    }

    /// The first directive of any of these names for which there is something.
    pub(super) fn find_map<T>(&self, names: &[&str], map: impl Fn(&Placed<'a>) -> Option<T>) -> Option<T> {
        let first = |name: &&str| self.places(name).iter().find_map(|at| Some((*at, map(&self.directives[*at])?)));
        names.iter().filter_map(first).min_by_key(|(at, _)| *at).map(|(_, found)| found)
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
        let mut sources = Sources {
            list: vec![Source { path: file.path, depth: 0, directives: own }],
            included: BTreeMap::new(),
            passed: Cell::new(0),
        };
        for path in includes.includers(file.path) {
            sources.add(files.file(&path), 0);
        }
        let mut next = 0;
        while next < sources.list.len() {
            let depth = sources.list[next].depth + 1;
            let patterns = if depth > MAX_DEPTH { Vec::new() } else { patterns(sources.list[next].directives) };
            for pattern in patterns {
                let places = match includes.resolve(sources.list[next].path, &pattern) {
                    Include::Files(found) => {
                        let first = found.0.iter().take(MAX_FILES);
                        Some(first.filter_map(|path| sources.add(files.file(path), depth)).collect())
                    }
                    Include::Nothing => Some(Vec::new()),
                    Include::Unknown => None,
                };
                sources.included.insert((next, pattern), places);
            }
            next += 1;
        }
        sources
    }

    /// The place of a file, which is read if it is new.
    fn add(&mut self, file: Option<&'a ParsedFile<'static>>, depth: usize) -> Option<usize> {
        let file = file?;
        if let Some(known) = self.list.iter().position(|source| source.path == file.path()) {
            return Some(known);
        }
        if self.list.len() >= MAX_FILES {
            return None;
        }
        self.list.push(Source { path: file.path(), depth, directives: &file.server_config(Server::Nginx).directives });
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
        let mut level = Level { is_complete: true, ..Level::default() };
        self.expand(source, directives, &mut Vec::new(), &mut level);
        level
    }

    /// Adds directives and what they include. A file that is `open` includes itself, which nginx refuses.
    fn expand(&self, source: usize, directives: &'a [Directive], open: &mut Vec<usize>, level: &mut Level<'a>) {
        open.push(source);
        for directive in directives {
            let is_included = open.len() > 1;
            if level.passed >= MAX_DIRECTIVES || is_included && self.passed.get() >= MAX_PASSED {
                level.is_complete = false;
                break;
            }
            level.passed += 1;
            self.passed.update(|passed| passed + usize::from(is_included));
            let Some(pattern) = directive.argument(0).filter(|_| directive.name() == "include") else {
                level.push(Placed { directive, source });
                continue;
            };
            match self.included.get(&(source, pattern.to_owned())) {
                Some(Some(places)) if open.len() <= MAX_DEPTH => {
                    for at in places {
                        if !open.contains(at) {
                            self.expand(*at, self.list[*at].directives, open, level);
                        }
                    }
                }
                Some(Some(_)) => {}
                Some(None) | None => level.is_complete = false,
            }
        }
        open.pop();
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
