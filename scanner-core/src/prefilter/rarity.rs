//! Which part of a keyword is seldom seen in source code and configuration.

use crate::value::surprise_of;

/// How rare letters are in source text, in eighths of a bit; from counting the letters of a few large repositories.
const LETTERS: [u32; 26] =
    [34, 50, 40, 41, 29, 46, 49, 47, 34, 67, 56, 44, 45, 34, 36, 44, 72, 34, 34, 31, 43, 56, 54, 59, 52, 72];

fn rarity_of(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => LETTERS[usize::from(letter - b'a')],
        b' ' => 22,
        b'-' | b'_' | b'.' | b'/' => 51,
        b'0'..=b'9' => 56,
        _ => 61,
    }
}

/// How rare a run is, in eighths of a bit: its first two bytes, and then each next one behind the two before it.
fn rarity(run: &[u8]) -> u32 {
    let start: u32 = run.iter().take(2).map(|&byte| rarity_of(byte)).sum();
    start + run.windows(3).map(|three| surprise_of([three[0], three[1], three[2]])).sum::<u32>()
}

/// The offset in the keyword of the run of `length` bytes for which the commonest of it and the `count - 1` runs behind it
/// is as rare as can be.
pub(super) fn rarest(keyword: &[u8], length: usize, count: usize) -> usize {
    let worst = |at: usize| (at..at + count).map(|at| rarity(&keyword[at..at + length])).min();
    (0..=keyword.len() + 1 - length - count).max_by_key(|&at| (worst(at), std::cmp::Reverse(at))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_rare_letters() {
        assert_eq!(rarest(b"abc", 3, 1), 0);
        assert_eq!(rarest(b"teezq", 4, 2), 0);
        assert_eq!(rarest(b"tokenxqz", 4, 2), 3);
        assert_eq!(rarest(b"theq", 3, 1), 1);
    }
}
