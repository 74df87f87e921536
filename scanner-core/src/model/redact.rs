//! What may be shown of a secret.

/// Below this many bytes nothing of the value is shown: a few letters of a password are a good part of it.
const SHOW_FROM: usize = 24;
/// How many leading characters of a long value are shown, enough to tell which token is meant.
const SHOWN: usize = 4;

/// A value as it may be shown: the first four characters if it is long, then `***`.
///
/// ```
/// assert_eq!(gonogo_core::redact(b"hunter2"), "***");
/// assert_eq!(gonogo_core::redact(b"abcd-0000000000000000000000000"), "abcd***");
/// ```
pub fn redact(value: &[u8]) -> String {
    if value.len() < SHOW_FROM {
        return "***".to_owned();
    }
    let head = String::from_utf8_lossy(&value[..SHOW_FROM]);
    let shown: String = head.chars().take(SHOWN).filter(|c| c.is_ascii_graphic()).collect();
    format!("{shown}***")
}
