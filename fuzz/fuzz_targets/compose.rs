//! Compose files with all that they name: the engine is asked, since models span files.
#![no_main]

use gonogo_fuzz::scan;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan(&["docker-compose.yml", "compose.prod.yaml"], bytes));
