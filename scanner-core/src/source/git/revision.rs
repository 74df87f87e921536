//! Ranges of commits: as users and git name them, and as commits of a repository.

use super::{
    Repository,
    commit_name::commit,
    error::{GitError, reason},
    id::ObjectId,
    objects::{ObjectKind, Store},
};
use crate::model::Incident;
use std::fmt;

/// A range of commits, as it is named. Its commits are known once a repository is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    kind: Kind,
    all_lines: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The commits that `to` has and `from` has not.
    Between { from: String, to: String },
    /// One commit.
    Single(String),
    /// The commits that a push adds to a remote.
    Push { remote: Option<String>, updates: Vec<Update> },
}

/// A ref that is pushed, and the remote's object there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Update {
    local: ObjectId,
    remote: ObjectId,
}

/// A range in one repository.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    /// These commits and what is before them,
    pub(super) tips: Vec<ObjectId>,
    /// but not these and what is before them. Some may not be in the repository.
    pub(super) hidden: Vec<ObjectId>,
    /// Annotated tags that belong to the range.
    pub(super) tags: Vec<ObjectId>,
    pub(super) incidents: Vec<Incident>,
}

impl Range {
    /// Reads `A..B`, the commits that B has and A has not; `A...B`, those of B since it parted from A, which are the same;
    /// or a revision, which is that commit alone. An empty side is HEAD.
    pub fn new(spec: &str) -> Self {
        let head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let sides = spec.split_once("...").or_else(|| spec.split_once(".."));
        Range::from(match sides {
            Some((from, to)) => Kind::Between { from: head(from), to: head(to) },
            None => Kind::Single(spec.to_owned()),
        })
    }

    /// Also the findings that were there before, in the files that the commits change.
    #[must_use]
    pub fn all_lines(self, all_lines: bool) -> Self {
        Range { all_lines, ..self }
    }

    /// Whether it is what a push adds, which may be nothing.
    pub(crate) fn is_push(&self) -> bool {
        matches!(self.kind, Kind::Push { .. })
    }

    /// Whether findings that were there before count as well.
    pub(crate) fn has_all_lines(&self) -> bool {
        self.all_lines
    }

    /// The commits that HEAD has and a revision has not.
    pub fn since(revision: &str) -> Self {
        Range::from(Kind::Between { from: revision.to_owned(), to: "HEAD".to_owned() })
    }

    /// The commits that a push adds, by the lines that git writes to its hook `pre-push`. `remote` is the hook's first
    /// argument, a remote's name or a URL; without it, what any remote is known to have is nothing new.
    ///
    /// # Errors
    /// A line that git does not write.
    pub fn pre_push(remote: Option<&str>, lines: &str) -> Result<Self, GitError> {
        let update = |line: &str| {
            Update::parse(line).ok_or_else(|| {
                let message = format!("invalid line from git's pre-push hook: `{line}`");
                GitError::new(
                    message,
                    "git writes `<local ref> <local id> <remote ref> <remote id>` to the hook's stdin",
                )
            })
        };
        let updates = lines.lines().filter(|line| !line.trim().is_empty()).map(update).collect::<Result<_, _>>()?;
        Ok(Range::from(Kind::Push { remote: remote.map(str::to_owned), updates }))
    }

    /// Finds the range in a repository.
    pub(super) fn bounds(&self, repository: &Repository) -> Result<Bounds, GitError> {
        match &self.kind {
            Kind::Between { from, to } => Ok(Bounds {
                tips: vec![commit(repository, to)?],
                hidden: vec![commit(repository, from)?],
                ..Bounds::default()
            }),
            Kind::Single(name) => {
                let id = commit(repository, name)?;
                let single = repository.store().commit(&id);
                let single =
                    single.map_err(|failure| GitError::broken(format!("commit {id} can't be read"), failure))?;
                Ok(Bounds { tips: vec![id], hidden: single.parents, ..Bounds::default() })
            }
            Kind::Push { remote, updates } => push(repository, remote.as_deref(), updates),
        }
    }
}

impl From<Kind> for Range {
    fn from(kind: Kind) -> Self {
        Range { kind, all_lines: false }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Between { from, to } => write!(f, "{from}..{to}"),
            Kind::Single(name) => f.write_str(name),
            Kind::Push { remote: Some(remote), .. } => write!(f, "push to {remote}"),
            Kind::Push { remote: None, .. } => f.write_str("push"),
        }
    }
}

