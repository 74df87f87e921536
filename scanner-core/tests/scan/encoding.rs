//! Encodings other than UTF-8, and secrets in binary files.

use super::{password, places, scanner, token};
use gonogo_core::{
    model::{Region, Severity},
    value::expand,
};

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn utf16_has_the_lines_and_columns_of_its_characters() {
    let token = token("utf16");
    let text = format!("// Grüße\r\nvar 𝕏 = \"{token}\";\r\n");
    let marked = format!("\u{feff}{text}");
    let expected = Region { line: 2, column: 10, end_line: 2, end_column: 10 + token.len() as u32 };
    for bytes in [
        utf16(&marked, u16::to_le_bytes),
        utf16(&marked, u16::to_be_bytes),
        utf16(&text, u16::to_le_bytes),
        utf16(&text, u16::to_be_bytes),
        text.clone().into_bytes(),
    ] {
        let findings = scanner(1).scan_bytes("app.js", &bytes);
        assert_eq!(findings.len(), 1, "{:?}", &bytes[..4]);
        assert_eq!(findings[0].location.region, expected, "{:?}", &bytes[..4]);
        assert_eq!(findings[0].secret.reveal(), token.as_bytes());
    }
}

#[test]
fn latin1_and_broken_utf8_are_searched() {
    let token = token("latin1");
    for before in [&b"caf\xe9 = "[..], b"\xff\xc3\x28 ", b"\xf0\x9f "] {
        let findings = scanner(1).scan_bytes("a.env", &[before, token.as_bytes()].concat());
        assert_eq!(findings.len(), 1, "{before:?}");
        assert_eq!(findings[0].location.span, before.len()..before.len() + token.len());
    }
}

#[test]
fn a_key_inside_a_binary_is_found() {
    let template = "-----BEGIN {\"PRIV\"}ATE KEY-----\n{base64:64}\n{base64:64}\n-----END {\"PRIV\"}ATE KEY-----\n";
    let key = expand(template, "binary").expect("the template is sound");
    let bytes = [b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\x02".as_slice(), key.as_bytes(), &[0; 400]].concat();
    let findings = scanner(1).scan_bytes("bin/app", &bytes);
    assert_eq!(findings.iter().map(|finding| &*finding.rule.id).collect::<Vec<_>>(), ["private-key"]);
    assert_eq!(findings[0].severity, Severity::Blocker);
    assert_eq!(findings[0].location.span.start, 18);
}

#[test]
fn other_texts_inside_a_binary_are_left_alone() {
    let bytes = [b"\x7fELF\0\0\0\0".as_slice(), password().as_bytes(), &[0; 400]].concat();
    assert_eq!(places(&scanner(1).scan_bytes("bin/app", &bytes)), []);
}

#[test]
fn keystores_are_known_by_how_they_start() {
    let pkcs12 = [
        &[0x30, 0x82, 0x0a, 0x10, 2, 1, 3, 0x30, 0x82, 0x09, 0xd6, 6, 9, 0x2a, 0x86, 0x48, 0x86][..],
        &[0xf7, 0x0d, 1, 7, 1, 0xa0, 0x82, 0, 0],
    ]
    .concat();
    let java = [&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1][..], &[0x55; 40]].concat();
    let keepass = [&[0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 0, 0, 4, 0][..], &[0x99; 40]].concat();
    for (bytes, name) in [(pkcs12, "PKCS #12"), (java, "Java keystore"), (keepass, "KeePass")] {
        let findings = scanner(1).scan_bytes("conf/server.bin", &bytes);
        assert_eq!(findings.len(), 1, "{name}");
        assert_eq!(findings[0].rule.id, "keystore-file");
        assert!(findings[0].message.contains(name), "{}", findings[0].message);
    }
    assert_eq!(places(&scanner(1).scan_bytes("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")), []);
}
