//! The verdict of a gate.

use super::unread::Unread;
use crate::{
    checklist::{Checklist, Gate},
    model::{Decision, GateVerdict, Verdict},
};

/// GO if nothing that is asked is missing. What does not hold is NO-GO, whatever else could not be read.
pub(super) fn decide(gate: &Gate, checklist: &Checklist, verdict: &Verdict, unread: &Unread) -> GateVerdict {
    let asked = checklist.items.iter().enumerate().filter(|(_, item)| gate.asks_for(item));
    let asked: Vec<usize> = asked.map(|(at, _)| at).collect();
    let blocking = || asked.iter().map(|at| &verdict.items[*at]).filter(|answer| answer.status.blocks());
    let decision = if unread.is_all {
        Decision::NotComplete
    } else if blocking().any(|answer| !answer.unread) {
        Decision::NoGo
    } else if blocking().next().is_some() || unread.files.is_some() || unread.history.is_some() {
        Decision::NotComplete
    } else {
        Decision::Go
    };
    GateVerdict::new(&gate.name, decision, asked)
}
