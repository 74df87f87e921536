//! The input of a rule at one of its keywords.

use super::{
    Candidate, Specificity,
    assignment::{self, Assignment},
    frameworks,
};
use crate::{
    context::FileContext,
    model::{Confidence, Lowered, Severity},
    rule::ValueTest,
    value::{is_placeholder, is_stand_in, is_template, shannon, verify},
};
use std::ops::Range;

/// The text and its file, and what was found so far.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// Relative path.
    pub(crate) path: &'a str,
    /// The file's context.
    pub(crate) context: FileContext,
    /// All of the text.
    pub(crate) text: &'a [u8],
    /// Whether rules run whatever the path.
    pub(crate) anywhere: bool,
    /// The claims.
    pub(crate) found: Vec<Candidate>,
    /// The places for checks of frameworks.
    pub(crate) calls: Vec<frameworks::Call>,
    /// The assignment read last, by the end of its keyword: most names hold several keywords, and most keywords call
    /// several rules.
    last: Option<(Range<usize>, bool, Option<Assignment>)>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(path: &'a str, context: FileContext, text: &'a [u8]) -> Self {
        Call { path, context, text, anywhere: false, found: Vec::new(), calls: Vec::new(), last: None }
    }

    /// For a text whose path is not known: what is claimed at some path, is claimed.
    pub(crate) fn anywhere(text: &'a [u8]) -> Self {
        Call { anywhere: true, ..Call::new("", FileContext::MOST_TELLING, text) }
    }

    /// The assignment whose name holds the keyword at `hit`.
    pub(crate) fn assignment(&mut self, hit: &Range<usize>, phrase: bool) -> Option<Assignment> {
        if let Some((known, kind, assignment)) = &self.last
            && known == hit
            && *kind == phrase
        {
            return assignment.clone();
        }
        let assignment = assignment::parse(self.text, hit.clone(), phrase);
        self.last = Some((hit.clone(), phrase, assignment.clone()));
        assignment
    }

    /// Adds a claim, unless the rule made the same already at another keyword of the value.
    pub(crate) fn claim(&mut self, candidate: Candidate) {
        let same = |known: &Candidate| known.rule == candidate.rule && known.value == candidate.value;
        if !self.found.iter().rev().take(16).any(same) {
            self.found.push(candidate);
        }
    }
}

/// The result of a value that passes a rule's conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// It fits.
    Plain,
    /// It fits, but looks made up: it holds a row of digits or letters.
    Sample,
    /// Its checksum is right.
    Proved,
}

/// Whether a value passes a rule's conditions.
pub(crate) fn passes(test: &ValueTest, value: &[u8]) -> Option<Passed> {
    if !test.placeholders && (is_stand_in(value) || is_template(value)) {
        return None;
    }
    if test.min_entropy > 0.0 && shannon(value) < test.min_entropy {
        return None;
    }
    if test.allow.iter().any(|allow| allow.is_match(value)) {
        return None;
    }
    match test.checksum {
        Some(checksum) => verify(checksum, value).then_some(Passed::Proved),
        None if !test.placeholders && is_placeholder(value) => Some(Passed::Sample),
        None => Some(Passed::Plain),
    }
}

impl Passed {
    /// A claim of what passed: a proof raises confidence, and a sample is worth no more than a look.
    pub(crate) fn claim(self, rule: usize, value: Range<usize>, specificity: Specificity) -> Candidate {
        let candidate = Candidate::new(rule, value, specificity);
        match self {
            Passed::Plain => candidate,
            Passed::Proved => {
                Candidate { specificity: Specificity::Proved, confidence: Some(Confidence::High), ..candidate }
            }
            Passed::Sample => candidate.lowered(Severity::Low, Lowered::Value),
        }
    }
}
