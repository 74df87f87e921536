//! Whether letters are words of a language or random.
//!
//! Each letter is judged by how surprising it is after the two before it, in bits. Words of English, and mostly of other
//! languages in Latin script, identifiers included, stay near 3.5 bits a letter; random letters are near 7.5.

/// `-8 * log2 p(third letter | first two)` for letters a-z and the edge of a word (0); made by `tools/trigrams.py`.
static SURPRISALS: &[u8; 27 * 27 * 27] = include_bytes!("trigrams.bin");

/// Runs of letters shorter than this say little.
const MIN_RUN_LETTERS: usize = 3;
/// Words seldom reach this many bits a letter (3 % do), random letters seldom stay below it.
const MAX_WORD_SURPRISAL: f32 = 4.9;

/// The place of a byte's letter in the alphabet, from 1; 0 for bytes that are no letters.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut letter = 1;
    while letter <= 26 {
        classes[(b'@' + letter) as usize] = letter;
        classes[(b'`' + letter) as usize] = letter;
        letter += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> usize {
    usize::from(CLASSES[usize::from(byte)])
}

/// The mean surprisal of the letters of one word, in bits.
fn word_surprisal(word: &[u8]) -> f32 {
    let (mut first, mut second, mut sum) = (0, 0, 0u32);
    for third in word.iter().map(|&letter| class(letter)).chain([0]) {
        if !(first == 0 && second == 0) {
            sum += u32::from(SURPRISALS[(first * 27 + second) * 27 + third]);
        }
        (first, second) = (second, third);
    }
    sum as f32 / 8.0 / word.len() as f32
}

/// The surprisal of the third byte after the two before it, in eighths of a bit; all that is no letter counts as the
/// edge of a word.
#[inline]
pub fn surprisal(bytes: [u8; 3]) -> u32 {
    let [first, second, third] = bytes.map(class);
    u32::from(SURPRISALS[(first * 27 + second) * 27 + third])
}

/// Runs of letters, split where camel case starts a word.
fn words(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value
        .split(|byte| !byte.is_ascii_alphabetic())
        .flat_map(|run| run.chunk_by(|a, b| !(a.is_ascii_lowercase() && b.is_ascii_uppercase())))
}

/// The surprisal of a value's letters, in bits a letter, weighed by length; 0 for a value without words.
/// Below about 4.5 it reads as words; random letters are above 6.
pub fn mean_surprisal(value: &[u8]) -> f32 {
    let (mut sum, mut letters) = (0.0, 0);
    for word in words(value).filter(|word| word.len() >= MIN_RUN_LETTERS) {
        sum += word_surprisal(word) * word.len() as f32;
        letters += word.len();
    }
    if letters == 0 { 0.0 } else { sum / letters as f32 }
}

/// Whether a value is made of words: its letters read as language, and they are nearly all of it.
pub fn is_wordy(value: &[u8]) -> bool {
    let letters: usize = words(value).filter(|word| word.len() >= MIN_RUN_LETTERS).map(<[u8]>::len).sum();
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let odd = value.iter().filter(|byte| !byte.is_ascii_alphanumeric() && !b" _-./:".contains(byte)).count();
    letters > 0
        && letters >= 3 * (digits + 2 * odd)
        && letters * 10 >= value.len() * 6
        && mean_surprisal(value) < MAX_WORD_SURPRISAL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_random_letters() {
        for word in
            ["password", "mySecretToken", "new_password", "connection-string", "sunshine", "Passwort", "contrasena"]
        {
            assert!(is_wordy(word.as_bytes()), "{word} {}", mean_surprisal(word.as_bytes()));
        }
        for random in ["ngslnqrc", "hkeucu", "kqgfvyqr", "wrlglbiehp", "xZbQpRt", "a8d9f7s6", "0123456789"] {
            assert!(!is_wordy(random.as_bytes()), "{random} {}", mean_surprisal(random.as_bytes()));
        }
    }
}
