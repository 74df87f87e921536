//! Packs of rules.
#![no_main]

use gonogo_core::rule::{Pack, RuleSet};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(pack) = Pack::from_toml("pack.toml", text) {
        RuleSet::empty().merge(pack).len();
    }
});
