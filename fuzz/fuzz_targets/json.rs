//! JSON with comments.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(
    &["config.json", "package.json", "ecosystem.json"],
    bytes
));
