//! The input of a rule at one of its keywords.

use super::{
    Match, Specificity,
    assignment::{self, Assignment},
    frameworks,
};
use crate::{
    context::FileContext,
    model::{Confidence, Lowered, Severity},
    rule::ValueTest,
    value::{is_default_credential, is_placeholder, is_placeholder_word, is_template, shannon, verify},
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
    /// The matches.
    pub(crate) found: Vec<Match>,
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

    /// For a text whose path is not known: what matches at some path, matches.
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

    /// Adds a match, unless the rule has the same already, at another keyword of the value.
    pub(crate) fn add(&mut self, found: Match) {
        let same = |known: &Match| known.rule == found.rule && known.value == found.value;
        if !self.found.iter().rev().take(16).any(same) {
            self.found.push(found);
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
    /// It fits, but products ship with it or documentation uses it.
    Default,
    /// The same, and it is no more than the word for what it is: `password`.
    PlainDefault,
    /// Its checksum is right.
    Proved,
}

/// Whether a value passes a rule's conditions.
pub(crate) fn passes(test: &ValueTest, value: &[u8]) -> Option<Passed> {
    if !test.placeholders && (is_placeholder_word(value) || is_template(value)) {
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
        None if test.placeholders => Some(Passed::Plain),
        None if is_default(value) => Some(if is_placeholder(value) { Passed::PlainDefault } else { Passed::Default }),
        None if is_placeholder(value) => Some(Passed::Sample),
        None => Some(Passed::Plain),
    }
}

/// Whether a value is a password that products ship with.
fn is_default(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| is_default_credential(text, None))
}

impl Passed {
    /// A match of what passed: a proof raises confidence, a sample is worth no more than a look, and how bad a default is
    /// depends on where it is used, which rules for settings know.
    pub(crate) fn matched(self, rule: usize, value: Range<usize>, specificity: Specificity) -> Match {
        let specificity = match self {
            Passed::Proved => Specificity::Proved,
            Passed::Default | Passed::PlainDefault => Specificity::Generic,
            Passed::Plain | Passed::Sample => specificity,
        };
        let mut found = Match::new(rule, value, specificity);
        match self {
            Passed::Plain => &mut found,
            Passed::Proved => found.confidence(Confidence::High),
            Passed::Default => found.at_most(Severity::Medium, Lowered::Value),
            Passed::Sample | Passed::PlainDefault => found.doubt(Severity::Low, Lowered::Value),
        };
        found
    }
}
