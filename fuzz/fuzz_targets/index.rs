//! Any bytes as an index of git, and what follows the last signature as the file it shares: refused, or in the order of its
//! paths.
#![no_main]

use gonogo_core::source::git::{ObjectFormat, index_paths};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let signature = bytes.windows(4).rposition(|window| window == b"DIRC");
    let (index, shared) = bytes.split_at(signature.filter(|at| *at > 0).unwrap_or(bytes.len()));
    for format in [ObjectFormat::Sha1, ObjectFormat::Sha256] {
        if let Ok(paths) = index_paths(index, shared, format) {
            assert!(paths.is_sorted());
        }
    }
});
