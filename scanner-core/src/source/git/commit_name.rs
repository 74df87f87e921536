//! Commits by name. Refs, ids and what is behind them (`main~2`, `v1^{commit}`) are followed here, other forms by libgit2,
//! which reads objects with a code of its own and loops forever on a truncated one.

use super::{
    Repository,
    error::{DEEPEN, GitError, reason},
    id::ObjectId,
    objects::{Failure, ObjectKind},
    opened_files,
};
use git2::{ErrorClass, ErrorCode, Oid};
use std::path::Path;

/// Shorter ids are not looked for, as in git.
const MIN_ABBREVIATED_DIGITS: usize = 4;

/// The commit that a name refers to.
pub(super) fn commit(repository: &Repository, name: &str) -> Result<ObjectId, GitError> {
    match followed(repository, name) {
        Ok(Some(commit)) => return Ok(commit),
        Ok(None) | Err(Failure::Missing) => {}
        Err(failure) => return Err(GitError::broken(format!("the commit of `{name}` can't be read"), failure)),
    }
    // Other forms, such as `main@{1}`, are looked for in reflogs.
    opened_files::check_logs(repository.git_dir(), repository.common_dir())?;
    let object = repository.git().revparse_single(name).map_err(|error| unknown(repository, name, &error))?;
    let kind = object.kind().map_or("something else", |kind| kind.str());
    let commit = object.peel_to_commit().map_err(|error| match error.class() {
        ErrorClass::Odb => GitError::broken(format!("the commit of `{name}` can't be read"), reason(&error)),
        _ => GitError::new(format!("`{name}` is a {kind}, and no commit"), "name a branch, a tag or a commit"),
    })?;
    ObjectId::from_git2(commit.id())
        .ok_or_else(|| GitError::broken(format!("`{name}` can't be read"), "its id is invalid"))
}

/// The id of the object that a name refers to, be it a commit or a tag, in hexadecimal, in the repository around a folder.
///
/// # Errors
/// There is no repository, or no such object.
pub fn object_named(path: &Path, name: &str) -> Result<String, GitError> {
    let repository = Repository::open(path)?;
    let id = named(&repository, name).map_or_else(|| commit(&repository, name), Ok)?;
    Ok(id.to_string())
}

/// The commit of a ref or an id, and steps from there to ancestors; `None` if it takes more than that to find it.
fn followed(repository: &Repository, name: &str) -> Result<Option<ObjectId>, Failure> {
    let store = repository.store();
    let (base, mut steps) = name.split_at(name.find(['~', '^']).unwrap_or(name.len()));
    let Some(object) = named(repository, base) else { return Ok(None) };
    let (start, kind) = store.peel(object, drop)?;
    if kind != ObjectKind::Commit {
        return Ok(None);
    }
    let mut id = start;
    while !steps.is_empty() {
        let Some((step, rest)) = Step::parse(steps) else { return Ok(None) };
        steps = rest;
        let (number, times) = match step {
            Step::Itself => (0, 0),
            Step::Parent(number) => (number, 1),
            Step::Ancestor(generations) => (0, generations),
        };
        for _ in 0..times {
            let Some(parent) = store.commit(&id)?.parents.get(number).copied() else { return Ok(None) };
            id = parent;
        }
    }
    // A parent may be missing, as in a shallow clone.
    let is_there = id == start || store.peel(id, drop)?.1 == ObjectKind::Commit;
    Ok(is_there.then_some(id))
}

/// A step from a commit.
enum Step {
    Itself,
    /// The parent of this number, from zero on.
    Parent(usize),
    /// So many first parents.
    Ancestor(usize),
}

impl Step {
    /// Reads the step that a text starts with, and returns it with what follows.
    fn parse(text: &str) -> Option<(Self, &str)> {
        if let Some(rest) = text.strip_prefix("^{commit}").or(text.strip_prefix("^{}")) {
            return Some((Step::Itself, rest));
        }
        let (kind, rest) = text.split_at_checked(1)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: usize = if digits == 0 { 1 } else { rest[..digits].parse().ok()? };
        let step = match (kind, count) {
            ("^", 0) => Step::Itself,
            ("^", number) => Step::Parent(number - 1),
            ("~", generations) => Step::Ancestor(generations),
            _ => return None,
        };
        Some((step, &rest[digits..]))
    }
}

/// The object of a ref, or with this id or the only one that starts so.
fn named(repository: &Repository, name: &str) -> Option<ObjectId> {
    if name.is_empty() {
        return None;
    }
    let whole = ObjectId::from_hex(name.as_bytes()).filter(|id| repository.store().has(id));
    if whole.is_some() {
        return whole;
    }
    let git = repository.git();
    let reference = git.resolve_reference_from_short_name(if name == "@" { "HEAD" } else { name });
    if let Some(target) = reference.ok().and_then(|reference| reference.target()) {
        return ObjectId::from_git2(target);
    }
    let is_abbreviated = name.len() >= MIN_ABBREVIATED_DIGITS && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let short = Oid::from_str_ext(name, git.object_format()).ok().filter(|_| is_abbreviated)?;
    ObjectId::from_git2(git.odb().ok()?.exists_prefix(short, name.len()).ok()?)
}

fn unknown(repository: &Repository, name: &str, error: &git2::Error) -> GitError {
    if !matches!(error.code(), ErrorCode::NotFound) {
        let message = format!("`{name}` can't be understood as a commit: {}", reason(error));
        return GitError::new(message, "name a branch, a tag or a commit");
    }
    let is_zero = !name.is_empty() && name.bytes().all(|byte| byte == b'0');
    let advice = if is_zero {
        "the id of zeros stands for a branch that was not there before: name the branch it came from instead"
    } else if name == "HEAD" {
        "nothing is committed yet; `gonogo scan --staged` scans what is staged"
    } else if repository.shallow().is_empty() {
        "check the name with `git rev-parse`; `git fetch` brings what a remote has, named as `origin/main`"
    } else {
        DEEPEN
    };
    GitError::new(format!("there is no commit `{name}` in this repository"), advice)
}
