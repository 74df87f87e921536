//! Conditions of a rule on a part of a document.

use super::select::{NodeRef, text_of};
use crate::{document::Node, rule::Condition, value::parse_bool};

/// Facts about a tree that are not in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knowledge {
    /// Whether a missing key is really missing; a template may add anything.
    pub(super) is_whole: bool,
}

impl Knowledge {
    /// Whether a condition holds at a spot.
    pub(super) fn holds(self, condition: &Condition, spot: &NodeRef<'_>) -> bool {
        let passes = spot.follow(&condition.at).iter().any(|spot| self.passes(condition, spot));
        match condition.present {
            true => passes,
            false => self.is_whole && !passes,
        }
    }

    /// Whether a part passes everything that a condition asks of it.
    pub(super) fn passes(self, condition: &Condition, spot: &NodeRef<'_>) -> bool {
        let mut none = condition.none.iter();
        text_passes(condition, spot.node())
            && condition.all.iter().all(|inner| self.holds(inner, spot))
            && (condition.any.is_empty() || condition.any.iter().any(|inner| self.holds(inner, spot)))
            && (condition.none.is_empty() || self.is_whole)
            && !none.any(|inner| self.holds(inner, spot))
    }
}

fn text_passes(condition: &Condition, node: &Node) -> bool {
    if condition.equals.is_empty() && condition.matches.is_none() && condition.on.is_none() {
        return true;
    }
    let Some(text) = text_of(node) else { return false };
    (condition.equals.is_empty() || condition.equals.iter().any(|known| known.eq_ignore_ascii_case(&text)))
        && condition.matches.as_ref().is_none_or(|pattern| pattern.is_match(text.as_bytes()))
        && condition.on.is_none_or(|on| parse_bool(&text) == Some(on))
}