impl Update {
    /// From the right, as the local ref is what the user typed and may have spaces in it.
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.trim_end().rsplitn(4, ' ');
        let remote = ObjectId::from_hex(fields.next()?.as_bytes())?;
        fields.next()?;
        let local = ObjectId::from_hex(fields.next()?.as_bytes())?;
        fields.next()?;
        Some(Update { local, remote })
    }
}

fn push(repository: &Repository, remote: Option<&str>, updates: &[Update]) -> Result<Bounds, GitError> {
    let (git, store) = (repository.git(), repository.store());
    let mut bounds = Bounds::default();
    for update in updates.iter().filter(|update| !update.local.is_zero()) {
        bounds.push_tip(store, update.local)?;
    }
    if bounds.tips.is_empty() {
        return Ok(bounds);
    }
    let commit = |id| store.peel(id, drop).ok().filter(|(_, kind)| *kind == ObjectKind::Commit).map(|(id, _)| id);
    bounds.hidden.extend(updates.iter().filter_map(|update| commit(update.remote)));
    let refs = match remote {
        None => Some("refs/remotes/*".to_owned()),
        Some(remote) => remote_name(git, remote).map(|name| format!("refs/remotes/{name}/*")),
    };
    if let Some(refs) = refs {
        let failed = |error: git2::Error| GitError::broken("the branches of the remote can't be read", reason(&error));
        let tracking = git.references_glob(&refs).map_err(failed)?.flatten();
        let targets = tracking.filter_map(|branch| ObjectId::from_git2(branch.resolve().ok()?.target()?));
        bounds.hidden.extend(targets.filter_map(commit));
    }
    Ok(bounds)
}

impl Bounds {
    /// Adds what is pushed to a ref: a commit, or a tag of one. A tag of something else is not looked into.
    fn push_tip(&mut self, store: &Store, pushed: ObjectId) -> Result<(), GitError> {
        let (id, kind) = store.peel(pushed, |tag| self.tags.push(tag)).map_err(|failure| {
            GitError::broken(format!("`{pushed}`, which is to be pushed, can't be read"), failure)
        })?;
        if kind == ObjectKind::Commit {
            self.tips.push(id);
        } else {
            let reason = format!("a {} is pushed without a commit, and was not looked into", kind.name());
            self.incidents.push(Incident::Object { id: id.to_string(), reason });
        }
        Ok(())
    }
}

/// The name of a remote that is given by its name or its URL. A push to a URL of no remote has none.
fn remote_name(git: &git2::Repository, given: &str) -> Option<String> {
    let names = git.remotes().ok()?;
    let names: Vec<&str> = names.iter().flatten().flatten().collect();
    let is_url = |name: &str| {
        git.find_remote(name)
            .is_ok_and(|remote| [remote.url().ok(), remote.pushurl().ok().flatten()].contains(&Some(given)))
    };
    let found = names.iter().find(|name| **name == given).or_else(|| names.iter().find(|name| is_url(name)));
    found.map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_git_writes_them() {
        let cases = [
            ("a..b", "a..b"),
            ("a...b", "a..b"),
            ("a..", "a..HEAD"),
            ("...b", "HEAD..b"),
            ("v1.0^", "v1.0^"),
            ("HEAD~2..HEAD", "HEAD~2..HEAD"),
        ];
        for (spec, expected) in cases {
            assert_eq!(Range::new(spec).to_string(), expected);
        }
    }

    #[test]
    fn lines_of_a_push_are_read_from_the_right() {
        let (a, zero) = ("a".repeat(40), "0".repeat(40));
        let good = [
            format!("refs/heads/main {a} refs/heads/main {zero}"),
            format!("HEAD^{{/fix a bug}} {a} refs/heads/main {a}"),
            format!("(delete) {zero} refs/heads/old {a}\r"),
        ];
        for line in &good {
            assert!(Range::pre_push(Some("origin"), &format!("\n{line}\n")).is_ok(), "{line}");
        }
        for line in [format!("{a} {zero} refs/heads/main"), format!("x {a} y z"), "origin".to_owned()] {
            let error = Range::pre_push(None, &line).expect_err(&line);
            assert!(error.to_string().contains(&line), "{error}");
        }
    }
}
