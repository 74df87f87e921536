//! The whole engine on one file, whose name is the first line.
#![no_main]

use gonogo_fuzz::scan;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let name = String::from_utf8_lossy(&bytes[..end]);
    scan(&[&name, "main.py"], &bytes[end..]);
});
