//! Proofs that a value carries in itself.

use crate::model::Checksum;
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
/// Base64 as found in the wild, padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
/// The same with `-` and `_`.
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The digits of base 62 as GitHub and npm use them; the first 36 also serve GitLab's base 36 in lower case.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Whether a value passes its proof.
pub fn verify(checksum: Checksum, value: &[u8]) -> bool {
    match checksum {
        Checksum::Github | Checksum::Npm | Checksum::Grafana | Checksum::Gitlab => {
            let Some(split) = value.len().checked_sub(check_length(checksum)) else { return false };
            let (head, check) = value.split_at(split);
            complete(checksum, head).is_some_and(|expected| expected.as_bytes() == check)
        }
        Checksum::AwsAccount => aws_account(value).is_some(),
        Checksum::Jwt => is_jwt(value),
        Checksum::Pem => is_pem(value),
        Checksum::Base64Json => is_base64_json(value),
    }
}

fn check_length(checksum: Checksum) -> usize {
    match checksum {
        Checksum::Grafana => 8,
        Checksum::Gitlab => 7,
        _ => 6,
    }
}

/// The checksum that belongs behind `head`, for formats that end with one.
///
/// GitHub and npm: CRC-32 of what follows the prefix up to `_`, in base 62 with leading zeros
/// (github.blog, "Behind GitHub's new authentication token formats"). Grafana: CRC-32 of the random part between the
/// underscores, in eight lower-case hexadecimal digits. GitLab's routable tokens: CRC-32 of all that precedes it, in seven
/// digits of base 36 (docs.gitlab.com, "Routable token"); the dot and length before it belong to `head`.
pub fn complete(checksum: Checksum, head: &[u8]) -> Option<String> {
    let after_prefix = |head: &[u8]| memchr::memchr(b'_', head).map(|at| crc32fast::hash(&head[at + 1..]));
    match checksum {
        Checksum::Github | Checksum::Npm => Some(digits(after_prefix(head)?, BASE62, 6)),
        Checksum::Grafana => Some(format!("{:08x}", after_prefix(head.strip_suffix(b"_")?)?)),
        Checksum::Gitlab => Some(digits(crc32fast::hash(head), BASE36, 7)),
        _ => None,
    }
}

fn digits(mut number: u32, alphabet: &[u8], width: usize) -> String {
    let base = alphabet.len() as u32;
    let mut text = vec![alphabet[0]; width];
    for digit in text.iter_mut().rev() {
        *digit = alphabet[(number % base) as usize];
        number /= base;
    }
    text.into_iter().map(char::from).collect()
}

/// The account number in an AWS key id: the 40 bits behind the first of the base-32 characters after the four-letter prefix
/// (Summit Route, "AWS account ID from access key"). Ids of before 2019 have none, and decode to numbers that are too large
/// or start with I or J.
pub fn aws_account(key_id: &[u8]) -> Option<u64> {
    let body = key_id.get(4..12)?;
    let mut bits = 0u64;
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u64::from(value);
    }
    Some((bits & 0x7f_ffff_ff80) >> 7)
}

/// Decodes base64 of either alphabet, padded or not.
pub fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let engine = if memchr::memchr2(b'-', b'_', text).is_some() { &BASE64_URL } else { &BASE64 };
    engine.decode(text).ok()
}

fn is_jwt(value: &[u8]) -> bool {
    let header = value.split(|byte| *byte == b'.').next().unwrap_or_default();
    let json = decode_base64(header).and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    json.is_some_and(|json| json.get("alg").is_some_and(serde_json::Value::is_string))
}

fn is_base64_json(value: &[u8]) -> bool {
    let body = value.rsplit(|byte| *byte == b'_').next().unwrap_or(value);
    [value, body].iter().any(|text| {
        decode_base64(text)
            .is_some_and(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|json| json.is_object()))
    })
}

/// The shortest key material that is a key (an Ed25519 seed in PKCS 8 is 48 bytes).
const MIN_KEY_BYTES: usize = 40;

/// A PEM or PGP block, also with its line ends escaped: its body is base64 of a plausible length.
fn is_pem(value: &[u8]) -> bool {
    let Some(data) = pem_body(value) else { return false };
    if data.len() < MIN_KEY_BYTES || super::is_filler(&data) || super::entropy::shannon(&data) < 3.5 {
        return false;
    }
    decode_whole(&data).is_some()
}

/// The bytes that a PEM block holds, as far as it goes.
pub fn decode_pem(block: &[u8]) -> Option<Vec<u8>> {
    decode_whole(&pem_body(block)?)
}

/// The base64 of a PEM or PGP block, without headers, line ends, and the quotes of a language around its lines.
fn pem_body(value: &[u8]) -> Option<Vec<u8>> {
    let body = memchr::memmem::find(value, b"KEY-----").or_else(|| memchr::memmem::find(value, b"BLOCK-----"))?;
    let body = &value[body..];
    let start = memchr::memmem::find(body, b"-----")? + 5;
    let body = &body[start..];
    let body = &body[..memchr::memmem::find(body, b"-----END").unwrap_or(body.len())];
    let text = String::from_utf8_lossy(body).replace("\\r", "\n").replace("\\n", "\n");
    let lines = text.lines().map(|line| line.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)));
    let lines = lines.filter(|line| !line.contains(':') && !line.starts_with('='));
    Some(lines.flat_map(str::bytes).filter(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).collect())
}

/// Decodes base64 up to the last whole group.
fn decode_whole(data: &[u8]) -> Option<Vec<u8>> {
    BASE64.decode(&data[..data.len() - data.len() % 4]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::expand;

    #[test]
    fn completed_values_verify_and_changed_ones_do_not() {
        for (checksum, template) in [
            (Checksum::Github, "ghp_{alnum:30}{check:github}"),
            (Checksum::Npm, "npm_{alnum:30}{check:npm}"),
            (Checksum::Grafana, "glsa_{alnum:32}_{check:grafana}"),
            (Checksum::Gitlab, "glpat-{base64url:27}.01.12{check:gitlab}"),
        ] {
            let value = expand(template, "checksums").expect("template is sound");
            assert!(verify(checksum, value.as_bytes()), "{checksum:?}");
            let mut changed = value.clone().into_bytes();
            changed[8] = if changed[8] == b'A' { b'B' } else { b'A' };
            assert!(!verify(checksum, &changed), "{checksum:?}");
        }
    }

    #[test]
    fn base62_is_padded() {
        assert_eq!(digits(0, BASE62, 6), "000000");
        assert_eq!(digits(61, BASE62, 6), "00000z");
    }
}
