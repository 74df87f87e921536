//! The syntax tree that every format is parsed to.

use std::{fmt, ops::Range};

/// A value and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Bytes of the original text, for a scalar without its quotes. A node expanded from an alias has the span of its
    /// anchor.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A value of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A string, a number, a Boolean or null.
    Scalar(Scalar),
    /// A list of values.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the text. A key can occur more than once where the format allows it.
    Mapping(Vec<Entry>),
}

/// A scalar as the program reads it: unquoted, unescaped, folded.
#[derive(Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, with interpolation left as written.
    pub text: String,
    /// The style it was written in.
    pub style: Style,
}

/// Style of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Without quotes, including numbers, Booleans and null.
    Plain,
    /// In quotes that expand nothing.
    Literal,
    /// In quotes that expand escapes or variables.
    Quoted,
    /// An indented block of lines, as in YAML.
    Block,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Bytes of the key in the text, without quotes.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A scalar.
    pub(super) fn scalar(span: Range<usize>, text: impl Into<String>, style: Style) -> Self {
        Node { span, value: Value::Scalar(Scalar { text: text.into(), style }) }
    }

    /// The value of a key; of duplicates the last, which is the one that programs use.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The same to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries_mut()?.iter_mut().rev().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// The key and its value; of duplicates the last.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The keys and values of a mapping; empty for other nodes.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Mapping(entries) = &self.value { entries } else { &[] }
    }

    /// The keys and values of the mapping under a key.
    pub(crate) fn entries_of(&self, key: &str) -> &[Entry] {
        self.get(key).map_or(&[], Node::entries)
    }

    /// The keys and values of a mapping to be changed.
    pub(crate) fn entries_mut(&mut self) -> Option<&mut Vec<Entry>> {
        if let Value::Mapping(entries) = &mut self.value { Some(entries) } else { None }
    }

    /// The values of a sequence; empty for other nodes.
    pub fn items(&self) -> &[Node] {
        if let Value::Sequence(items) = &self.value { items } else { &[] }
    }

    /// The values of the sequence under a key.
    pub(crate) fn items_of(&self, key: &str) -> &[Node] {
        self.get(key).map_or(&[], Node::items)
    }

    /// Whether it is nothing: `null`, `~`, or no value at all.
    pub fn is_null(&self) -> bool {
        let nothing = |scalar: &Scalar| matches!(&*scalar.text, "" | "null" | "~");
        self.as_scalar().is_some_and(|scalar| scalar.style == Style::Plain && nothing(scalar))
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// The scalar, if the node is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar) } else { None }
    }
}

#[cfg(test)]
impl Node {
    /// The tree on one line as tests compare it, in the manner of YAML's flow style. Shows the text, unlike `Debug`.
    pub(crate) fn flow(&self) -> String {
        self.flow_without(&[])
    }

    /// The same without the entries of some keys.
    pub(crate) fn flow_without(&self, keys: &[&str]) -> String {
        match &self.value {
            Value::Scalar(scalar) => scalar.text.clone(),
            Value::Sequence(items) => {
                let items: Vec<_> = items.iter().map(|item| item.flow_without(keys)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Mapping(entries) => {
                let shown = entries.iter().filter(|entry| !keys.contains(&&*entry.key));
                let shown: Vec<_> =
                    shown.map(|entry| format!("{}: {}", entry.key, entry.value.flow_without(keys))).collect();
                format!("{{{}}}", shown.join(", "))
            }
        }
    }
}

/// Omits the text, which may be a secret.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(***)", self.style)
    }
}
