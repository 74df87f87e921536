//! A command that a file runs: what runs it, where it stands, the programs that it starts and the parts that it calls.

mod called;

use super::parts::Part;
use crate::{
    detect::{LaunchContext, Program, elsewhere, programs},
    document::Command,
};
use std::{cell::OnceCell, ops::Range};

/// What runs the commands of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) enum Runner {
    /// A CI service.
    Pipeline,
    /// The build of an image.
    Image,
    /// A container or a process, as it starts.
    Process,
    /// A platform that builds and deploys the repository itself.
    Platform,
    /// Whoever calls the script of a package.
    Package,
    /// Whoever calls the target of a Makefile.
    Make,
    /// Whoever calls the file.
    Shell,
}

/// A command that a file runs.
#[derive(Clone, Debug)]
pub(in crate::evidence) struct Run {
    /// What runs it.
    pub(in crate::evidence) runner: Runner,
    /// The job, the service, the kind of process, the script of a package or the target that it belongs to.
    pub(in crate::evidence) owner: String,
    /// The program and its arguments.
    pub(in crate::evidence) words: Vec<String>,
    /// Its place, or that of the text that it is in.
    pub(in crate::evidence) span: Range<usize>,
    /// Whether it runs only under a condition, or again and again.
    pub(in crate::evidence) is_conditional: bool,
    /// The programs that it starts, once somebody has asked.
    programs: OnceCell<Vec<Program>>,
}

impl Run {
    pub(in crate::evidence) fn new(runner: Runner, owner: &str, command: Command) -> Self {
        let span = command.span();
        let is_conditional = command.conditional;
        let words = command.words.into_iter().map(|word| word.text).collect();
        Run { is_conditional, ..Run::of_words(runner, owner, words, span) }
    }

    /// A command that always runs.
    pub(in crate::evidence) fn of_words(runner: Runner, owner: &str, words: Vec<String>, span: Range<usize>) -> Self {
        Run { runner, owner: owner.to_owned(), words, span, is_conditional: false, programs: OnceCell::new() }
    }

    /// The programs that it starts, behind `sudo`, `npx`, `sh -c` and the like, here and in containers or on servers. What only
    /// starts another program comes before it.
    pub(in crate::evidence) fn programs(&self) -> &[Program] {
        self.programs.get_or_init(|| self.follow())
    }

    fn follow(&self) -> Vec<Program> {
        let around = LaunchContext { script: &|_| None, variable: &|_| None };
        let whole = Program { words: self.words.clone(), ..Program::default() };
        let mut found = programs(&self.words, &around);
        if found.first().is_none_or(|first| first.words != self.words) {
            found.insert(0, whole);
        }
        let inside: Vec<Program> =
            found.iter().flat_map(|one| elsewhere(&one.words)).flat_map(|words| programs(&words, &around)).collect();
        found.extend(inside);
        found
    }

    /// The part that it belongs to; nothing always runs but by itself.
    pub(in crate::evidence) fn part(&self) -> Option<Part> {
        match self.runner {
            Runner::Pipeline | Runner::Image | Runner::Process | Runner::Platform => None,
            Runner::Package => Some(Part::Script(self.owner.clone())),
            Runner::Make => Some(Part::Target(self.owner.clone())),
            Runner::Shell => Some(Part::file(&self.owner)),
        }
    }

    /// The scripts, targets and files that it runs.
    pub(in crate::evidence) fn called(&self) -> Vec<Part> {
        let mut found: Vec<Part> = self.programs().iter().flat_map(called::parts).collect();
        found.extend(called::operands(&self.words));
        found.sort();
        found.dedup();
        found
    }
}
