//! Invariants of all rules and all modules.

mod layers;
mod rules;
