//! The file that is looked at, with what is known about it.

use super::readers::{
    call::{Call, Scheduled},
    imports::Ecosystem,
    run::Run,
};
use crate::{
    context::{FileContext, Role},
    detect::{Files, join, split},
    document::{Node, ParsedFile, code::MAX_CODE_BYTES},
};
use std::cell::OnceCell;

/// A file, its parsed forms, its context, and the other files of the scan.
#[derive(Debug)]
pub struct SurveyedFile<'a> {
    pub(super) parsed: &'a ParsedFile<'a>,
    pub(super) context: FileContext,
    pub(super) files: &'a Files,
    /// The commands that it runs, once a detector has asked.
    pub(super) runs: OnceCell<Vec<Run>>,
    /// These and those of manifests, with what they hand on to other shells.
    pub(super) calls: OnceCell<Vec<Call>>,
    /// What it runs on a schedule.
    pub(super) scheduled: OnceCell<Vec<Scheduled>>,
}

impl<'a> SurveyedFile<'a> {
    /// A file that is parsed, what it is, and the other files.
    pub fn new(parsed: &'a ParsedFile<'a>, context: FileContext, files: &'a Files) -> Self {
        let (runs, calls, scheduled) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        SurveyedFile { parsed, context, files, runs, calls, scheduled }
    }

    pub(super) fn path(&self) -> &'a str {
        self.parsed.path()
    }

    pub(super) fn role(&self) -> Role {
        self.context.role
    }

    /// The folder and the name.
    pub(super) fn split(&self) -> (&'a str, &'a str) {
        split(self.path())
    }

    /// Whether the file is used as it is: no template, no documentation.
    pub(super) fn is_in_use(&self) -> bool {
        self.role().is_in_use()
    }

    /// Whether the file is source code, in any language.
    pub(super) fn is_source(&self) -> bool {
        self.role() == Role::Source && self.is_short()
    }

    /// Whether the file is source code that is used as it is, in a language whose imports are read.
    pub(super) fn is_code(&self) -> bool {
        self.is_in_use() && self.is_short() && Ecosystem::for_path(self.path()).is_some()
    }

    /// Whether somebody may have written the file: what is longer is made by programs.
    fn is_short(&self) -> bool {
        self.parsed.text().len() <= MAX_CODE_BYTES
    }

    /// The documents of the file, if it is one and can be parsed.
    pub(super) fn roots(&self) -> &'a [Node] {
        self.parsed.document().map_or(&[], |document| &document.roots)
    }

    /// Whether there is a file of this name in the folder of this one.
    pub(super) fn has_beside(&self, name: &str) -> bool {
        join(self.split().0, name).is_some_and(|path| self.files.has(&path))
    }
}
