//! Strength of a value as the credential that its name promises.

use super::{
    ValueKind,
    checksum::decode_base64,
    classify, is_encrypted, is_guessable, is_placeholder, is_placeholder_word, is_reference, is_wordy,
    placeholder::{asks_to_be_replaced, distinct_bytes, is_sequence, letters},
};
use std::{collections::HashSet, sync::LazyLock};

/// The purpose of a credential, as far as it decides how strong it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialClass {
    /// Signs tokens, sessions or cookies: it can be attacked offline.
    SigningSecret,
    /// A key of a cipher, of an exact size.
    EncryptionKey,
    /// The password of a database, cache, broker or object store.
    DatabasePassword,
    /// Another password.
    Password,
    /// Made by somebody else: an API key, a token.
    Token,
}

/// The strength of a value as a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialStrength {
    /// Nothing.
    Empty,
    /// Kept elsewhere, or encrypted.
    Reference,
    /// To be replaced, as it says itself.
    Placeholder,
    /// A password that a product ships with or a tutorial uses.
    DefaultCredential,
    /// It can be guessed or tried out.
    Weak(Weakness),
    /// Not a key of its cipher's size.
    Malformed,
    /// No weakness is known.
    Sound,
}

/// The reason why a credential is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Weakness {
    /// Fewer characters than its class needs.
    Short {
        /// Its length.
        has: usize,
        /// The required length.
        needs: usize,
    },
    /// Few different characters, or one of them again and again.
    Repeated,
    /// A sequence of the keyboard, of digits or of the alphabet.
    Sequence,
    /// Words, perhaps with digits behind.
    Words,
}

impl CredentialClass {
    /// The fewest characters that resist being tried out.
    pub fn min_chars(self) -> usize {
        match self {
            CredentialClass::SigningSecret => 32,
            CredentialClass::EncryptionKey | CredentialClass::DatabasePassword => 16,
            CredentialClass::Password => 10,
            CredentialClass::Token => 0,
        }
    }
}

impl CredentialStrength {
    /// The problem, as a predicate whose subject is the setting; `None` if there is none.
    pub fn complaint(self) -> Option<String> {
        let text = match self {
            CredentialStrength::Empty => "is empty",
            CredentialStrength::Placeholder => "still has its placeholder value",
            CredentialStrength::DefaultCredential => "is a well-known default",
            CredentialStrength::Weak(Weakness::Short { has, needs }) => {
                return Some(format!("has {has} characters; at least {needs} are needed"));
            }
            CredentialStrength::Weak(Weakness::Repeated) => "is guessable: it repeats a few characters",
            CredentialStrength::Weak(Weakness::Sequence) => "is guessable: it is a keyboard or alphabet sequence",
            CredentialStrength::Weak(Weakness::Words) => "is guessable: it is made of common words",
            CredentialStrength::Malformed => "is not a key of 16, 24 or 32 bytes in hexadecimal or base64",
            CredentialStrength::Reference | CredentialStrength::Sound => return None,
        };
        Some(text.to_owned())
    }
}

static DEFAULTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    gonogo_rules::knowledge::DEFAULT_PASSWORDS
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether a password is one that products ship with or tutorials use; `user` is the account it belongs to, if known.
pub fn is_default_credential(value: &str, user: Option<&str>) -> bool {
    let lower = value.trim().to_lowercase();
    DEFAULTS.contains(lower.as_str()) || user.is_some_and(|user| !user.is_empty() && user.eq_ignore_ascii_case(&lower))
}

