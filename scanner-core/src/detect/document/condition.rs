//! Conditions of a rule on a part of a document.

use super::select::{NodeRef, text_of};
use crate::{
    document::Node,
    rule::{Condition, Start},
    value::parse_bool,
};
use std::{cell::RefCell, collections::HashMap, ptr};

/// Facts about a tree that are not in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knowledge {
    /// Whether a missing key is really missing; a template may add anything.
    pub(super) is_whole: bool,
}

/// The conditions of one rule on one tree.
///
/// What a condition asks of a place above a part is the same for all parts below: it is answered once, or a rule that looks at all
/// services for each service would take the square of their number.
pub(super) struct Conditions {
    is_whole: bool,
    /// By the condition, and the place above from which it looks.
    known: RefCell<HashMap<(*const Condition, *const Node), bool>>,
}

impl Conditions {
    pub(super) fn new(knowledge: Knowledge) -> Self {
        Conditions { is_whole: knowledge.is_whole, known: RefCell::default() }
    }

    /// Whether a condition holds at a spot.
    fn holds(&self, condition: &Condition, spot: &NodeRef<'_>) -> bool {
        let above = spot.start(&condition.at).filter(|_| condition.at.start != Start::Up(0));
        let Some(above) = above else { return self.judge(condition, spot) };
        let key = (ptr::from_ref(condition), ptr::from_ref(above));
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let holds = self.judge(condition, spot);
            self.known.borrow_mut().insert(key, holds);
            holds
        })
    }

    fn judge(&self, condition: &Condition, spot: &NodeRef<'_>) -> bool {
        let passes = spot.follow(&condition.at).iter().any(|spot| self.passes(condition, spot));
        match condition.present {
            true => passes,
            false => self.is_whole && !passes,
        }
    }

    /// Whether a part passes everything that a condition asks of it.
    pub(super) fn passes(&self, condition: &Condition, spot: &NodeRef<'_>) -> bool {
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
