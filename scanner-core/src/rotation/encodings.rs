//! The encodings in which a value can appear in a file: plain, as each format escapes it, percent-encoded, base64.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::{collections::BTreeSet, fmt::Write};

/// Minimum length of a value that is also searched for in base64; shorter ones match by chance.
const MIN_BASE64_BYTES: usize = 8;
/// Bytes that base64 encodes together.
const BASE64_GROUP_BYTES: usize = 3;

/// The distinct encodings of a value: as addresses have it, and each of these as the formats of files write it.
pub(super) fn encodings(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all: BTreeSet<Vec<u8>> = in_addresses(value).iter().flat_map(|text| as_written(text)).collect();
    let with_newlines = |end: &[u8]| value.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end);
    all.extend([with_newlines(b"\r\n"), with_newlines(b"\\n")]);
    if value.len() >= MIN_BASE64_BYTES {
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            all.extend((0..BASE64_GROUP_BYTES).map(|before| base64_inside(&engine, value, before)));
        }
    }
    all
}

/// A text as it is written in the files of some format, where its signs would mean something else.
pub(super) fn as_written(text: &[u8]) -> BTreeSet<Vec<u8>> {
    let doubled = |sign: u8| replaced(text, |byte| if byte == sign { vec![byte; 2] } else { vec![byte] });
    let behind_backslash = |signs: &'static [u8]| {
        replaced(text, move |byte| if signs.contains(&byte) { vec![b'\\', byte] } else { vec![byte] })
    };
    let mut all = BTreeSet::from([
        text.to_owned(),
        // INI files of Python's configparser; quotes of YAML and SQL; variables of compose files.
        doubled(b'%'),
        doubled(b'\''),
        doubled(b'$'),
        // Strings of shells and env files.
        behind_backslash(b"\"\\$`"),
        replaced(text, |byte| if byte == b'\'' { b"'\\''".to_vec() } else { vec![byte] }),
        escaped(text, &[]),
        escaped(text, b"/"),
        replaced(text, |byte| xml_entity(byte).map_or_else(|| vec![byte], |entity| entity.as_bytes().to_vec())),
    ]);
    all.extend(unicode_escaped(text));
    all
}

/// A value as parts of addresses and forms have it: as it is, and with more and less of it behind percent signs.
fn in_addresses(value: &[u8]) -> BTreeSet<Vec<u8>> {
    let strict: &[u8] = b"-._~";
    let of_scripts: &[u8] = b"-._~!*'()";
    let by_hand: &[u8] = b"-._~!*'()$&+,;=\"<>^`{|}\\";
    let mut all = BTreeSet::from([value.to_owned()]);
    for plain in [strict, of_scripts, by_hand] {
        all.insert(percent_encoded(value, plain, |byte| format!("%{byte:02X}")));
        all.insert(percent_encoded(value, plain, |byte| format!("%{byte:02x}")));
    }
    all.insert(percent_encoded(
        value,
        b"-._*",
        |byte| if byte == b' ' { "+".to_owned() } else { format!("%{byte:02X}") },
    ));
    all
}

/// The base64 characters of a value that depend neither on what is `before` it in its group of bytes nor on what follows.
fn base64_inside(engine: &impl Engine, value: &[u8], before: usize) -> Vec<u8> {
    let mut text = engine.encode([&vec![0; before], value].concat()).into_bytes();
    text.truncate((before + value.len()) * 8 / 6);
    text.split_off((before * 8).div_ceil(6))
}

/// The value as a string in JSON, double quotes of YAML, and most languages; `further` signs are behind a backslash as well.
fn escaped(value: &[u8], further: &[u8]) -> Vec<u8> {
    replaced(value, |byte| match byte {
        b'\n' => b"\\n".to_vec(),
        b'\r' => b"\\r".to_vec(),
        b'\t' => b"\\t".to_vec(),
        b'"' | b'\\' => vec![b'\\', byte],
        _ if further.contains(&byte) => vec![b'\\', byte],
        _ => vec![byte],
    })
}

/// The value as a string in JSON whose writer keeps to ASCII, or keeps out signs of HTML: `\u0026`, `\u00e9`.
fn unicode_escaped(value: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(value) else { return Vec::new() };
    let writer = |signs: &'static str, upper: bool| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                _ if !c.is_ascii() || signs.contains(c) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // Writing to a string cannot fail.
                        let _ = if upper { write!(out, "\\u{unit:04X}") } else { write!(out, "\\u{unit:04x}") };
                    }
                }
                '"' | '\\' => out.extend(['\\', c]),
                _ => out.push(c),
            }
        }
        out.into_bytes()
    };
    ["", "<>&", "<>&'\"+"].into_iter().flat_map(|signs| [writer(signs, false), writer(signs, true)]).collect()
}

/// The name of a sign in XML.
fn xml_entity(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\'' => "&apos;",
        _ => return None,
    })
}

fn replaced(text: &[u8], with: impl Fn(u8) -> Vec<u8>) -> Vec<u8> {
    text.iter().flat_map(|byte| with(*byte)).collect()
}

/// The value in a URL: every byte encoded that is no letter or digit and not `plain`.
fn percent_encoded(value: &[u8], plain: &[u8], code: impl Fn(u8) -> String) -> Vec<u8> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || plain.contains(&byte);
    replaced(value, |byte| if is_plain(byte) { vec![byte] } else { code(byte).into_bytes() })
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

    #[test]
    fn each_format_has_its_own_escapes() {
        for (value, spelling) in [
            ("p%40ss", "p%%40ss"),
            ("p@ss", "p%40ss"),
            ("p@ss", "p%%40ss"),
            ("a/b c", "a%2fb%20c"),
            ("a/b c", "a%2Fb+c"),
            ("a!b/c", "a!b%2Fc"),
            ("a$b@c", "a$b%40c"),
            ("it's", "it''s"),
            ("it's", "it'\\''s"),
            ("a$b", "a$$b"),
            ("a$b", "a\\$b"),
            ("a/b", "a\\/b"),
            ("a&b", "a\\u0026b"),
            ("a<b", "a\\u003Cb"),
            ("a&b\"", "a&amp;b&quot;"),
            ("pä", "p\\u00e4"),
            ("p\u{1f600}", "p\\ud83d\\ude00"),
        ] {
            assert!(encodings(value.as_bytes()).contains(spelling.as_bytes()), "{value} as {spelling}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(value in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(percent_decoded(&percent_encoded(&value, b"-._~", |byte| format!("%{byte:02X}"))), value);
        }

        #[test]
        fn base64_is_known_whatever_is_around(
            before in prop::collection::vec(any::<u8>(), 0..5),
            value in prop::collection::vec(any::<u8>(), 8..40),
            rest in prop::collection::vec(any::<u8>(), 0..4),
        ) {
            let text = STANDARD_NO_PAD.encode([before.clone(), value.clone(), rest].concat());
            let inside = base64_inside(&STANDARD_NO_PAD, &value, before.len() % BASE64_GROUP_BYTES);
            prop_assert!(inside.len() >= 8);
            prop_assert!(memchr::memmem::find(text.as_bytes(), &inside).is_some());
        }
    }
}
