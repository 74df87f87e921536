//! Settings in YAML, with their rules.
#![no_main]

use gonogo_fuzz::scan;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan(&["application-prod.yml", "values.yaml", "config/database.yml"], bytes));
