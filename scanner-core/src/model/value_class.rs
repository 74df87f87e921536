//! Value classes, and how much reports show of each.

use std::{fmt, ops::Range};

/// What stands in place of what is hidden.
const MASK: &str = "***";

/// How secret a value is. Every report redacts by it, so that all of them show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueClass {
    /// No secret: a switch, a wildcard, a reference. Shown.
    NotSecret,
    /// Asks to be replaced: `changeme`. Shown.
    Placeholder,
    /// A well-known default, such as the password that a product ships with. Shown: hiding it would hide the point.
    Default,
    /// A private password that could be guessed. Hidden: it still opens something.
    Guessable,
    /// A credential that may work. Hidden but for its vendor's prefix.
    Live {
        /// Bytes of the prefix; 0 if the value has none.
        prefix: usize,
    },
}

impl ValueClass {
    /// The name as reports write it.
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

    /// A value of this class as reports show it.
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

    /// The class of two values that overlap, this one first: as secret as either.
    #[must_use]
    pub fn overlapping(self, next: Self) -> Self {
        if self.is_shown() && !next.is_shown() { ValueClass::Live { prefix: 0 } } else { self }
    }
}

/// A value in a longer text, and how secret it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The bytes of the value.
    pub span: Range<usize>,
    /// Decides what of them is shown.
    pub class: ValueClass,
}

impl Mask {
    /// Hides all of a value.
    pub fn hide(span: Range<usize>) -> Self {
        Mask { span, class: ValueClass::Live { prefix: 0 } }
    }

    /// Masks by place, those that overlap as one.
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
