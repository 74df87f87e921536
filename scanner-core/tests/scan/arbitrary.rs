//! Arbitrary bytes: no panic, spans inside the text, and no secret in any output.

use super::{conformance, scanner, token};
use gonogo_core::{
    Scanner,
    decode::{Decoded, decode},
    model::{Finding, LineIndex, Region, Report},
    report::{Compact, Json, JsonLines, Reporter, Sarif},
};
use proptest::prelude::*;
use std::sync::LazyLock;

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| scanner(1));

/// Fragments that detectors react to, in random order and truncated.
const FRAGMENTS: &[&str] = &[
    "password = '", "password: ", "\"api_key\": \"", "secret=", "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA",
    "MIIEpAIBAAKCAQEA7k3Pq9", "postgres://app:", "@db.acme.net/app", "eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxIn0.",
    "Authorization: Bearer ", "Basic ", "curl -u ", "curl ", "LS0tLS1CRUdJTi", "ghp_", "<key>", "</string>", "'", "\"",
    "\n", "\r\n", " ", "=", ":", "${", "}", "\\n", "\\\"", "hunter2!Xy", "kych\0", "\u{feff}", "é𝕏", "gonogo:allow ",
];
const PATHS: &[&str] =
    &["app.py", "a.env", "conf/app.yml", "README.md", "package-lock.json", "x.xml", "test/a.go", "f"];

fn fragment() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => prop::sample::select(FRAGMENTS).prop_map(|text| text.as_bytes().to_vec()),
        2 => "[A-Za-z0-9+/_-]{1,40}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..12),
        1 => (0..4u8).prop_map(|seed| token(&seed.to_string()).into_bytes()),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let text = || prop::collection::vec(fragment(), 0..30).prop_map(|parts| parts.concat());
    prop_oneof![
        4 => text(),
        1 => text().prop_map(|text| text.iter().flat_map(|byte| [*byte, 0]).collect()),
        1 => prop::collection::vec(any::<u8>(), 0..400),
    ]
}

fn check_place(finding: &Finding, text: &[u8]) -> Result<(), TestCaseError> {
    let span = &finding.location.span;
    prop_assert!(span.start < span.end && span.end <= text.len(), "{:?} of {}", span, text.len());
    prop_assert_eq!(finding.secret.reveal(), &text[span.clone()]);
    let index = LineIndex::new(text);
    let region = finding.location.region;
    prop_assert_eq!(region, Region::from_span(&index, text, span));
    prop_assert!(region.line >= 1 && region.column >= 1 && region.end_line <= index.len() as u32);
    prop_assert!((region.line, region.column) < (region.end_line, region.end_column));
    let (shown, mark) = finding.snippet.redacted();
    prop_assert!(shown.get(mark).is_some());
    Ok(())
}

fn outputs(findings: Vec<Finding>) -> Vec<Vec<u8>> {
    let mut report = Report::default();
    report.findings = findings;
    let reporters: [&dyn Reporter; 4] = [&Json::default(), &JsonLines::default(), &Compact::default(), &Sarif::new()];
    let mut outputs: Vec<Vec<u8>> = reporters
        .iter()
        .map(|reporter| {
            let mut out = Vec::new();
            reporter.write(&report, &mut out).expect("a vector takes everything");
            out
        })
        .collect();
    conformance::check("report", &serde_json::from_slice(&outputs[0]).expect("JSON"));
    outputs.push(format!("{report:?}").into_bytes());
    outputs
}

/// Whether a value is too short, or also elsewhere in the text, to count as leaked.
fn is_telling(secret: &[u8], text: &[u8]) -> bool {
    secret.len() >= 8
        && secret.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() >= 8
        && memchr::memmem::find_iter(text, secret).count() == 1
}

#[test]
fn a_value_repeated_in_its_line_is_hidden_twice() {
    let value = gonogo_core::value::expand("{alnum:20}", "repeated").expect("the template is sound");
    let text = format!("password = '{value}'  # was {value} before\n");
    let findings = SCANNER.scan_bytes("app.py", text.as_bytes());
    assert_eq!(findings.len(), 1);
    for output in outputs(findings) {
        assert!(memchr::memmem::find(&output, value.as_bytes()).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 512 } else { 4096 }))]

    #[test]
    fn findings_lie_in_the_text_and_hide_their_values(path in prop::sample::select(PATHS), bytes in bytes()) {
        let findings = SCANNER.scan_bytes(path, &bytes);
        let decoded = decode(&bytes);
        let text: &[u8] = match &decoded {
            Decoded::Text(text) => text,
            Decoded::Binary(bytes) => bytes,
        };
        for finding in &findings {
            check_place(finding, text)?;
        }
        prop_assert!(findings.windows(2).all(|pair| pair[0].sort_key() < pair[1].sort_key()));
        let hidden = findings.iter().filter(|finding| !finding.value_class.is_shown());
        let secrets: Vec<Vec<u8>> = hidden.map(|finding| finding.secret.reveal().to_vec()).collect();
        for output in outputs(findings) {
            for secret in secrets.iter().filter(|secret| is_telling(secret, text)) {
                prop_assert!(memchr::memmem::find(&output, secret).is_none(), "{:?}", String::from_utf8_lossy(&output));
            }
        }
    }
}
