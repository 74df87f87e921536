//! Names that programs give to things: words joined by signs, capitals and numbers.

use super::language::is_wordy;

/// Shorter runs of letters say nothing: they are abbreviations or chance.
const MIN_WORD_LETTERS: usize = 4;
/// Acronyms are not longer.
const MAX_ACRONYM_LETTERS: usize = 5;
/// A number of its own is not longer: a date, a version, a count.
const MAX_NUMBER_DIGITS: usize = 8;

/// Names of algorithms, which are no words.
const ALGORITHMS: &[&str] =
    &["aes", "bcrypt", "cbc", "ecdh", "ecdsa", "gcm", "hmac", "hs", "md", "oaep", "pbkdf", "pkcs", "rsa", "sha"];

/// Whether a value is an identifier: `endpoint__http_get_30d`, `AccessKey.Create`, `0012_alter_user_email`,
/// `PBKDF2WithHmacSHA256`. At least two words, or one among numbers and abbreviations.
pub fn is_identifier(value: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    let base32 = value.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if hex || base32 || !value.iter().all(plain) {
        return false;
    }
    let (mut pieces, mut words, mut wordy, mut letters, mut joined_digits) = (0, 0, 0, 0, 0);
    for part in value.split(|byte| !byte.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let mut runs = 0;
        for run in runs_of(part) {
            runs += 1;
            pieces += 1;
            if run[0].is_ascii_digit() {
                if run.len() > MAX_NUMBER_DIGITS {
                    return false;
                }
                joined_digits += if run.len() == part.len() { 0 } else { run.len() };
                continue;
            }
            let algorithm = ALGORITHMS.iter().any(|name| run.eq_ignore_ascii_case(name.as_bytes()));
            if is_acronym(run) && !algorithm {
                continue;
            }
            letters += run.len();
            if algorithm || run.len() >= MIN_WORD_LETTERS && is_wordy(run) {
                words += 1;
                wordy += run.len();
            }
        }
        // In random text capitals, small letters and digits change all the time.
        if runs * 2 > part.len() && part.len() > 4 {
            return false;
        }
    }
    // Without signs between them, chance makes a word more easily.
    let is_separated = !value.iter().all(u8::is_ascii_alphanumeric);
    let is_mostly = |part: usize, all: usize| if is_separated { part * 2 >= all } else { part * 3 >= all * 2 };
    (words > 1 || words == 1 && pieces > 2) && is_mostly(wordy, letters) && joined_digits * 3 <= wordy
}

/// `HTTP`, `SHA`, `PBKDF`.
fn is_acronym(run: &[u8]) -> bool {
    run.len() > 1 && run.len() <= MAX_ACRONYM_LETTERS && run.iter().all(u8::is_ascii_uppercase)
}

/// The words and numbers of a part without signs: cut where a capital begins a word, and between letters and digits.
fn runs_of(part: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let first = *part.get(start)?;
        at += 1;
        if first.is_ascii_digit() {
            at += part[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            return Some(&part[start..at]);
        }
        let capitals = part[start..].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let small = part[start + capitals..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        at = match (capitals, small) {
            // The last of several capitals begins the next word.
            (2.., 1..) => start + capitals - 1,
            _ => start + capitals + small,
        };
        Some(&part[start..at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        for name in [
            "endpoint__http_get_30d__v0_endpoint_read_7283",
            "AccessKey.Create",
            "0012_alter_user_password",
            "0002_auto_20160226_1747",
            "PBKDF2WithHmacSHA1",
            "PBKDF2WithHmacSHA256",
            "SomeRandomStringOf32CharsExactly",
            "tokenAuthenticationFilter",
            "OAuth2DeviceCode.class",
            "auth.errors.invalid-token",
            "com.example.security.TokenProvider",
            "X-Auth-Request-Access-Token",
            "api-token-v2:3",
        ] {
            assert!(is_identifier(name.as_bytes()), "{name}");
        }
        for value in [
            "15480aa1712cae4b8db8c7a49707d69d",
            "123456abcdefabcdefabcdefabcdefab",
            "q7w9e2r5t8y1u4i6",
            "tr_wgt_15480aa1712cae4b8db8c7a49707d69d",
            "S3cur3Pw",
            "hunter2",
        ] {
            assert!(!is_identifier(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn random_text_is_no_identifier() {
        let templates = [
            "{alnum:16}", "{alnum:20}", "{alnum:32}", "{hex:32}", "{lowernum:24}", "{base32:32}", "{base64url:40}",
            "sk_{alnum:24}",
        ];
        let seeds: Vec<String> = (0..400).map(|seed| seed.to_string()).collect();
        let all = templates.iter().flat_map(|template| seeds.iter().map(move |seed| (template, seed)));
        let values = all.map(|(template, seed)| crate::value::expand(template, seed).expect("a template"));
        let taken = values.filter(|value| is_identifier(value.as_bytes())).count();
        assert!(taken <= 4, "{taken} of {}", templates.len() * seeds.len());
    }
}
