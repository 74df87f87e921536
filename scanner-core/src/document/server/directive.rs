//! The tree.

use crate::document::Word;
use std::ops::Range;

/// A name, its arguments, and what is in its block if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The name and the arguments; never empty.
    words: Vec<Word>,
    /// What stands between its braces or tags.
    block: Option<Vec<Directive>>,
    /// All of it, with its block.
    pub span: Range<usize>,
}

impl Directive {
    /// Of at least one word.
    pub(super) fn new(words: Vec<Word>, block: Option<Vec<Directive>>, end: usize) -> Option<Self> {
        let start = words.first()?.span.start;
        Some(Directive { words, block, span: start..end })
    }

    /// The name as it is written.
    pub fn name(&self) -> &str {
        &self.words[0].text
    }

    /// Whether it has this name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The name and the arguments.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The arguments' texts.
    pub fn arguments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.words[1..].iter().map(|word| word.text.as_str())
    }

    /// The argument at a place.
    pub fn argument(&self, at: usize) -> Option<&str> {
        self.words.get(at + 1).map(|word| word.text.as_str())
    }

    /// Whether it has a block.
    pub fn is_block(&self) -> bool {
        self.block.is_some()
    }

    /// What is in its block.
    pub fn blocks(&self) -> &[Directive] {
        self.block.as_deref().unwrap_or_default()
    }

    /// Where its name and arguments stand.
    pub fn head(&self) -> Range<usize> {
        self.span.start..self.words[self.words.len() - 1].span.end
    }

    /// Where its arguments stand, or its name if it has none.
    pub fn tail(&self) -> Range<usize> {
        self.words.get(1).map_or(self.span.start, |word| word.span.start)..self.head().end
    }
}
