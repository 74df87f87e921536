//! YAML in all its uses.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(
    &["values.yaml", "compose.yml", "application.yml", ".github/workflows/a.yml", "kustomization.yaml"],
    bytes
));
