//! What one file shows, before it is known what the others ask and run.

use super::{
    SurveyedFile,
    readers::parts::{Calls, Part},
};
use crate::model::{EvidenceKind, LineIndex, Location, ProductionFile, Region, Strength, Technology};
use std::ops::Range;

/// Characters of an excerpt.
const MAX_EXCERPT_CHARS: usize = 160;

/// What detectors report about one file.
#[derive(Debug, Default)]
pub struct Sightings {
    pub(super) evidence: Vec<Sighting>,
    pub(super) uses: Vec<(EvidenceKind, String)>,
    /// Names, and what is used wherever one of them is.
    pub(super) passes: Vec<(EvidenceKind, String, String)>,
    /// Which part of the project runs which.
    pub(super) calls: Calls,
    pub(super) technologies: Vec<(Technology, Range<usize>)>,
    /// The settings of a file for production.
    pub(super) production: Option<ProductionFile>,
}

/// A place that shows something.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) kind: EvidenceKind,
    pub(super) span: Range<usize>,
    pub(super) strength: Strength,
    /// The name that whatever uses it calls it by.
    pub(super) handle: Option<String>,
    /// The part that it is in, which others may run.
    pub(super) within: Option<Part>,
}

impl Sightings {
    /// Reports that something is present.
    pub(super) fn report(&mut self, kind: EvidenceKind, span: Range<usize>) -> &mut Sighting {
        self.evidence.push(Sighting { kind, span, strength: Strength::Present, handle: None, within: None });
        let last = self.evidence.len() - 1;
        &mut self.evidence[last]
    }

    /// Reports that the file runs or asks what a text names: evidence of the kind whose handle is in the text is wired.
    pub(super) fn uses(&mut self, kind: EvidenceKind, text: impl Into<String>) {
        self.uses.push((kind, text.into()));
    }

    /// Reports that whatever runs or asks a name does so with what a text names.
    pub(super) fn passes(&mut self, kind: EvidenceKind, name: impl Into<String>, text: impl Into<String>) {
        self.passes.push((kind, name.into(), text.into()));
    }

    /// Reports that a part is run by another one, or always.
    pub(super) fn runs(&mut self, caller: Option<Part>, part: Part) {
        self.calls.add(caller, part);
    }

    /// Reports that a technology is in use.
    pub(super) fn show(&mut self, technology: Technology, span: Range<usize>) {
        self.technologies.push((technology, span));
    }
}

impl Sighting {
    /// It is in use where it stands.
    pub(super) fn wired(&mut self) -> &mut Self {
        self.strength = Strength::Wired;
        self
    }

    /// It is wired if something uses this name.
    pub(super) fn handle(&mut self, name: impl Into<String>) -> &mut Self {
        self.handle = Some(name.into());
        self
    }

    /// It is wired if this part is run.
    pub(super) fn within(&mut self, part: Part) -> &mut Self {
        self.within = Some(part);
        self
    }
}

/// Turns spans of a file into locations and excerpts.
pub(super) struct Places<'a> {
    file: &'a SurveyedFile<'a>,
    index: LineIndex,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &'a SurveyedFile<'a>) -> Self {
        Places { file, index: LineIndex::new(file.parsed.bytes()) }
    }

    pub(super) fn location(&self, span: &Range<usize>) -> Location {
        let region = Region::from_span(&self.index, self.file.parsed.bytes(), span);
        Location { path: self.file.path().to_owned(), region, span: span.clone() }
    }

    /// The line that a span starts in.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        let text = self.file.parsed.text();
        let before = text.get(..span.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next().unwrap_or_default().trim();
        line.chars().take(MAX_EXCERPT_CHARS).collect()
    }
}
