//! Tokens directly after escapes, percent codes and colour codes.

use super::{TOKEN_RULE, scanner, token};

#[test]
fn tokens_are_found_behind_codes() {
    let token = token("view");
    let scanner = scanner(1);
    for (before, behind) in [
        (r#"{"log": "started\n"#, r#"\nready"}"#),
        (r#"{"log": "a\tb\t"#, r#"\t"}"#),
        (r#"{"json": "{\\\"log\\\": \\\"x\\n"#, r#"\\n\\\"}"}"#),
        (r"key\u003d", r"\u0026"),
        (r"key\x3d", r"\x26"),
        ("https://host/?x=1%26t%3D", "%26"),
        ("https://host/?t%253D", "%2526"),
        ("level=info\x1b[1;32m", "\x1b[0m done"),
        (r"printf 'ok\033[32m", r"\033[0m'"),
    ] {
        let text = format!("first line\n{before}{token}{behind}\nlast line\n");
        let findings = scanner.scan_bytes("build.log", text.as_bytes());
        let found = findings.iter().map(|finding| (&*finding.rule.id, &text[finding.location.span.clone()]));
        assert_eq!(found.collect::<Vec<_>>(), [(TOKEN_RULE, &*token)], "{text}");
        assert_eq!(findings[0].location.region.line, 2);
        assert_eq!(findings[0].fingerprint, scanner.scan_bytes("build.log", token.as_bytes())[0].fingerprint);
    }
}

#[test]
fn what_is_found_as_it_is_is_found_once() {
    let token = token("once");
    let text = format!("{{\"a\": \"x\\n\", \"b\": \"{token}\", \"c\": \"\\n0123456789abc {token}\"}}");
    assert_eq!(scanner(1).scan_bytes("a.json", text.as_bytes()).len(), 2);
}
