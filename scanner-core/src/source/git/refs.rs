//! Refs: the names of a repository that keep objects from being forgotten.

use super::{Repository, id::ObjectId};
use crate::model::Incident;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A name, and the object it leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ref {
    /// Such as `refs/heads/main`.
    pub name: String,
    /// The object, which is mostly a commit or an annotated tag.
    pub id: ObjectId,
}

/// All names of a repository: branches, remote branches, tags, notes, stashes, what `HEAD` is in each of its work trees;
/// with `reflogs` also whatever these were before. Stashes are kept in a reflog, which is always read.
pub(crate) fn refs(repository: &Repository, reflogs: bool) -> (Vec<Ref>, Vec<Incident>) {
    let (mut refs, mut incidents) = (Vec::new(), Vec::new());
    references(repository, &mut refs, &mut incidents);
    let common = repository.common_dir();
    let mut places = vec![repository.git_dir().to_owned(), common.to_owned()];
    places.extend(folders(&common.join("worktrees")));
    places.sort();
    places.dedup();
    for place in &places {
        let head = fs::read(place.join("HEAD")).unwrap_or_default();
        let name = place.strip_prefix(common).unwrap_or(Path::new("")).join("HEAD").display().to_string();
        refs.extend(ObjectId::from_hex(head.trim_ascii_end()).map(|id| Ref { name, id }));
        if reflogs {
            files(&place.join("logs")).iter().for_each(|log| read_log(log, common, &mut refs));
        }
        // libgit2 leaves out those it can't read, and those of other work trees.
        files(&place.join("refs")).iter().for_each(|file| read_loose(file, common, &mut refs, &mut incidents));
    }
    read_log(&common.join("logs/refs/stash"), common, &mut refs);
    refs.sort();
    refs.dedup();
    (refs, incidents)
}

fn references(repository: &Repository, refs: &mut Vec<Ref>, incidents: &mut Vec<Incident>) {
    let unreadable = |reason: String| Incident::History { reason };
    let references = match repository.git().references() {
        Ok(references) => references,
        Err(error) => {
            return incidents.push(unreadable(format!("branches and tags can't be read: {}", error.message())));
        }
    };
    for reference in references {
        match reference {
            Ok(reference) => {
                let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                let id = reference.target().and_then(ObjectId::from_git2);
                refs.extend(id.map(|id| Ref { name, id }));
            }
            Err(error) => incidents.push(unreadable(format!("a branch or tag can't be read: {}", error.message()))),
        }
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect()
}

/// All files in a folder and below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

/// A name in a file of its own. While git changes one, it has a file `.lock` beside it.
fn read_loose(file: &Path, common: &Path, refs: &mut Vec<Ref>, incidents: &mut Vec<Incident>) {
    let name = name(file, common);
    let text = fs::read(file).unwrap_or_default();
    match ObjectId::from_hex(text.trim_ascii_end()) {
        Some(id) => refs.push(Ref { name, id }),
        None if text.starts_with(b"ref: ") || name.ends_with(".lock") => {}
        None => incidents.push(Incident::History { reason: format!("{name} can't be read: it names no object") }),
    }
}

/// A line of a reflog starts with what the name was before, and what it became.
fn read_log(file: &Path, common: &Path, refs: &mut Vec<Ref>) {
    let text = fs::read(file).unwrap_or_default();
    let name = format!("{} (reflog)", name(file, common));
    for line in text.split(|byte| *byte == b'\n') {
        let ids = line.splitn(3, |byte| *byte == b' ').take(2).filter_map(ObjectId::from_hex);
        let real = ids.filter(|id| !id.is_zero());
        refs.extend(real.map(|id| Ref { name: name.clone(), id }));
    }
}

fn name(file: &Path, common: &Path) -> String {
    file.strip_prefix(common).unwrap_or(file).display().to_string()
}
