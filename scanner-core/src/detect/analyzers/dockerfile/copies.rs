//! Files that `COPY` and `ADD` bring into a stage, and the origin of a file of the image.

use super::build::Build;
use crate::{
    detect::project::join,
    document::{Instruction, Keyword, Word, commands},
    model::PathGlobs,
};
use std::ops::Range;

/// One `COPY` or `ADD`.
pub(super) struct Copied<'a> {
    pub(super) instruction: &'a Instruction,
    /// The stage or image that it copies from; else the context.
    pub(super) from: Option<String>,
    pub(super) sources: Vec<Word>,
    /// In the image, without the leading slash.
    pub(super) target: String,
    /// Whether the target is a folder for certain.
    is_folder: bool,
    /// Whether `--checksum` is given.
    pub(super) has_checksum: bool,
}

/// All copies of a stage itself, in order.
pub(super) fn of_stage<'a>(build: &'a Build<'_>, stage: usize) -> Vec<Copied<'a>> {
    let mut folder = working_folder(build, build.lineage(stage).get(1..).unwrap_or_default());
    let mut found = Vec::new();
    for instruction in &build.stages[stage].instructions {
        match instruction.keyword {
            Keyword::Workdir => folder = inside(&folder, instruction.flat.trim_matches(['"', '\''])),
            Keyword::Copy | Keyword::Add => found.extend(Copied::of(instruction, &folder)),
            _ => {}
        }
    }
    found
}

/// The folder in which the first of these stages ends.
pub(super) fn working_folder(build: &Build<'_>, lineage: &[usize]) -> String {
    let instructions = lineage.iter().rev().flat_map(|&stage| &build.stages[stage].instructions);
    let folders = instructions.filter(|instruction| instruction.keyword == Keyword::Workdir);
    folders.fold(String::new(), |folder, instruction| inside(&folder, instruction.flat.trim_matches(['"', '\''])))
}

/// A path as it is meant in a folder of the image, without the leading slash.
pub(super) fn inside(folder: &str, path: &str) -> String {
    let folder = if path.starts_with(['/', '~']) { "" } else { folder };
    join(folder, path.trim_start_matches("~/").trim_start_matches("./")).unwrap_or_default()
}

impl<'a> Copied<'a> {
    fn of(instruction: &'a Instruction, folder: &str) -> Option<Self> {
        let mut words = words(instruction);
        let mut from = None;
        let mut has_checksum = false;
        while let Some(first) = words.first().filter(|word| word.text.starts_with("--")) {
            from = first.text.strip_prefix("--from=").map(str::to_owned).or(from);
            has_checksum |= first.text.starts_with("--checksum");
            words.remove(0);
        }
        let last = words.pop()?;
        let is_folder = last.text.ends_with('/') || last.text.ends_with('.') || words.len() > 1;
        Some(Copied { instruction, from, target: inside(folder, &last.text), sources: words, is_folder, has_checksum })
    }

    /// The paths that a file of the image may have had where it was copied from.
    fn origins(&self, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        for source in self.sources.iter().map(|source| source.text.trim_start_matches('/')) {
            let plain = join("", source).unwrap_or_default();
            if path == self.target && !self.is_folder {
                found.push(plain.clone());
            }
            let Some(rest) = below(path, &self.target) else { continue };
            let (folder, name) = plain.rsplit_once('/').unwrap_or(("", &plain));
            if rest == name {
                found.push(plain.clone());
            } else if plain.contains(['*', '?']) {
                if PathGlobs::new([name]).is_ok_and(|globs| globs.matches(rest)) {
                    found.extend(join(folder, rest));
                }
            } else {
                found.extend(join(&plain, rest));
            }
        }
        found
    }
}

/// The words of an instruction, of both forms.
pub(super) fn words(instruction: &Instruction) -> Vec<Word> {
    let offset = instruction.arguments.start;
    let shift = |span: Range<usize>| span.start + offset..span.end + offset;
    let mut words: Vec<Word> = match super::exec::list(instruction) {
        Some(list) => return list,
        None => commands(&instruction.flat, 0..instruction.flat.len()).into_iter().flat_map(|one| one.words).collect(),
    };
    words.iter_mut().for_each(|word| word.span = shift(word.span.clone()));
    words
}

/// The part of a path behind a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// The path in the project of a file of the image, if it is copied from there.
pub(super) fn origin(build: &Build<'_>, path: &str) -> Option<String> {
    trace(build, build.shipped[0], path, 0)
}

/// The same for a stage.
pub(super) fn origin_in(build: &Build<'_>, stage: usize, path: &str) -> Option<String> {
    trace(build, stage, path, 0)
}

fn trace(build: &Build<'_>, stage: usize, path: &str, depth: usize) -> Option<String> {
    const MAX_DEPTH: usize = 8;
    if depth > MAX_DEPTH {
        return None;
    }
    for at in build.lineage(stage) {
        for copy in of_stage(build, at).iter().rev() {
            for source in copy.origins(path) {
                let found = match &copy.from {
                    None => build.path(&source).filter(|path| build.files().has(path)),
                    Some(from) => build
                        .stage(from)
                        .filter(|from| *from != at)
                        .and_then(|from| trace(build, from, &source, depth + 1)),
                };
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    None
}
