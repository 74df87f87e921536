//! A file of source code as checks look at it.

use super::constant::{Brackets, Constants};
use crate::{
    context::FileContext,
    document::{ParsedFile, code::Code},
};
use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    ops::Range,
};

/// A file with what it is.
pub(in crate::detect) struct Source<'a> {
    pub(super) path: &'a str,
    pub(super) context: FileContext,
    pub(super) text: &'a str,
    file: &'a ParsedFile<'a>,
    code: OnceCell<Code<'a>>,
    brackets: OnceCell<Brackets>,
    /// Texts that were looked for in all of it.
    mentioned: RefCell<BTreeMap<&'static str, bool>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a ParsedFile<'a>, context: FileContext) -> Self {
        let (code, brackets, mentioned) = (OnceCell::new(), OnceCell::new(), RefCell::default());
        Source { path: file.path(), context, text: file.text(), file, code, brackets, mentioned }
    }

    pub(super) fn code(&self) -> &Code<'a> {
        self.code.get_or_init(|| self.file.code())
    }

    /// The literals that names of the file stand for.
    pub(super) fn constants(&self) -> Constants<'_, 'a> {
        let code = self.code();
        Constants { code, brackets: self.brackets.get_or_init(|| Brackets::new(code)) }
    }

    /// Whether a text is anywhere in the file. It is looked for once, however many calls ask.
    pub(super) fn mentions(&self, text: &'static str) -> bool {
        *self.mentioned.borrow_mut().entry(text).or_insert_with(|| self.text.contains(text))
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// At most this many bytes before a place.
    pub(super) fn before(&self, place: usize, max_bytes: usize) -> &'a [u8] {
        &self.bytes()[place.saturating_sub(max_bytes)..place]
    }

    /// At most this many bytes from a place on.
    pub(super) fn behind(&self, place: usize, max_bytes: usize) -> &'a [u8] {
        let start = place.min(self.text.len());
        &self.bytes()[start..self.text.len().min(start + max_bytes)]
    }

    /// The start of the line around a place.
    pub(super) fn line_start(&self, place: usize) -> usize {
        memchr::memrchr(b'\n', &self.bytes()[..place]).map_or(0, |newline| newline + 1)
    }

    /// Whether the letter before a place belongs to the same name.
    pub(super) fn is_inside_name(&self, place: usize) -> bool {
        self.before(place, 1).first().is_some_and(|byte| is_name(*byte))
    }

    /// The text at a place, as messages show it.
    pub(super) fn shown(&self, span: Range<usize>) -> String {
        String::from_utf8_lossy(&self.bytes()[span]).into_owned()
    }
}

/// Bytes in lower case, to look for words in them.
pub(super) fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_ascii_lowercase()
}

/// Whether a byte belongs to names.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}
