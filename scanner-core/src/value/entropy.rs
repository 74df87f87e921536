//! Shannon's entropy.

/// Bits per byte: 0 for one repeated byte, at most log2 of the number of distinct bytes.
///
/// ```
/// assert_eq!(gonogo_core::value::shannon(b"aaaa"), 0.0);
/// assert_eq!(gonogo_core::value::shannon(b"abcd"), 2.0);
/// ```
pub fn shannon(value: &[u8]) -> f32 {
    let mut counts = [0u32; 256];
    for &byte in value {
        counts[usize::from(byte)] += 1;
    }
    let total = value.len() as f32;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| count as f32 / total)
        .map(|share| -share * share.log2())
        .sum()
}
