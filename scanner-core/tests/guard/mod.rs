//! What must hold for all rules and all modules, now and after the next one is added.

mod layers;
mod rules;