/// Assesses a value, as the program reads it, as a credential of a class.
///
/// ```
/// use gonogo_core::value::CredentialClass::{DatabasePassword, EncryptionKey, SigningSecret};
/// use gonogo_core::value::{CredentialStrength, Weakness, assess};
/// assert_eq!(assess("${JWT_SECRET}", SigningSecret), CredentialStrength::Reference);
/// assert_eq!(assess("ganti-ini-di-produksi", SigningSecret), CredentialStrength::Placeholder);
/// assert_eq!(assess("postgres", DatabasePassword), CredentialStrength::DefaultCredential);
/// assert_eq!(assess("sunshine2024", DatabasePassword), CredentialStrength::Weak(Weakness::Words));
/// assert_eq!(assess(&"0".repeat(64), EncryptionKey), CredentialStrength::Weak(Weakness::Repeated));
/// ```
pub fn assess(value: &str, class: CredentialClass) -> CredentialStrength {
    let value = value.trim();
    let bytes = value.as_bytes();
    if value.is_empty() || matches!(value.to_ascii_lowercase().as_str(), "null" | "none" | "nil" | "undefined") {
        return CredentialStrength::Empty;
    }
    let is_secret_of_ours = matches!(class, CredentialClass::SigningSecret | CredentialClass::EncryptionKey);
    if !is_secret_of_ours && says_absent(value) {
        return CredentialStrength::Empty;
    }
    if is_reference(bytes) || is_encrypted(bytes) || is_path(bytes) || is_redacted(bytes) {
        return CredentialStrength::Reference;
    }
    if is_masked(bytes) || asks_to_be_replaced(bytes) {
        return CredentialStrength::Placeholder;
    }
    if is_default_credential(value, None) {
        return CredentialStrength::DefaultCredential;
    }
    if let Some(weakness) = weakness(bytes, class) {
        return CredentialStrength::Weak(weakness);
    }
    if class == CredentialClass::EncryptionKey && !is_cipher_key(bytes) {
        return CredentialStrength::Malformed;
    }
    let (has, needs) = (value.chars().count(), class.min_chars());
    if has < needs { CredentialStrength::Weak(Weakness::Short { has, needs }) } else { CredentialStrength::Sound }
}

/// What programs say where nothing is configured. A service refuses it as a password; a key that signs would be known.
fn says_absent(value: &str) -> bool {
    const PHRASES: [&str; 8] = [
        "not found", "not set", "not configured", "not provided", "not available", "not defined", "not specified",
        "no password",
    ];
    let lower = value.to_ascii_lowercase().replace(['_', '-'], " ");
    PHRASES.contains(&lower.trim_matches(['<', '>', '[', ']', '(', ')', '.', '!']))
}

/// `/etc/app/password.txt`, `./db.key`: the file that holds it.
fn is_path(value: &[u8]) -> bool {
    let rooted = [&b"/"[..], b"./", b"../", b"~/"].iter().any(|root| value.starts_with(root));
    let deep = value.iter().filter(|byte| **byte == b'/').count() >= 2 || value.contains(&b'.');
    rooted && deep && classify(value) == ValueKind::Address
}

/// `1f7d********d629e`, `********`: a value that somebody hid, and perhaps left its ends.
fn is_redacted(value: &[u8]) -> bool {
    let ends =
        value.first().zip(value.last()).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    let hidden = value.len() >= 3 && value.iter().all(|byte| *byte == b'*');
    hidden || ends && memchr::memmem::find(value, b"****").is_some()
}

/// `xxxx`, `****`, `----`.
fn is_masked(value: &[u8]) -> bool {
    let core = value.rsplit(|byte| b"_-".contains(byte)).next().unwrap_or(value);
    core.len() >= 3 && core.iter().all(|byte| b"xX*.-_".contains(byte))
}

fn weakness(value: &[u8], class: CredentialClass) -> Option<Weakness> {
    if class == CredentialClass::Token {
        return None;
    }
    let distinct = distinct_bytes(value);
    if value.len() >= 4 && (distinct <= 2 || distinct * 5 <= value.len().min(32)) {
        return Some(Weakness::Repeated);
    }
    if is_sequence(value) || value.iter().all(u8::is_ascii_digit) {
        return Some(Weakness::Sequence);
    }
    // A passphrase: guessing programs do not try whole sentences.
    if value.split(|byte| *byte == b' ').filter(|word| word.len() > 1).count() >= 4 {
        return None;
    }
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || byte.is_ascii_punctuation() || *byte == b' ');
    let words = is_placeholder_word(value)
        || is_placeholder(value)
        || is_guessable(value)
        || is_wordy(value)
        || is_decorated(value);
    (plain && words && classify(value) != ValueKind::Random || is_placeholder_word(value)).then_some(Weakness::Words)
}

