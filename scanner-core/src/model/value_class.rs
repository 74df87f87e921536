//! Value classes, and how much reports show of each.

use std::{fmt, ops::Range};

/// Replacement for hidden text.
const MASK: &str = "***";

/// Class of a value by its secrecy. All reports redact by it, so they show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueClass {
    /// Not a secret: a switch, a wildcard, a reference. Shown.
    NotSecret,
    /// A placeholder such as `changeme`. Shown.
    Placeholder,
    /// A well-known default, such as a product's default password. Shown, since hiding it would hide the problem.
    Default,
    /// A guessable private password. Hidden, since it still opens something.
    Guessable,
    /// A credential that may be live. Hidden except for its vendor's prefix.
    Live {
        /// Length of the prefix in bytes; 0 if the value has none.
        prefix: usize,
    },
}

impl ValueClass {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ValueClass::NotSecret => "not-secret",
            ValueClass::Placeholder => "placeholder",
            ValueClass::Default => "default",
            ValueClass::Guessable => "guessable",
            ValueClass::Live { .. } => "live",
        }
    }

    /// Whether reports show the value.
    pub fn is_shown(self) -> bool {
        matches!(self, ValueClass::NotSecret | ValueClass::Placeholder | ValueClass::Default)
    }

    /// A value of this class, as reports show it.
    ///
    /// ```
    /// use gonogo_core::model::ValueClass;
    /// assert_eq!(ValueClass::Placeholder.redact(b"changeme"), "changeme");
    /// assert_eq!(ValueClass::Guessable.redact(b"sunshine7"), "***");
    /// assert_eq!(ValueClass::Live { prefix: 5 }.redact(b"acme_0000000000000000"), "acme_***");
    /// ```
    pub fn redact(self, value: &[u8]) -> String {
        let prefix = match self {
            _ if self.is_shown() => return String::from_utf8_lossy(value).into_owned(),
            ValueClass::Live { prefix } => value.get(..prefix).unwrap_or_default(),
            _ => &[],
        };
        String::from_utf8_lossy(prefix).into_owned() + MASK
    }

    /// The class of two overlapping values, this one first: the more secret one.
    #[must_use]
    pub fn overlapping(self, next: Self) -> Self {
        if self.is_shown() && !next.is_shown() { ValueClass::Live { prefix: 0 } } else { self }
    }
}

/// A mask: the span of a value in a longer text, with its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The bytes of the value.
    pub span: Range<usize>,
    /// The class, which decides which of them are shown.
    pub class: ValueClass,
}

impl Mask {
    /// A mask that hides a whole value.
    pub fn hide(span: Range<usize>) -> Self {
        Mask { span, class: ValueClass::Live { prefix: 0 } }
    }

    /// Masks sorted by position, with overlapping ones merged.
    pub fn merge(mut masks: Vec<Mask>) -> Vec<Mask> {
        masks.sort_by_key(|mask| (mask.span.start, mask.span.end));
        masks.dedup_by(|next, kept| {
            let overlap = next.span.start < kept.span.end || next.span == kept.span;
            if overlap {
                kept.span.end = kept.span.end.max(next.span.end);
                kept.class = kept.class.overlapping(next.class);
            }
            overlap
        });
        masks
    }
}

impl fmt::Display for ValueClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_masks_hide_what_either_hides() {
        let (shown, hidden) = (ValueClass::Default, ValueClass::Live { prefix: 4 });
        for (first, second, expected) in [
            ((0..9, shown), (0..9, shown), vec![(0..9, shown)]),
            ((0..9, shown), (4..6, hidden), vec![(0..9, ValueClass::Live { prefix: 0 })]),
            ((0..9, hidden), (4..12, shown), vec![(0..12, hidden)]),
            ((4..6, shown), (0..2, hidden), vec![(0..2, hidden), (4..6, shown)]),
        ] {
            let masks = [first, second].map(|(span, class)| Mask { span, class }).to_vec();
            let merged: Vec<_> = Mask::merge(masks).into_iter().map(|mask| (mask.span, mask.class)).collect();
            assert_eq!(merged, expected);
        }
    }
}
