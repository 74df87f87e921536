//! A text made from another by a delta: carrying over what rules said of that one is as good as asking them again.

#![no_main]

use gonogo_core::{
    detect::{Detector, VerdictTable},
    rule::RuleSet,
    source::git::Delta,
};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin().expect("packs")));

fuzz_target!(|input: (&[u8], &[u8])| {
    let (base, bytes) = input;
    let Ok(delta) = Delta::parse(bytes) else { return };
    let (mut text, mut copies) = (Vec::new(), Vec::new());
    if delta.apply(base, &mut text, &mut copies).is_err() {
        return;
    }
    let verdicts = VerdictTable::default();
    let known = DETECTOR.scan_pathless(base, false, None, &verdicts);
    let carried = DETECTOR.scan_pathless(&text, false, Some((&known, &copies)), &verdicts);
    let searched = DETECTOR.scan_pathless(&text, false, None, &verdicts);
    assert_eq!(carried.verdicts().len(), searched.verdicts().len());
});
