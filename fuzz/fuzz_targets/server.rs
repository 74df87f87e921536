//! nginx, Apache httpd and Caddy.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check_server(bytes));
