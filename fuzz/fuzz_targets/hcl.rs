//! HCL.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(&["main.tf", "prod.tfvars"], bytes));
