//! Stability of fingerprints for as long as a secret stays in its file.

use super::{scanner, token, write};
use gonogo_core::{Target, model::Fingerprint};
use std::{collections::BTreeSet, path::PathBuf};

fn only(path: &str, text: &str) -> Fingerprint {
    let findings = scanner(1).scan_bytes(path, text.as_bytes());
    assert_eq!(findings.len(), 1, "{text}");
    findings[0].fingerprint
}

#[test]
fn edits_around_the_secret_do_not_change_it() {
    let token = token("fingerprint");
    let first = only("a.env", &format!("TOKEN={token}"));
    for text in [
        format!("# a comment\n\n\nTOKEN={token}\n"),
        format!("A=1\r\nOTHER_NAME = \"{token}\"\r\n"),
        format!("\u{feff}curl -H 'X: {token}'"),
    ] {
        assert_eq!(only("a.env", &text), first, "{text}");
    }
    assert_ne!(only("b.env", &format!("TOKEN={token}")), first);
    assert_ne!(only("a.env", &format!("TOKEN={}", super::token("another"))), first);
}

#[test]
fn two_secrets_of_a_line_have_two_and_one_secret_twice_has_one() {
    let (one, other) = (token("one"), token("other"));
    let text = format!("X={one} Y={other}\nZ={one}\n");
    let findings = scanner(1).scan_bytes("a.env", text.as_bytes());
    let distinct: BTreeSet<Fingerprint> = findings.iter().map(|finding| finding.fingerprint).collect();
    assert_eq!((findings.len(), distinct.len()), (3, 2));
}

#[test]
fn every_way_to_name_a_file_gives_the_same_one() {
    let root = tempfile::tempdir().expect("a folder for the test");
    write(root.path(), "config/app.env", format!("TOKEN={}", token("ways")));
    let expected = only("config/app.env", &format!("TOKEN={}", token("ways")));
    let ways = ["config/app.env", "./config/app.env", "config/./app.env", "config", ".", "config/../config/app.env"];
    let ways = ways.into_iter().map(PathBuf::from).chain([root.path().join("config/app.env"), root.path().to_owned()]);
    for way in ways {
        let report = scanner(1).scan(Target::paths(root.path(), vec![way.clone()])).expect("it is there");
        let found: Vec<_> = report.findings.iter().map(|f| (&*f.location.path, f.fingerprint)).collect();
        assert_eq!(found, [("config/app.env", expected)], "{way:?}");
    }
}
