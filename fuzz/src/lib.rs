//! Properties of a parser, and of the engine, whatever the input: it returns, and every place is inside the text.

use gonogo_core::{
    Scanner,
    document::{Directive, Node, ParsedFile, Server, ServerConfig, Value, parse},
    rule::RuleSet,
};
use std::{ops::Range, sync::LazyLock};

/// A scanner with all rules.
pub static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().threads(1).build().expect("the built-in rules are sound"));

/// A scanner with the rules of one pack: a report describes each rule, which takes longer than all else.
pub static ONE_PACK: LazyLock<Scanner> = LazyLock::new(|| {
    let rules = RuleSet::builtin().expect("packs").filter(|rule| rule.meta.pack == "credentials");
    Scanner::builder().rules(rules).threads(1).build().expect("the built-in rules are sound")
});

/// Scans bytes as files of these names.
pub fn scan(names: &[&str], bytes: &[u8]) {
    for name in names {
        for finding in SCANNER.scan_bytes(name, bytes) {
            assert!(finding.location.region.line >= 1 && finding.location.region.column >= 1);
        }
    }
}

/// Reads bytes as files of these names.
pub fn check(names: &[&str], bytes: &[u8]) {
    for name in names {
        if let Ok(document) = parse(name, bytes) {
            document.roots.iter().for_each(|root| check_node(root, bytes));
        }
        for setting in ParsedFile::new(name, bytes).settings().list {
            check_place(&setting.key, bytes);
            check_place(&setting.value, bytes);
        }
    }
}

/// Reads bytes as the configuration of each web server.
pub fn check_server(bytes: &[u8]) {
    for server in [Server::Nginx, Server::Apache, Server::Caddy] {
        check_directives(&ServerConfig::parse(server, bytes).directives, bytes);
    }
}

fn check_directives(directives: &[Directive], bytes: &[u8]) {
    for directive in directives {
        check_place(&directive.span, bytes);
        directive.words().iter().for_each(|word| check_place(&word.span, bytes));
        check_directives(directive.blocks(), bytes);
    }
}

fn check_node(node: &Node, bytes: &[u8]) {
    check_place(&node.span, bytes);
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| check_node(item, bytes)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            check_place(&entry.key_span, bytes);
            check_node(&entry.value, bytes);
        }),
        _ => {}
    }
}

fn check_place(place: &Range<usize>, bytes: &[u8]) {
    assert!(place.start <= place.end && place.end <= bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
    }
}
