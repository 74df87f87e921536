//! Files that `COPY` and `ADD` bring into a stage, and the origin of a file of the image.

use super::{
    build::Build,
    copied::{Copied, inside},
};
use crate::document::Keyword;
use std::ops::Range;

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
