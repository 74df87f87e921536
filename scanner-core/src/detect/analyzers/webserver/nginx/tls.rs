//! Versions and ciphers of TLS that are broken.

use super::{
    super::{Check, Diagnostics, list},
    Review,
    walk::{scope, walk},
};
use crate::{document::Directive, model::Severity};

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    walk(review.sources.own(), &mut |directive, around| match directive.name() {
        "ssl_protocols" => versions(directive, around, found),
        "ssl_ciphers" => ciphers(directive, around, found),
        _ => {}
    });
}

fn versions(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let old: Vec<&str> =
        directive.arguments().filter(|version| matches!(*version, "SSLv2" | "SSLv3" | "TLSv1" | "TLSv1.1")).collect();
    if old.is_empty() {
        return;
    }
    let severity = if old.iter().any(|version| version.starts_with("SSL")) { Severity::High } else { Severity::Medium };
    found
        .report(Check::NginxWeakTls, directive.head())
        .subject(scope(around))
        .severity(severity)
        .message(format!("`ssl_protocols` allows {}", old.join(", ")))
        .fix("Offer TLS 1.2 and 1.3 only", vec![(directive.tail(), "TLSv1.2 TLSv1.3".to_owned())]);
}

fn ciphers(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let weak: Vec<&str> =
        directive.arguments().flat_map(|list| list.split([':', ' ', ','])).filter(|name| is_weak(name)).collect();
    if !weak.is_empty() {
        found
            .report(Check::NginxWeakCiphers, directive.head())
            .subject(scope(around))
            .severity(Severity::Medium)
            .message(format!("`ssl_ciphers` allows {}", list(&weak)));
    }
}

/// Whether a word of OpenSSL's lists takes in ciphers that are broken, or without encryption or proof of the server.
pub(in crate::detect::analyzers) fn is_weak(word: &str) -> bool {
    const WEAK: [&str; 14] = [
        "RC4", "DES", "3DES", "CBC3", "MD5", "NULL", "eNULL", "aNULL", "ADH", "AECDH", "EXP", "EXPORT", "LOW", "SSLv2",
    ];
    !word.starts_with(['!', '-', '@'])
        && word.split(['-', '+']).any(|part| WEAK.contains(&part) || part.starts_with("EXPORT"))
}
