//! How a finding's file is put right, where that is certain.

use super::Region;
use std::ops::Range;

/// A change of a finding's file after which it reports the finding no more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, as an order: `Publish the port on 127.0.0.1 only`.
    pub title: String,
    /// What is replaced, by place; no two overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The bytes of the text that go; none where something is only put in.
    pub span: Range<usize>,
    /// The same in lines and columns.
    pub region: Region,
    /// What comes in their place. Never a secret.
    pub text: String,
}

impl Fix {
    /// A change.
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), edits }
    }
}

impl Edit {
    /// A replacement.
    pub fn new(span: Range<usize>, region: Region, text: impl Into<String>) -> Self {
        Edit { span, region, text: text.into() }
    }
}
