//! Classes of values.

use super::{
    checksum::decode_base64, entropy::shannon, is_encrypted, is_identifier, is_placeholder, is_reference, language,
    public::is_public,
};

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueKind {
    /// Nothing.
    Empty,
    /// Kept elsewhere.
    Reference,
    /// Ciphertext, made to be committed.
    Encrypted,
    /// Made to be public: a key for browsers, an address, a public key.
    Public,
    /// To be filled in, or too plain.
    Placeholder,
    /// Words of a language, an identifier, a label.
    Words,
    /// A number, a date, a version, a size, a colour.
    Number,
    /// A file path, an address, a domain, a mail address.
    Address,
    /// A UUID.
    Uuid,
    /// A password hash: it is not the password, though it can be attacked.
    PasswordHash,
    /// Letters, digits and signs that are no words, but too short or too plain to be random: a password.
    Password,
    /// Random characters, at least 16.
    Random,
}

/// The shortest value that is called random.
const MIN_RANDOM_BYTES: usize = 16;

/// Judges a value as it was written, without its quotes.
///
/// ```
/// use gonogo_core::value::{ValueKind, classify};
/// assert_eq!(classify(b"${TOKEN}"), ValueKind::Reference);
/// assert_eq!(classify(b"your-api-key"), ValueKind::Placeholder);
/// assert_eq!(classify(b"Enter it below"), ValueKind::Words);
/// assert_eq!(classify(b"/etc/ssl/private"), ValueKind::Address);
/// assert_eq!(classify(b"tr0ub4dor&3"), ValueKind::Password);
/// ```
pub fn classify(value: &[u8]) -> ValueKind {
    let value = value.trim_ascii();
    match value {
        [] => ValueKind::Empty,
        _ if is_encrypted(value) => ValueKind::Encrypted,
        _ if is_reference(value) => ValueKind::Reference,
        _ if is_public(value) => ValueKind::Public,
        _ if is_number(value) => ValueKind::Number,
        _ if is_placeholder(value) => ValueKind::Placeholder,
        _ if is_uuid(value) => ValueKind::Uuid,
        _ if is_password_hash(value) => ValueKind::PasswordHash,
        _ if is_address(value) => ValueKind::Address,
        _ if is_encoded_text(value) || is_constraint(value) => ValueKind::Words,
        _ if is_random(value) && is_identifier(value) => ValueKind::Words,
        _ if is_random(value) => ValueKind::Random,
        _ if is_text(value) => ValueKind::Words,
        _ => ValueKind::Password,
    }
}

fn is_number(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits > 0
        && digits < 20
        && value.iter().all(|byte| byte.is_ascii_digit() || b".,-+_:/ eExX%TZ#".contains(byte))
        && digits * 2 >= value.len()
        || value.strip_prefix(b"0x").is_some_and(|hex| hex.len() <= 16 && hex.iter().all(u8::is_ascii_hexdigit))
}

/// `required|string|min:8`: what a value must be like, as Laravel writes it.
fn is_constraint(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 8] =
        [b"required", b"nullable", b"sometimes", b"string", b"confirmed", b"present", b"filled", b"bail"];
    let name = |part: &[u8]| {
        let name = part.split(|&byte| byte == b':').next().unwrap_or_default();
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
    };
    let mut parts = value.split(|&byte| byte == b'|');
    parts.clone().count() > 1 && parts.clone().all(name) && parts.any(|part| WORDS.contains(&part))
}

fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { *byte == b'-' } else { byte.is_ascii_hexdigit() })
}

fn is_password_hash(value: &[u8]) -> bool {
    let starts: [&[u8]; 12] = [
        b"$1$", b"$2a$", b"$2b$", b"$2y$", b"$5$", b"$6$", b"$y$", b"$apr1$", b"$argon2", b"$pbkdf2", b"pbkdf2",
        b"{SSHA",
    ];
    starts.iter().any(|start| value.starts_with(start))
}

fn is_address(value: &[u8]) -> bool {
    let text = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.~/\\@%+*{}:[]$?=&,".contains(byte);
    if !value.iter().all(text) {
        return false;
    }
    let words = |part: &[u8]| {
        part.is_empty()
            || part.len() < 3
            || language::is_wordy(part)
            || part.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    };
    if memchr::memmem::find(value, b"://").is_some() {
        return true;
    }
    let separators = value.iter().filter(|byte| **byte == b'/').count();
    let rooted = value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"../")
        || value.starts_with(b"~/")
        || value.get(1..3) == Some(b":\\");
    if rooted && value.iter().all(|byte| byte.is_ascii_lowercase() || b"/._-~".contains(byte)) {
        return true;
    }
    if (rooted || separators >= 1) && !value.ends_with(b"=") {
        let parts: Vec<_> = value.split(|byte| *byte == b'/' || *byte == b'\\').collect();
        let wordy = parts.iter().filter(|part| words(part)).count();
        if wordy * 3 >= parts.len() * 2 {
            return true;
        }
    }
    is_mail_or_domain(value)
}

