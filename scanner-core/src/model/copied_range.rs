//! What a text has in common with the one it was made from.

/// Bytes that a text took over from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopiedRange {
    /// Where they start in the other text.
    pub from: usize,
    /// Where they start in this one.
    pub to: usize,
    /// How many there are.
    pub length: usize,
}
