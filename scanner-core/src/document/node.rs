//! The one tree that every format is parsed to.

use std::{fmt, ops::Range};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Bytes of the original text; those of a scalar are without its quotes. What comes from an alias stands where its
    /// anchor stands.
    pub span: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A text, a number, a truth value or nothing.
    Scalar(Scalar),
    /// Values in order.
    Sequence(Vec<Node>),
    /// Keys and values in order of place. A key can occur more than once where the format allows it.
    Mapping(Vec<Entry>),
}

/// A text as the program reads it: unquoted, unescaped, folded.
#[derive(Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Interpolation is left as it was written.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Without quotes: also numbers, truth values and nothing at all.
    Plain,
    /// Between quotes in which nothing is expanded.
    Literal,
    /// Between quotes in which escapes or variables are expanded.
    Quoted,
    /// Over several lines that are marked by indentation, as in YAML.
    Block,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Bytes of the key in the text, without quotes.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// A scalar.
    pub(super) fn scalar(span: Range<usize>, text: impl Into<String>, style: Style) -> Self {
        Node { span, value: Value::Scalar(Scalar { text: text.into(), style }) }
    }

    /// The value of a key; of several the last, which is the one that programs read.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rev().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The keys and values of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Mapping(entries) = &self.value { entries } else { &[] }
    }

    /// The values of a sequence; none for anything else.
    pub fn items(&self) -> &[Node] {
        if let Value::Sequence(items) = &self.value { items } else { &[] }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar) } else { None }
    }
}

/// Shows no text: it may be a secret.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(***)", self.style)
    }
}
