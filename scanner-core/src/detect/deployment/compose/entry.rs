//! Entries that no file has as such: what follows from others, and parts of short forms.

use crate::document::{Entry, Node, Scalar, Style, Value};
use std::ops::Range;

/// A key with a text, at the place that it follows from.
pub(super) fn text_entry(key: &str, text: &str, span: Range<usize>) -> Entry {
    let scalar = Scalar { text: text.to_owned(), style: Style::Plain };
    Entry { key: key.to_owned(), key_span: span.clone(), value: Node { span, value: Value::Scalar(scalar) } }
}
