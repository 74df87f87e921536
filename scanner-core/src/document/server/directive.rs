//! The syntax tree of a web server's configuration.

use crate::document::Word;
use std::ops::Range;

/// A directive: its name, its arguments, and its block if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The name and the arguments; never empty.
    words: Vec<Word>,
    /// The directives between its braces or tags.
    block: Option<Vec<Directive>>,
    /// The whole directive, including its block.
    pub span: Range<usize>,
}

impl Directive {
    /// A directive; `None` without words.
    pub(super) fn new(words: Vec<Word>, block: Option<Vec<Directive>>, end: usize) -> Option<Self> {
        let start = words.first()?.span.start;
        Some(Directive { words, block, span: start..end })
    }

    /// The name as written.
    pub fn name(&self) -> &str {
        &self.words[0].text
    }

    /// Whether it has this name, ignoring case.
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The name and the arguments.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The texts of the arguments.
    pub fn arguments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.words[1..].iter().map(|word| word.text.as_str())
    }

    /// The argument at an index.
    pub fn argument(&self, at: usize) -> Option<&str> {
        self.words.get(at + 1).map(|word| word.text.as_str())
    }

    /// Whether it has a block.
    pub fn is_block(&self) -> bool {
        self.block.is_some()
    }

    /// The directives in its block.
    pub fn blocks(&self) -> &[Directive] {
        self.block.as_deref().unwrap_or_default()
    }

    /// The span of its name and arguments.
    pub fn head(&self) -> Range<usize> {
        self.span.start..self.words[self.words.len() - 1].span.end
    }

    /// The span of its arguments, or of its name if it has none.
    pub fn tail(&self) -> Range<usize> {
        self.words.get(1).map_or(self.span.start, |word| word.span.start)..self.head().end
    }
}
