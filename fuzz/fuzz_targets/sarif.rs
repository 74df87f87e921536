//! Reports of whatever is found.
#![no_main]

use gonogo_core::{
    Target,
    report::{Reporter, Sarif},
};
use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let target = Target::reader("config/.env", Cursor::new(bytes.to_vec()));
    let Ok(report) = gonogo_fuzz::ONE_PACK.scan(target) else { return };
    let mut sarif = Vec::new();
    Sarif::new().write(&report, &mut sarif).expect("memory takes all");
    std::str::from_utf8(&sarif).expect("SARIF is a text");
});
