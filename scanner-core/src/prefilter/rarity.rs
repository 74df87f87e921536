//! Rarity of the parts of a keyword in source code and configuration.

use crate::value::surprisal;

/// The rarity of letters in source text, in eighths of a bit; from counting the letters of a few large repositories.
const LETTERS: [u8; 26] =
    [34, 50, 40, 41, 29, 46, 49, 47, 34, 67, 56, 44, 45, 34, 36, 44, 72, 34, 34, 31, 43, 56, 54, 59, 52, 72];

/// The same for every byte.
const RARITY: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = rarity_of(byte as u8);
        byte += 1;
    }
    table
};

const fn rarity_of(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => LETTERS[(letter - b'a') as usize],
        b' ' => 22,
        b'-' | b'_' | b'.' | b'/' => 51,
        b'0'..=b'9' => 56,
        _ => 61,
    }
}

/// The offset in the keyword of the rarest run of `length` bytes: of its first two bytes, and then each next one behind the two
/// before it.
pub(super) fn rarest(keyword: &[u8], length: usize) -> usize {
    let surprise = |at: usize| surprisal([keyword[at], keyword[at + 1], keyword[at + 2]]);
    let mut followers: u32 = (0..length - 2).map(surprise).sum();
    let mut best = (0, 0);
    for at in 0..=keyword.len() - length {
        let rarity =
            u32::from(RARITY[usize::from(keyword[at])]) + u32::from(RARITY[usize::from(keyword[at + 1])]) + followers;
        if rarity > best.0 {
            best = (rarity, at);
        }
        if at + length < keyword.len() {
            followers = followers + surprise(at + length - 2) - surprise(at);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_rare_letters() {
        assert_eq!(rarest(b"abc", 3), 0);
        assert_eq!(rarest(b"teezq", 4), 1);
        assert_eq!(rarest(b"tokenxqz", 5), 3);
        assert_eq!(rarest(b"theq", 3), 1);
    }
}
