//! One `COPY` or `ADD`: what it takes, and where it puts it.

use super::words::words;
use crate::{
    detect::project::join,
    document::{Instruction, Word},
    model::PathGlobs,
};
use std::ops::Range;

/// A `COPY` or `ADD`.
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
    /// The patterns of `--exclude`.
    pub(super) excluded: Vec<String>,
}

impl<'a> Copied<'a> {
    pub(super) fn of(instruction: &'a Instruction, folder: &str) -> Option<Self> {
        let mut words = words(instruction);
        let mut from = None;
        let mut has_checksum = false;
        let mut excluded = Vec::new();
        while let Some(first) = words.first().filter(|word| word.text.starts_with("--")) {
            from = first.text.strip_prefix("--from=").map(str::to_owned).or(from);
            has_checksum |= first.text.starts_with("--checksum");
            excluded.extend(first.text.strip_prefix("--exclude=").map(str::to_owned));
            words.remove(0);
        }
        let last = words.pop()?;
        let is_folder = last.text.ends_with('/') || last.text.ends_with('.') || words.len() > 1;
        let target = inside(folder, &last.text);
        Some(Copied { instruction, from, target, sources: words, is_folder, has_checksum, excluded })
    }

    /// The here-document that a file of the image is.
    pub(super) fn heredoc(&self, path: &str) -> Option<Range<usize>> {
        let rest = below(path, &self.target);
        let is_it = |name: &str| rest == Some(name) || path == self.target && !self.is_folder;
        let names = heredoc_names(&self.instruction.flat);
        names.zip(&self.instruction.heredocs).find(|(name, _)| is_it(name)).map(|(_, body)| body.clone())
    }

    /// The paths that a file of the image may have had where it was copied from.
    pub(super) fn origins(&self, path: &str) -> Vec<String> {
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

/// The longest path that all systems take.
const MAX_PATH_BYTES: usize = 1024;

/// A path as it is meant in a folder of the image, without the leading slash. Longer ones than there are become the root.
pub(super) fn inside(folder: &str, path: &str) -> String {
    let folder = if path.starts_with(['/', '~']) { "" } else { folder };
    let path = join(folder, path.trim_start_matches("~/").trim_start_matches("./"));
    path.filter(|path| path.len() <= MAX_PATH_BYTES).unwrap_or_default()
}

/// The part of a path behind a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// The names of here-documents, which are those of the files that they become.
fn heredoc_names(flat: &str) -> impl Iterator<Item = &str> {
    let words = flat.split_whitespace().filter_map(|word| word.strip_prefix("<<"));
    words.map(|word| word.trim_start_matches('-').trim_matches(['"', '\'']))
}
