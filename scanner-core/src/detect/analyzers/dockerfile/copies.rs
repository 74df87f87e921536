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
    /// The patterns of `--exclude`.
    pub(super) excluded: Vec<String>,
}

/// The origin of a file of the image.
enum Origin {
    /// A file of the project, by its path.
    Project(String),
    /// A here-document of the Dockerfile.
    Inline(Range<usize>),
}

/// The folders in which a command without one is looked for.
const SEARCH_PATH: [&str; 6] = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin"];

/// All copies of a stage itself, in order.
pub(super) fn of_stage<'b, 'a>(build: &'b Build<'a>, stage: usize) -> &'b [Copied<'a>] {
    build.copies[stage].get_or_init(|| read(build, stage))
}

fn read<'a>(build: &Build<'a>, stage: usize) -> Vec<Copied<'a>> {
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
    fn heredoc(&self, path: &str) -> Option<Range<usize>> {
        let rest = below(path, &self.target);
        let is_it = |name: &str| rest == Some(name) || path == self.target && !self.is_folder;
        let names = heredoc_names(&self.instruction.flat);
        names.zip(&self.instruction.heredocs).find(|(name, _)| is_it(name)).map(|(_, body)| body.clone())
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

/// The names of here-documents, which are those of the files that they become.
fn heredoc_names(flat: &str) -> impl Iterator<Item = &str> {
    let words = flat.split_whitespace().filter_map(|word| word.strip_prefix("<<"));
    words.map(|word| word.trim_start_matches('-').trim_matches(['"', '\'']))
}

/// The path in the project of a file of the image, if it is copied from there.
pub(super) fn origin(build: &Build<'_>, path: &str) -> Option<String> {
    origin_in(build, build.shipped[0], path)
}

/// The same for a stage.
pub(super) fn origin_in(build: &Build<'_>, stage: usize, path: &str) -> Option<String> {
    match trace(build, stage, path, 0)? {
        Origin::Project(path) => Some(path),
        Origin::Inline(_) => None,
    }
}

/// The text of a program that is started in a folder of the image, if it is a file of the project or of the Dockerfile.
pub(super) fn program_text<'a>(build: &Build<'a>, folder: &str, program: &str) -> Option<&'a str> {
    if program.is_empty() || program.starts_with('-') {
        return None;
    }
    let searched = SEARCH_PATH.iter().filter(|_| !program.contains('/')).map(|folder| format!("{folder}/{program}"));
    let paths = std::iter::once(inside(folder, program)).chain(searched);
    match paths.into_iter().find_map(|path| trace(build, build.shipped[0], &path, 0))? {
        Origin::Project(path) => Some(build.files().file(&path)?.text()),
        Origin::Inline(body) => build.text.get(body),
    }
}

fn trace(build: &Build<'_>, stage: usize, path: &str, depth: usize) -> Option<Origin> {
    const MAX_DEPTH: usize = 8;
    if depth > MAX_DEPTH {
        return None;
    }
    for at in build.lineage(stage) {
        for copy in of_stage(build, at).iter().rev() {
            if let Some(body) = copy.heredoc(path) {
                return Some(Origin::Inline(body));
            }
            for source in copy.origins(path) {
                let found = match &copy.from {
                    None => build.path(&source).filter(|path| build.files().has(path)).map(Origin::Project),
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
        if let Some(body) = written_by_shell(build, at, path) {
            return Some(Origin::Inline(body));
        }
    }
    None
}

/// `RUN cat <<'EOF' > /entry.sh`: the here-document that a shell writes to a file of the image.
fn written_by_shell(build: &Build<'_>, stage: usize, path: &str) -> Option<Range<usize>> {
    let runs = build.stages[stage].instructions.iter().filter(|instruction| instruction.keyword == Keyword::Run);
    runs.rev().find_map(|run| {
        let body = run.heredocs.first()?;
        let words: Vec<&str> = run.flat.split_whitespace().collect();
        let target = words.windows(2).find(|pair| pair[0] == ">" || pair[0] == "tee").map(|pair| pair[1]);
        let target =
            target.or_else(|| words.iter().find_map(|word| word.strip_prefix('>').filter(|to| !to.is_empty())));
        target.is_some_and(|target| inside("", target) == path).then(|| body.clone())
    })
}
