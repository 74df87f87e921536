//! Invariants of all rules and all modules.

mod circles;
mod imports;
mod layers;
mod rules;
