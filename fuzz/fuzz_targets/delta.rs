//! Any bytes as a delta on any bytes: it is refused, or what it says it copied is what it copied.

#![no_main]

use gonogo_core::source::git::Delta;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], &[u8])| {
    let (base, bytes) = input;
    let Ok(delta) = Delta::parse(bytes) else { return };
    let (mut out, mut copies) = (Vec::new(), Vec::new());
    if delta.apply(base, &mut out, &mut copies).is_ok() {
        assert_eq!(out.len() as u64, delta.size);
        for copy in &copies {
            assert_eq!(out[copy.to..copy.to + copy.length], base[copy.from..copy.from + copy.length]);
        }
        assert!(copies.windows(2).all(|pair| pair[0].to + pair[0].length <= pair[1].to));
    }
});
