//! Fixes of web server configurations: each removes its finding, in each example that has one.

use gonogo_core::{
    Scanner,
    model::{Finding, Fix},
    value::expand,
};
use std::{fs, path::Path};

fn applied(text: &str, fix: &Fix) -> String {
    let mut fixed = text.to_owned();
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.iter().for_each(|edit| fixed.replace_range(edit.span.clone(), &edit.text));
    fixed
}

fn found(scanner: &Scanner, path: &str, text: &str) -> Vec<Finding> {
    scanner.scan_bytes(path, text.as_bytes())
}

#[test]
fn a_fix_takes_its_finding_away() {
    let scanner = Scanner::builder().threads(1).build().expect("the built-in rules are sound");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/nginx");
    let mut fixed = Vec::new();
    for entry in fs::read_dir(root).expect("the folder can be read") {
        let bad = entry.expect("an entry").path().join("bad");
        for name in ["nginx.conf", "Caddyfile", "sites-available/shop.conf"] {
            let Ok(template) = fs::read_to_string(bad.join(name)) else { continue };
            let text = expand(&template, name).expect("a sound template");
            for finding in found(&scanner, name, &text) {
                let Some(fix) = &finding.fix else { continue };
                let after = applied(&text, fix);
                let left = found(&scanner, name, &after);
                let same = |other: &&Finding| other.rule.id == finding.rule.id && other.message == finding.message;
                assert!(left.iter().find(same).is_none(), "{}: {}\n{after}", bad.display(), finding.message);
                fixed.push(finding.rule.id.clone());
            }
        }
    }
    fixed.sort();
    fixed.dedup();
    let expected = [
        "apache-weak-tls", "nginx-alias-traversal", "nginx-directory-listing", "nginx-headers-dropped",
        "nginx-headers-missing", "nginx-hsts-missing", "nginx-weak-tls",
    ];
    assert_eq!(fixed, expected);
}
