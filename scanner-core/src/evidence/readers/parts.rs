//! Parts of a project that do something only where others run them, and who runs which.

use std::collections::{BTreeMap, BTreeSet};

/// Something that is run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::evidence) enum Part {
    /// A script of a package, by its name.
    Script(String),
    /// A target of a Makefile.
    Target(String),
    /// A file, by its name without its ending: what is built from it has another.
    File(String),
    /// What follows a workflow, by its name.
    Workflow(String),
    /// The tests of parts of the program.
    UnitTests,
    /// The tests of all of it.
    EndToEndTests,
    /// The changes of the database.
    Migrations,
    /// The changes that take others back.
    Rollbacks,
}

impl Part {
    /// The file of a path.
    pub(in crate::evidence) fn file(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Part::File(stem.to_lowercase())
    }

    /// The name of a script, a target or a file; empty for other parts.
    pub(in crate::evidence) fn name(&self) -> &str {
        match self {
            Part::Script(name) | Part::Target(name) | Part::File(name) => name,
            _ => "",
        }
    }
}

/// Who runs which part. What always runs is nobody's part.
#[derive(Debug, Default)]
pub(in crate::evidence) struct Calls(BTreeSet<(Option<Part>, Part)>);

impl Calls {
    pub(in crate::evidence) fn add(&mut self, caller: Option<Part>, part: Part) {
        self.0.insert((caller, part));
    }

    pub(in crate::evidence) fn absorb(&mut self, other: Calls) {
        self.0.extend(other.0);
    }

    /// The parts that are run, by whatever always runs or by other parts that are run.
    pub(in crate::evidence) fn reached(&self) -> BTreeSet<&Part> {
        let mut by_caller: BTreeMap<Option<&Part>, Vec<&Part>> = BTreeMap::new();
        for (caller, part) in &self.0 {
            by_caller.entry(caller.as_ref()).or_default().push(part);
        }
        let (mut reached, mut callers) = (BTreeSet::new(), vec![None]);
        while let Some(caller) = callers.pop() {
            for part in by_caller.get(&caller).into_iter().flatten() {
                if reached.insert(*part) {
                    callers.push(Some(*part));
                }
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_reached_from_what_always_runs() {
        let mut calls = Calls::default();
        calls.add(None, Part::Script("ci".to_owned()));
        calls.add(Some(Part::Script("ci".to_owned())), Part::file("bin/Test.sh"));
        calls.add(Some(Part::file("test")), Part::UnitTests);
        calls.add(Some(Part::UnitTests), Part::Script("ci".to_owned()));
        calls.add(Some(Part::Target("up".to_owned())), Part::Migrations);
        let reached = calls.reached();
        assert!(reached.contains(&Part::UnitTests) && !reached.contains(&Part::Migrations));
    }
}