/// `Admin@12345`: one word, and a short sequence, a year or a few signs around it.
fn is_decorated(value: &[u8]) -> bool {
    let (letters, runs) = letters(value);
    let digits: Vec<u8> = value.iter().copied().filter(u8::is_ascii_digit).collect();
    let sequence = digits.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == pair[0]);
    let year = digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"));
    let plain = sequence || year || digits.len() <= 3;
    let word = std::str::from_utf8(&letters).is_ok_and(|word| is_default_credential(word, None)) || is_wordy(&letters);
    runs == 1 && value.len() <= 20 && letters.len() >= 4 && plain && word
}

/// Whether a value is a key of a usual size: in hexadecimal, in base64, perhaps with a prefix that says so, or raw.
fn is_cipher_key(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"base64:").or_else(|| value.strip_prefix(b"hex:")).unwrap_or(value);
    let hex = value.iter().all(u8::is_ascii_hexdigit) && matches!(value.len(), 32 | 48 | 64 | 128);
    let base64 = || decode_base64(value).is_some_and(|key| matches!(key.len(), 16 | 24 | 32 | 64));
    hex || matches!(value.len(), 16 | 24 | 32) || base64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CredentialClass::{DatabasePassword, EncryptionKey, Password, SigningSecret, Token};

    #[test]
    fn strengths() {
        let words = CredentialStrength::Weak(Weakness::Words);
        let random = crate::value::expand("{hex:64}", "assess").expect("the template is sound");
        for (value, class, expected) in [
            ("", SigningSecret, CredentialStrength::Empty),
            ("null", DatabasePassword, CredentialStrength::Empty),
            ("Not found", DatabasePassword, CredentialStrength::Empty),
            ("not-set", SigningSecret, words),
            ("process.env.X", SigningSecret, CredentialStrength::Reference),
            ("change-me-in-production", SigningSecret, CredentialStrength::Placeholder),
            ("some_long_value_2024_change_later", SigningSecret, CredentialStrength::Placeholder),
            ("!ChangeMe!", DatabasePassword, CredentialStrength::Placeholder),
            ("isi-disini", Password, CredentialStrength::Placeholder),
            ("troque-me", Password, CredentialStrength::Placeholder),
            ("cambiame", Password, CredentialStrength::Placeholder),
            ("sk_live_...", Token, CredentialStrength::Placeholder),
            ("<jwt secret>", SigningSecret, CredentialStrength::Placeholder),
            ("replace-with-a-random-string", SigningSecret, CredentialStrength::Placeholder),
            ("SG_xxxxx", Token, CredentialStrength::Placeholder),
            ("minioadmin", Token, CredentialStrength::DefaultCredential),
            ("Admin", Password, CredentialStrength::DefaultCredential),
            ("supersecretpassword", DatabasePassword, words),
            ("shop_super_secret_jwt_key_2024", SigningSecret, words),
            ("secret123", Password, words),
            ("Admin@12345", Password, words),
            ("cfo_password", DatabasePassword, words),
            ("qwertyuiop12", Password, CredentialStrength::Weak(Weakness::Sequence)),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", SigningSecret, CredentialStrength::Weak(Weakness::Repeated)),
            ("x7Kq9zRw", SigningSecret, CredentialStrength::Weak(Weakness::Short { has: 8, needs: 32 })),
            ("x7Kq9zRw2Lp", Password, CredentialStrength::Sound),
            ("bearer", Token, CredentialStrength::Sound),
            ("1f7d********d629", Token, CredentialStrength::Reference),
            ("kitten lesser pooch karate buffoon indoors", Password, CredentialStrength::Sound),
            (&random, EncryptionKey, CredentialStrength::Sound),
            (&random, SigningSecret, CredentialStrength::Sound),
            (&random[..40], EncryptionKey, CredentialStrength::Malformed),
        ] {
            assert_eq!(assess(value, class), expected, "{value}");
        }
        assert!(is_default_credential("umami", Some("umami")) && !is_default_credential("umami", Some("app")));
    }
}
