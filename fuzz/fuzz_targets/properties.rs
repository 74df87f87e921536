//! Properties of Java.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(&["application.properties"], bytes));
