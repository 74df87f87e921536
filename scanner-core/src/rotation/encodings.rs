//! The encodings in which a value can appear in a file: plain, escaped, percent-encoded, base64.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::{collections::BTreeSet, fmt::Write};

/// Minimum length of a value that is also searched for in base64; shorter ones match by chance.
const MIN_BASE64_BYTES: usize = 8;

/// The distinct encodings of a value.
pub(super) fn encodings(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::from([value.to_owned(), percent_encoded(value), escaped(value)]);
    let with_newlines = |end: &[u8]| value.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end);
    all.extend([with_newlines(b"\r\n"), with_newlines(b"\\n")]);
    if value.len() >= MIN_BASE64_BYTES {
        all.extend([STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| base64_prefix(&engine, value)));
    }
    all
}

/// The base64 characters that do not depend on the bytes after the value, such as a line end.
fn base64_prefix(engine: &impl Engine, value: &[u8]) -> Vec<u8> {
    let mut text = engine.encode(value).into_bytes();
    text.truncate(value.len() * 8 / 6);
    text
}

/// The value as a string in JSON and most languages.
fn escaped(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for &byte in value {
        match byte {
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            b'"' | b'\\' => out.extend([b'\\', byte]),
            _ => out.push(byte),
        }
    }
    out
}

/// The value in a URL: every byte encoded that is not unreserved by RFC 3986.
fn percent_encoded(value: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(value.len());
    for &byte in value {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out.into_bytes()
}

/// The decoded text. Invalid escapes stay as they are.
pub(super) fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match (byte, digit(text.get(at + 1)), digit(text.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spelled_as_files_do() {
        let all = encodings(b"p@ss \"w0rd\"\n");
        for spelling in [
            "p@ss \"w0rd\"\n", "p@ss \\\"w0rd\\\"\\n", "p%40ss%20%22w0rd%22%0A", "cEBzcyAidzByZCIK",
            "p@ss \"w0rd\"\r\n",
        ] {
            assert!(all.contains(spelling.as_bytes()), "{spelling}");
        }
        assert_eq!(encodings(b"abc123").len(), 1);
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(value in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(percent_decoded(&percent_encoded(&value)), value);
        }

        #[test]
        fn base64_is_known_whatever_follows(value in prop::collection::vec(any::<u8>(), 8..40), rest in prop::collection::vec(any::<u8>(), 0..4)) {
            let longer = STANDARD_NO_PAD.encode([value.clone(), rest].concat());
            prop_assert!(longer.as_bytes().starts_with(&base64_prefix(&STANDARD_NO_PAD, &value)));
        }
    }
}
