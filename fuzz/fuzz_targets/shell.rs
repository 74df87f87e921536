//! Scripts of the shell.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(&["run.sh"], bytes));