fn is_mail_or_domain(value: &[u8]) -> bool {
    let host = match memchr::memrchr(b'@', value) {
        Some(at) if at > 0 => &value[at + 1..],
        _ => value,
    };
    let Some(dot) = memchr::memrchr(b'.', host) else { return false };
    let top = &host[dot + 1..];
    let known: [&[u8]; 22] = [
        b"com", b"org", b"net", b"io", b"dev", b"local", b"test", b"internal", b"cloud", b"app", b"ai", b"pem", b"key",
        b"json", b"yml", b"yaml", b"txt", b"crt", b"id", b"br", b"localhost", b"env",
    ];
    known.contains(&top)
        && host[..dot].iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(byte))
        && dot > 0
}

/// Base64 of words: a sample, a label, a header of a known format.
fn is_encoded_text(value: &[u8]) -> bool {
    let text = if value.len() >= MIN_RANDOM_BYTES { decode_base64(value) } else { None };
    text.is_some_and(|text| text.iter().all(|byte| (b' '..=b'~').contains(byte)) && language::is_wordy(&text))
}

/// Random characters: no words, and enough variety for the length and alphabet.
fn is_random(value: &[u8]) -> bool {
    if value.len() < MIN_RANDOM_BYTES || value.iter().any(|byte| byte.is_ascii_whitespace()) {
        return false;
    }
    let entropy = shannon(value);
    if value.iter().all(u8::is_ascii_hexdigit) {
        return entropy >= 2.8 && value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    }
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let strange = language::mean_surprisal(value);
    let scattered = classes(value) >= 3 || digits >= 2;
    entropy >= 3.0 && (strange > 5.2 || digits * 5 >= value.len() || (scattered && changes(value) * 3 >= value.len()))
}

/// The number of classes that occur, of lower case, upper case, digits and signs.
fn classes(value: &[u8]) -> usize {
    [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit, u8::is_ascii_punctuation]
        .iter()
        .filter(|class| value.iter().any(class))
        .count()
}

/// The number of changes of class from one character to the next: many in random text, few in words.
fn changes(value: &[u8]) -> usize {
    let class = |byte: &u8| (byte.is_ascii_lowercase(), byte.is_ascii_uppercase(), byte.is_ascii_digit());
    value.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count()
}

/// Words, sentences, identifiers and lists of them; also text in other scripts.
fn is_text(value: &[u8]) -> bool {
    if language::is_wordy(value) || is_sign_in_method(value) {
        return true;
    }
    let foreign = value.iter().filter(|byte| !byte.is_ascii()).count();
    let spaces = value.iter().filter(|byte| byte.is_ascii_whitespace()).count();
    let digits = value.iter().any(u8::is_ascii_digit);
    (foreign > 0 || spaces > 0) && !digits || foreign * 3 > value.len() || spaces >= 3 || value.len() <= 2
}

/// Ways to sign in, which records of users have in the place of a password.
fn is_sign_in_method(value: &[u8]) -> bool {
    const METHODS: [&[u8]; 12] =
        [b"ldap", b"oidc", b"saml", b"saml2", b"oauth", b"oauth2", b"sso", b"mfa", b"totp", b"jwt", b"cas", b"pam"];
    METHODS.iter().any(|method| value.eq_ignore_ascii_case(method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_values() {
        for (value, kind) in [
            ("", ValueKind::Empty),
            ("process.env.JWT_SECRET", ValueKind::Reference),
            ("{{ .Values.password }}", ValueKind::Reference),
            ("changeme", ValueKind::Placeholder),
            ("aaaaaaaaaaaaaaaa", ValueKind::Placeholder),
            ("3600", ValueKind::Number),
            ("2024-01-31", ValueKind::Number),
            ("c56a4180-65aa-42ec-a945-5fd21dec0538", ValueKind::Uuid),
            ("/run/credentials/db", ValueKind::Address),
            ("https://host/path", ValueKind::Address),
            ("admin@shop.com", ValueKind::Address),
            ("Forgot it again?", ValueKind::Words),
            ("refresh_interval", ValueKind::Words),
            ("user.address", ValueKind::Words),
            ("OIDC", ValueKind::Words),
            ("endpoint__http_get_30d__v1_read_4418", ValueKind::Words),
            ("encrypted:k3yN0tPl4c3h0ld3r", ValueKind::Encrypted),
            ("0x52908400098527886E0F7030069857D2E4169EE7", ValueKind::Public),
            ("hkeucu9", ValueKind::Password),
            ("S3cur3!pw", ValueKind::Password),
            ("ngslnqrc", ValueKind::Password),
            ("YWxpY2U6c2VjcmV0LXBhc3N3ZA==", ValueKind::Words),
            ("q7w9e2r5t8y1u4i6", ValueKind::Random),
            ("f3a9c81b7d2e4650", ValueKind::Random),
        ] {
            assert_eq!(classify(value.as_bytes()), kind, "{value}");
        }
    }
}
