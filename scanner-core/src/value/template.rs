//! Makes values of a given shape, the same ones every time, so that examples need no credential in them.
//!
//! The templates are described in `docs/rules.md`.

use super::checksum::complete;
use crate::model::{Checksum, braced};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// A template that can't be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown template `{{{0}}}`; docs/rules.md lists them")]
pub struct TemplateError(String);

/// Expands every `{...}` of a template. The same seed (a rule's id) gives the same text on every machine.
///
/// # Errors
/// An unknown or unclosed template.
///
/// ```
/// let token = gonogo_core::value::expand("key_{hex:8}", "some-rule").unwrap();
/// assert!(token.starts_with("key_") && token.len() == 12);
/// ```
pub fn expand(template: &str, seed: &str) -> Result<String, TemplateError> {
    let mut random = Random::seeded(seed);
    expand_with(template, &mut random)
}

fn expand_with(template: &str, random: &mut Random) -> Result<String, TemplateError> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        if tail.starts_with("{{") || tail.starts_with("}}") {
            out.push_str(&tail[..1]);
            rest = &tail[2..];
            continue;
        }
        let (inner, length) = braced(tail).ok_or_else(|| TemplateError(tail.chars().take(20).collect()))?;
        let piece = fill(inner, &out, random)?;
        out.push_str(&piece);
        rest = &tail[length..];
    }
    out.push_str(rest);
    Ok(out)
}

fn fill(inner: &str, before: &str, random: &mut Random) -> Result<String, TemplateError> {
    let unknown = || TemplateError(inner.to_owned());
    if let Some(text) = inner.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return Ok(text.to_owned());
    }
    if inner == "uuid" {
        let hex = random.text("0123456789abcdef", 30);
        return Ok(format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..30]));
    }
    let (name, argument) = inner.split_once(':').ok_or_else(unknown)?;
    match name {
        "b64" => Ok(STANDARD_NO_PAD.encode(expand_with(argument, random)?)),
        "check" => {
            let start = before.rfind(|c: char| c.is_whitespace() || "\"'=:".contains(c)).map_or(0, |at| at + 1);
            let checksum: Checksum = serde_json::from_value(argument.into()).map_err(|_| unknown())?;
            complete(checksum, &before.as_bytes()[start..]).ok_or_else(unknown)
        }
        _ => {
            let length = argument.parse().ok().filter(|length| *length <= 10_000).ok_or_else(unknown)?;
            Ok(random.mixed(alphabet(name).ok_or_else(unknown)?, length, name == "digit"))
        }
    }
}

fn alphabet(name: &str) -> Option<&'static str> {
    Some(match name {
        "alnum" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "lower" => "abcdefghijklmnopqrstuvwxyz",
        "upper" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "alpha" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "digit" => "0123456789",
        "hex" => "0123456789abcdef",
        "HEX" => "0123456789ABCDEF",
        "lowernum" => "abcdefghijklmnopqrstuvwxyz0123456789",
        "uppernum" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "base32" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "base64" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "base64url" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        _ => return None,
    })
}

/// SplitMix64 (Steele, Lea, Flood 2014), seeded with FNV-1a of the seed.
struct Random(u64);

impl Random {
    fn seeded(seed: &str) -> Self {
        Random(
            seed.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        (0..length).map(|_| char::from(alphabet.as_bytes()[(self.next() % alphabet.len() as u64) as usize])).collect()
    }

    /// Random text in which every kind of character of the alphabet occurs, if it is at least 8 long.
    fn mixed(&mut self, alphabet: &str, length: usize, no_leading_zero: bool) -> String {
        let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
        loop {
            let text = self.text(alphabet, length);
            let has_all = kinds
                .iter()
                .all(|kind| !alphabet.bytes().any(|byte| kind(&byte)) || text.bytes().any(|byte| kind(&byte)));
            if (length < 8 || has_all) && !(no_leading_zero && text.starts_with('0')) {
                return text;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (template, pattern) in [
            ("{alnum:36}", r"^[0-9A-Za-z]{36}$"),
            ("{{x}}={digit:3}", r"^\{x\}=[1-9]\d\d$"),
            (r#"{"ab"}c{HEX:4}"#, "^abc[0-9A-F]{4}$"),
            ("{uuid}", r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$"),
            ("{b64:a}", "^YQ$"),
            ("{b64:x{lower:1}}", "^eH"),
        ] {
            let text = expand(template, "seed").expect("template is sound");
            assert!(regex::Regex::new(pattern).expect("pattern is sound").is_match(&text), "{template} gave {text}");
            assert_eq!(expand(template, "seed"), Ok(text));
        }
    }

    #[test]
    fn what_is_no_template_is_an_error() {
        for template in ["{", "{x", "{what:3}", "{hex}", "{hex:99999}", "{check:jwt}", "}"] {
            assert!(expand(template, "seed").is_err(), "{template}");
        }
    }
}
