//! The files that a model is made of.

use crate::{
    detect::project::split,
    document::{Entry, Node, ParsedFile, Value},
};
use std::ops::Range;

/// The files of a model, counted each time one is read: files that include each other would otherwise be read without
/// end.
const MAX_FILES: usize = 512;
/// The bytes of a model's files, beside the first one.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// Files with their texts joined.
#[derive(Clone, Debug, Default)]
pub(in crate::detect) struct Sources(Vec<(String, Range<usize>)>);

impl Sources {
    /// Adds a file and says where its text starts; `None` where that is too much.
    pub(super) fn add(&mut self, file: &ParsedFile<'_>) -> Option<usize> {
        let start = self.0.last().map_or(0, |(_, span)| span.end + 1);
        let end = start + file.text().len();
        if self.0.len() >= MAX_FILES || start > 0 && end > MAX_TEXT_BYTES {
            return None;
        }
        self.0.push((file.path().to_owned(), start..end));
        Some(start)
    }

    /// The folder of the first file, from which relative paths start.
    pub(in crate::detect) fn folder(&self) -> &str {
        self.0.first().map_or("", |(path, _)| split(path).0)
    }

    /// The paths.
    pub(in crate::detect) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    /// The length of all texts together.
    pub(super) fn text_bytes(&self) -> usize {
        self.0.last().map_or(0, |(_, span)| span.end)
    }

    /// The file that a place is in, and where in its text.
    pub(super) fn origin(&self, place: &Range<usize>) -> Option<(&str, Range<usize>)> {
        let behind = self.0.partition_point(|(_, span)| span.start <= place.start);
        let (path, span) = self.0[..behind].last().filter(|(_, span)| place.end <= span.end)?;
        Some((path, place.start - span.start..place.end - span.start))
    }

    /// A place of the joined text in a file's own text, if it is in that file.
    pub(super) fn place_in(&self, path: &str, place: &Range<usize>) -> Option<Range<usize>> {
        self.origin(place).filter(|(known, _)| *known == path).map(|(_, place)| place)
    }
}

/// A tree with all its places moved.
pub(super) fn moved(node: &Node, by: usize) -> Node {
    let at = |span: &Range<usize>| span.start + by..span.end + by;
    let value = match &node.value {
        Value::Scalar(scalar) => Value::Scalar(scalar.clone()),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| moved(item, by)).collect()),
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    key_span: at(&entry.key_span),
                    value: moved(&entry.value, by),
                })
                .collect(),
        ),
    };
    Node { span: at(&node.span), value }
}
