//! Ranges that a text copies from the text it is based on.

/// A range of bytes copied from another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopiedRange {
    /// Start in the other text.
    pub from: usize,
    /// Start in this text.
    pub to: usize,
    /// Number of bytes.
    pub length: usize,
}
