//! The range of a push, from the environment that the tool pre-commit sets instead of stdin.

use crate::failure::Failure;
use gonogo_core::source::git::{self, Range};
use std::{env, path::Path};

/// The range of a push; `None` if it is not pre-commit that runs the hook.
pub(super) fn pushed(repository: &Path) -> Result<Option<Range>, Failure> {
    read(repository, |name| env::var(format!("PRE_COMMIT{name}")).ok())
}

fn read(repository: &Path, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Range>, Failure> {
    if variable("").is_none() {
        return Ok(None);
    }
    if let (Some(from), Some(to)) = (variable("_FROM_REF"), variable("_TO_REF")) {
        return Ok(Some(Range::new(&format!("{from}..{to}"))));
    }
    let (Some(local), Some(remote)) = (variable("_LOCAL_BRANCH"), variable("_REMOTE_NAME")) else {
        return Err(Failure::new("pre-commit did not set the range that is pushed")
            .advice("name it: pre-commit run --hook-stage pre-push --from-ref origin/main --to-ref HEAD"));
    };
    everything(repository, &local, &remote).map(Some)
}

/// For a branch whose first commit the remote has not either, pre-commit names no range.
fn everything(repository: &Path, local: &str, remote: &str) -> Result<Range, Failure> {
    let id = git::object_named(repository, local)
        .map_err(|error| Failure::new(format!("cannot read `{local}`, which is being pushed: {error}")))?;
    let new = "0".repeat(id.len());
    Ok(Range::pre_push(Some(remote), &format!("{local} {id} {local} {new}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use git2::Repository;

    fn range_of(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let author = git2::Signature::now("A", "a@example.com").expect("a name");
        let tree = repository.find_tree(repository.index().and_then(|mut index| index.write_tree()).expect("a tree"));
        repository
            .commit(Some("refs/heads/topic"), &author, &author, "first", &tree.expect("a tree"), &[])
            .expect("a commit");
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let range = read(folder.path(), variable).map_err(|failure| failure.to_string())?;
        Ok(range.map(|range| range.to_string()))
    }

    #[test]
    fn the_environment_of_pre_commit_is_understood() {
        let on = ("", "1");
        let branch = [on, ("_LOCAL_BRANCH", "refs/heads/topic"), ("_REMOTE_NAME", "origin")];
        assert_eq!(range_of(&[("_FROM_REF", "a"), ("_TO_REF", "b")]), Ok(None));
        assert_eq!(range_of(&[on, ("_FROM_REF", "a"), ("_TO_REF", "b")]), Ok(Some("a..b".to_owned())));
        assert_eq!(range_of(&branch), Ok(Some("push to origin".to_owned())));
        assert!(range_of(&[on]).is_err_and(|error| error.contains("did not set")));
        let gone = [on, ("_LOCAL_BRANCH", "refs/heads/gone"), ("_REMOTE_NAME", "origin")];
        assert!(range_of(&gone).is_err_and(|error| error.contains("refs/heads/gone")));
    }
}
