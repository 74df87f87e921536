//! How a value can be spelled in a file: as it is, escaped, percent-encoded, in base64.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::{collections::BTreeSet, fmt::Write};

/// A shorter value's base64 is too short to be told from chance.
const SHORTEST_ENCODED: usize = 8;

/// The spellings of a value, in no particular order, each once.
pub(super) fn spellings(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::from([value.to_owned(), percent_encoded(value), escaped(value)]);
    let with_newlines = |end: &[u8]| value.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end);
    all.extend([with_newlines(b"\r\n"), with_newlines(b"\\n")]);
    if value.len() >= SHORTEST_ENCODED {
        all.extend([STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| in_base64(&engine, value)));
    }
    all
}

/// What of the base64 is the same whatever stands behind the value, a line end for one.
fn in_base64(engine: &impl Engine, value: &[u8]) -> Vec<u8> {
    let mut text = engine.encode(value).into_bytes();
    text.truncate(value.len() * 8 / 6);
    text
}

/// As in a string of JSON and most languages.
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

/// As in a URL: all but what RFC 3986 calls unreserved.
fn percent_encoded(value: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(value.len());
    for &byte in value {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out.into_bytes()
}

/// The value of a text that may be percent-encoded. What is no escape stays.
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
        let all = spellings(b"p@ss \"w0rd\"\n");
        for spelling in [
            "p@ss \"w0rd\"\n", "p@ss \\\"w0rd\\\"\\n", "p%40ss%20%22w0rd%22%0A", "cEBzcyAidzByZCIK",
            "p@ss \"w0rd\"\r\n",
        ] {
            assert!(all.contains(spelling.as_bytes()), "{spelling}");
        }
        assert_eq!(spellings(b"abc123").len(), 1);
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(value in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(percent_decoded(&percent_encoded(&value)), value);
        }

        #[test]
        fn base64_is_known_whatever_follows(value in prop::collection::vec(any::<u8>(), 8..40), rest in prop::collection::vec(any::<u8>(), 0..4)) {
            let longer = STANDARD_NO_PAD.encode([value.clone(), rest].concat());
            prop_assert!(longer.as_bytes().starts_with(&in_base64(&STANDARD_NO_PAD, &value)));
        }
    }
}
