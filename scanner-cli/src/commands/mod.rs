//! Commands, each from a resolved plan to its output.

mod attest;
mod baseline;
mod exit;
mod explain;
mod fix;
mod hash;
mod hook;
mod rotate;
mod rules;
mod run;
mod scan;
mod shell;
mod verdict;

pub(crate) use attest::attest;
pub(crate) use baseline::write_baseline;
pub(crate) use explain::explain;
pub(crate) use fix::fix;
pub(crate) use hash::hash;
pub(crate) use hook::hook;
pub(crate) use rotate::rotate;
pub(crate) use rules::{list_rules, print_schema, show_rule, test_rules};
pub(crate) use scan::scan;
pub(crate) use shell::{completions, man};
pub(crate) use verdict::verdict;
