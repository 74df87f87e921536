//! Refs: the names of a repository that keep objects from being forgotten.

use super::{
    Repository,
    id::ObjectId,
    reftable::{self, Target},
};
use crate::{
    model::Incident,
    regular_file::{self, MAX_TABLE_BYTES, MAX_TEXT_BYTES},
};
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
    let has_tables = reftable::is_in(common);
    let mut places = vec![repository.git_dir().to_owned(), common.to_owned()];
    places.extend(folders(&common.join("worktrees")));
    places.sort();
    places.dedup();
    for place in &places {
        let name = place.strip_prefix(common).unwrap_or(Path::new("")).join("HEAD").display().to_string();
        if has_tables {
            own_refs(place, &name, &mut refs, &mut incidents);
            own_logs(place, common, reflogs, &mut refs, &mut incidents);
            continue;
        }
        match read_head(place, common) {
            Ok(id) => refs.extend(id.map(|id| Ref { name, id })),
            Err(reason) => {
                let reason = format!("{name} can't be read: {reason}; what it led to may not have been scanned");
                incidents.push(Incident::History { reason });
            }
        }
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

/// What a work tree names itself in the format reftable: `head`, and refs that others do not see.
fn own_refs(place: &Path, head: &str, refs: &mut Vec<Ref>, incidents: &mut Vec<Incident>) {
    match reftable::read(place) {
        Ok(own) => refs.extend(own.into_iter().filter_map(|(name, target)| match target {
            Target::Object(id) => {
                let name = if name == b"HEAD" { head.to_owned() } else { String::from_utf8_lossy(&name).into_owned() };
                Some(Ref { name, id })
            }
            Target::Ref(_) => None,
        })),
        Err(error) => incidents.push(Incident::History { reason: format!("{head} can't be read: {error}") }),
    }
}

/// No repository has as many symbolic refs in a row.
const MAX_SYMBOLIC_REFS: usize = 10;

/// The object that the `HEAD` of a work tree names itself; `None` if it names a branch, whether that has a commit or not.
///
/// # Errors
/// In words, why it leads to nothing.
fn read_head(place: &Path, common: &Path) -> Result<Option<ObjectId>, String> {
    let head = place.join("HEAD");
    let mut file = head.clone();
    for _ in 0..MAX_SYMBOLIC_REFS {
        let text = match regular_file::read(&file, MAX_TEXT_BYTES) {
            Ok(text) => text,
            Err(error) if file == head => return Err(error.to_string()),
            // It is packed, or has no commit yet.
            Err(_) => return Ok(None),
        };
        let text = text.trim_ascii_end();
        match text.strip_prefix(b"ref:").map(|name| String::from_utf8_lossy(name.trim_ascii()).into_owned()) {
            Some(name) if is_ref(&name) => file = common.join(name),
            Some(name) => return Err(format!("`{name}` is no name of a branch")),
            None if file != head => return Ok(None),
            None => {
                return ObjectId::from_hex(text).map(Some).ok_or("it names neither a branch nor a commit".to_owned());
            }
        }
    }
    Err("it leads from one branch to the other without end".to_owned())
}

/// Whether a name is that of a ref, and stays in the folder of refs.
fn is_ref(name: &str) -> bool {
    name.starts_with("refs/") && reftable::stays_inside(name.as_bytes())
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
    let text = regular_file::read(file, MAX_TEXT_BYTES).unwrap_or_default();
    match ObjectId::from_hex(text.trim_ascii_end()) {
        Some(id) => refs.push(Ref { name, id }),
        None if text.starts_with(b"ref: ") || name.ends_with(".lock") => {}
        None => incidents.push(Incident::History { reason: format!("{name} can't be read: it names no object") }),
    }
}

/// A line of a reflog starts with what the name was before, and what it became.
fn read_log(file: &Path, common: &Path, refs: &mut Vec<Ref>) {
    let text = regular_file::read(file, MAX_TABLE_BYTES).unwrap_or_default();
    let name = format!("{} (reflog)", name(file, common));
    for line in text.split(|byte| *byte == b'\n') {
        let ids = line.splitn(3, |byte| *byte == b' ').take(2).filter_map(ObjectId::from_hex);
        let real = ids.filter(|id| !id.is_zero());
        refs.extend(real.map(|id| Ref { name: name.clone(), id }));
    }
}

/// What a work tree's refs were before in the format reftable: all of them, or the stashes only.
fn own_logs(place: &Path, common: &Path, all: bool, refs: &mut Vec<Ref>, incidents: &mut Vec<Incident>) {
    let logs = match reftable::logs(place) {
        Ok(logs) => logs,
        Err(error) => {
            let reason = format!("{} can't be read: {error}", name(&place.join("logs"), common));
            return incidents.push(Incident::History { reason });
        }
    };
    let wanted = logs.changes().filter(|(log, _)| all || *log == b"refs/stash");
    for (log, change) in wanted {
        let name = format!("{} (reflog)", name(&place.join("logs").join(&*String::from_utf8_lossy(log)), common));
        let real = [change.old, change.new].into_iter().filter(|id| !id.is_zero());
        refs.extend(real.map(|id| Ref { name: name.clone(), id }));
    }
}

fn name(file: &Path, common: &Path) -> String {
    file.strip_prefix(common).unwrap_or(file).display().to_string()
}
