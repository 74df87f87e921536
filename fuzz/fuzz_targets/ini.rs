//! INI files, units, and files of servers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::check(&["config.ini", "app.service", "redis.conf"], bytes));
