//! Words that are looked for in whole files, so that only what has one is looked at closely.

use crate::document::code::Code;
use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Words, whatever the case of their letters.
#[derive(Debug)]
pub(in crate::evidence) struct Words(Option<AhoCorasick>);

impl Words {
    pub(in crate::evidence) fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        Self::build(words, true)
    }

    /// Words that are written as they are here only.
    pub(in crate::evidence) fn exact<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        Self::build(words, false)
    }

    /// A table of transitions: larger than other automata, and several times as fast over the text of a whole repository.
    fn build<W: AsRef<str>>(words: impl IntoIterator<Item = W>, any_case: bool) -> Self {
        let words: Vec<W> = words.into_iter().collect();
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(any_case).kind(Some(AhoCorasickKind::DFA));
        Words(builder.build(words.iter().map(|word| word.as_ref().as_bytes())).ok())
    }

    /// Whether one of the words is in a text.
    pub(in crate::evidence) fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }

    /// The places in the list of words that are in a text, once for each time that they are.
    pub(in crate::evidence) fn found_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.0.iter().flat_map(move |words| words.find_overlapping_iter(text)).map(|found| found.pattern().as_usize())
    }

    /// The tokens of code that hold one of the words, each once.
    pub(in crate::evidence) fn tokens<'c>(&'c self, code: &'c Code<'_>) -> impl Iterator<Item = usize> + 'c {
        let mut last = None;
        self.0.iter().flat_map(move |words| words.find_iter(code.text)).filter_map(move |found| {
            let at = code.token_at(found.start())?;
            (last.replace(at) != Some(at)).then_some(at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::{Dialect, lex};

    #[test]
    fn tokens_with_a_word() {
        let text = "a.signInLimiter(x); // limiter\nlimit('LIMITS limit')";
        let code = lex(text, 0..text.len(), Dialect::for_any("a.js"));
        let words = Words::new(["limit"]);
        let found: Vec<&str> = words.tokens(&code).map(|at| &code.text[code.span(at)]).collect();
        assert_eq!(found, ["signInLimiter", "limit", "'LIMITS limit'"]);
        assert!(words.are_in("LIMIT") && !Words::exact(["limit"]).are_in("LIMIT"));
    }
}
