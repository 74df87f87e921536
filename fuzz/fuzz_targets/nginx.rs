//! nginx, with its rules.
#![no_main]

use gonogo_fuzz::scan;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan(&["nginx.conf", "conf.d/site.conf"], bytes));
