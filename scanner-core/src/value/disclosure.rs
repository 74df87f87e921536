//! Whether a value may be shown, decided by the value alone.

use super::{
    CredentialClass, CredentialStrength, ValueKind, assess, classify, is_default_credential, is_wordy, parse_bool,
    placeholder::{order_words, stands_alone},
};
use crate::model::ValueClass;

/// A longer value is never shown.
const MAX_SHOWN_BYTES: usize = 64;

/// More digits than this are no part of a placeholder, whatever words are beside them.
const MAX_PLACEHOLDER_DIGITS: usize = 4;

/// The class of a value by which reports redact it. In doubt it is a live credential.
///
/// ```
/// use gonogo_core::{model::ValueClass, value::value_class};
/// assert_eq!(value_class(b"*"), ValueClass::NotSecret);
/// assert_eq!(value_class(b"!ChangeMe!"), ValueClass::Placeholder);
/// assert_eq!(value_class(b"postgres"), ValueClass::Default);
/// assert_eq!(value_class(b"shop_super_secret_2024"), ValueClass::Guessable);
/// assert_eq!(value_class(b"x7Kq9zRw2Lp"), ValueClass::Live { prefix: 0 });
/// ```
pub fn value_class(value: &[u8]) -> ValueClass {
    let live = ValueClass::Live { prefix: 0 };
    let Ok(text) = std::str::from_utf8(value) else { return live };
    let text = text.trim();
    if text.is_empty() || is_no_value(text) || is_variable(text) {
        return ValueClass::NotSecret;
    }
    if is_default_credential(text, None) {
        return ValueClass::Default;
    }
    if is_plain_placeholder(text) {
        return ValueClass::Placeholder;
    }
    match assess(text, CredentialClass::Password) {
        CredentialStrength::Weak(weakness) if !matches!(weakness, super::Weakness::Short { .. }) => {
            ValueClass::Guessable
        }
        _ => live,
    }
}

/// A switch, a wildcard, a word for nothing.
fn is_no_value(text: &str) -> bool {
    parse_bool(text).is_some() || ["*", "null", "nil", "undefined", "''", "\"\""].contains(&text)
}

/// `${NAME}`, `$NAME`, and nothing else: a default behind `:-` would be a value.
fn is_variable(text: &str) -> bool {
    let name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let Some(rest) = text.strip_prefix('$') else { return false };
    name(rest) || rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(name)
}

/// A value that asks to be replaced and holds nothing else. `Qw8!zk-changeme` and `MyCenter-24` may be passwords.
fn is_plain_placeholder(text: &str) -> bool {
    let value = text.as_bytes();
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.!*<>[]{}()%# ".contains(byte));
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    // Tokens can begin and end like `__NAME__`, too.
    let may_be_token = value.starts_with(b"__") && digits > 0;
    if value.len() > MAX_SHOWN_BYTES || !plain || digits > MAX_PLACEHOLDER_DIGITS || may_be_token {
        return false;
    }
    let tail = value.rsplit(|byte| b"_-".contains(byte)).next().unwrap_or(value);
    let masked = tail.len() >= 3 && tail.iter().all(|byte| b"xX*.".contains(byte));
    (masked || order_words(value).any(|word| stands_alone(value, &word))) && has_no_password(text)
}

/// Whether each part is made of words.
fn has_no_password(text: &str) -> bool {
    let mut parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.all(|part| {
        part.bytes().all(|byte| byte.is_ascii_digit())
            || part.bytes().all(|byte| byte.is_ascii_lowercase())
            || part.bytes().all(|byte| byte.is_ascii_uppercase())
            // A random part can have a short word such as `todo` by chance, which makes a placeholder of it.
            || is_wordy(part.as_bytes()) && !matches!(classify(part.as_bytes()), ValueKind::Password | ValueKind::Random)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_nobody_needs_to_hide_is_shown() {
        use ValueClass::{Default, Guessable, NotSecret, Placeholder};
        let live = ValueClass::Live { prefix: 0 };
        for (value, expected) in [
            ("", NotSecret),
            ("true", NotSecret),
            ("${DB_PASSWORD}", NotSecret),
            ("$DB_PASSWORD", NotSecret),
            ("changeme", Placeholder),
            ("change-me-in-production", Placeholder),
            ("<your-api-key>", Placeholder),
            ("YOUR_API_KEY", Placeholder),
            ("ganti-ini-di-produksi", Placeholder),
            ("replace-with-64-random-characters", Placeholder),
            ("sk_live_xxxxxxxxxxxx", Placeholder),
            ("********", Placeholder),
            ("minioadmin", Default),
            ("Password", Default),
            ("shopuser", Guessable),
            ("Admin@12345", Guessable),
            ("sunshine2024", Guessable),
            ("qwertyuiop12", Guessable),
            ("${DB_PASSWORD:-hunter2}", live),
            ("postgres://app:changeme@db.example.com/app", live),
            ("x7Kq9zRw", live),
            ("MyCenter-24xQ", live),
            ("Qw8!zk-changeme", live),
            ("changeme-20240131", live),
            ("__SECRET_KEY__", Placeholder),
            ("__-AAA_0____", live),
            ("ChangeThisSecret", Placeholder),
        ] {
            assert_eq!(value_class(value.as_bytes()), expected, "{value}");
        }
    }

    /// A short word inside of random letters is chance.
    #[test]
    fn random_values_with_a_word_are_hidden() {
        for seed in ["a", "b", "c", "d", "e", "f"] {
            let around = crate::value::expand("{alnum:9}|{alnum:9}", seed).expect("a template");
            let value = around.replace('|', "TOdO");
            assert!(!value_class(value.as_bytes()).is_shown(), "{value}");
        }
    }

    proptest! {
        #[test]
        fn random_values_are_hidden(value in "[A-Za-z0-9_-]{12,64}") {
            prop_assume!(value.bytes().any(|byte| byte.is_ascii_digit()));
            prop_assert!(!value_class(value.as_bytes()).is_shown(), "{value}");
        }
    }
}
