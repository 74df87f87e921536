//! Configuration of Apache httpd: headers and TLS of its virtual hosts, and lists of folders.

mod hosts;

use super::{
    Analyzer, Check, Diagnostics, list,
    nginx::{
        protection::{ALL, Protection, names},
        reverse_proxy::ReverseProxyContext,
        subject, tls,
        walk::{scope, scoped, walk},
    },
};
use crate::{
    detect::ConfigFile,
    document::{Directive, Server},
    model::Severity,
};
use hosts::Host;

pub(in crate::detect::analyzers) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::ApacheDirectoryListing, Check::ApacheHeadersMissing, Check::ApachePlainHttp, Check::ApacheWeakTls],
    applies_to: Server::may_be,
    reads: |path| Server::may_be(path) || ReverseProxyContext::reads(path),
    check,
};

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if file.parsed.server() != Some(Server::Apache) || !subject::is_in_use(file) {
        return;
    }
    let config = file.parsed.server_config(Server::Apache);
    walk(&config.directives, &mut |directive, around| {
        if directive.is("SSLProtocol") {
            versions(directive, around, found);
        } else if directive.is("SSLCipherSuite") {
            ciphers(directive, around, found);
        } else if directive.is("Options") && lists(directive) && !around.iter().copied().any(is_closed) {
            let folder = around.last().and_then(|block| block.arguments().next()).unwrap_or("/");
            found
                .report(Check::ApacheDirectoryListing, directive.head())
                .subject(scope(around))
                .severity(Severity::Medium)
                .message(format!("`Options Indexes` lists the files of `{folder}`"));
        }
    });
    let elsewhere = ReverseProxyContext::of(file);
    let hosts = Host::all(&config.directives);
    for host in hosts.iter().filter(|host| host.serves()) {
        headers(file, &config.directives, host, &elsewhere, found);
        plain_http(host, &hosts, &elsewhere, found);
    }
}

/// Checks which broken versions of TLS `SSLProtocol` leaves enabled.
fn versions(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    const OLD: [&str; 4] = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1"];
    let mut offered: Vec<&str> = Vec::new();
    for word in directive.arguments() {
        let name = word.trim_start_matches(['+', '-']);
        // Without SSL, which no build of today has.
        let named: Vec<&str> = if name.eq_ignore_ascii_case("all") {
            OLD[2..].to_vec()
        } else {
            OLD.into_iter().filter(|old| old.eq_ignore_ascii_case(name)).collect()
        };
        match word.strip_prefix('-') {
            Some(_) if name.eq_ignore_ascii_case("all") => offered.clear(),
            Some(_) => offered.retain(|old| !named.contains(old)),
            None => offered.extend(named),
        }
    }
    if !offered.is_empty() {
        let severity = if offered.iter().any(|old| old.starts_with("SSL")) { Severity::High } else { Severity::Medium };
        found
            .report(Check::ApacheWeakTls, directive.head())
            .subject(scoped(directive, around))
            .severity(severity)
            .message(format!("`SSLProtocol` allows {}", offered.join(", ")))
            .fix("Offer TLS 1.2 and 1.3 only", vec![(directive.tail(), "-all +TLSv1.2 +TLSv1.3".to_owned())]);
    }
}

fn ciphers(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let weak: Vec<&str> = directive
        .arguments()
        .flat_map(|words| words.split([':', ' ', ',']))
        .filter(|word| tls::is_weak(word))
        .collect();
    if !weak.is_empty() {
        found
            .report(Check::ApacheWeakTls, directive.head())
            .subject(scoped(directive, around))
            .severity(Severity::Medium)
            .message(format!("`SSLCipherSuite` allows {}", list(&weak)));
    }
}

/// `Options Indexes`, also among others. Of several words the last one about lists counts.
fn lists(options: &Directive) -> bool {
    options.arguments().fold(false, |listed, word| match &*word.to_ascii_lowercase() {
        "indexes" | "+indexes" | "all" | "+all" => true,
        "-indexes" | "none" | "-all" => false,
        _ => listed,
    })
}

/// Whether a block asks who it is.
fn is_closed(block: &Directive) -> bool {
    block.blocks().iter().any(|inner| {
        let asks = inner.is("Require") && inner.argument(0).is_some_and(|whom| !whom.eq_ignore_ascii_case("all"));
        let refuses = inner.is("Require") && inner.argument(1).is_some_and(|what| what.eq_ignore_ascii_case("denied"));
        asks || refuses || inner.is("AuthType") || inner.is("Deny")
    })
}

fn headers(
    file: &ConfigFile<'_>,
    top: &[Directive],
    host: &Host<'_>,
    elsewhere: &ReverseProxyContext,
    found: &mut Diagnostics<'_>,
) {
    // What is included may add headers.
    if host.includes_more(top) || !file.relations.files().is_known() && host.block.is_none() {
        return;
    }
    let mut sent = host.headers(top);
    // Files that folders of the site come with.
    for folder in file.relations.files().kept().filter(|other| other.path().ends_with(".htaccess")) {
        sent.extend(hosts::headers_in(&folder.server_config(Server::Apache).directives));
    }
    let known: Vec<Protection> = match host.upstream() {
        Some(upstream) => elsewhere.sent_from(upstream).collect(),
        None => Vec::new(),
    };
    let lacks = |protection: &Protection| {
        let needed = host.is_tls() || *protection != Protection::TransportSecurity;
        let given = known.contains(protection) || sent.iter().any(|(name, value)| protection.is_given_by(name, value));
        needed && !given
    };
    let missing: Vec<Protection> = ALL.into_iter().filter(lacks).collect();
    if !missing.is_empty() {
        found
            .report(Check::ApacheHeadersMissing, host.anchor())
            .subject(host.subject())
            .severity(Severity::Medium)
            .message(format!("{} does not send {}", host.called(), names(&missing)));
    }
}

fn plain_http(host: &Host<'_>, all: &[Host<'_>], elsewhere: &ReverseProxyContext, found: &mut Diagnostics<'_>) {
    if host.is_tls() || !host.is_on_80() || host.is_behind() {
        return;
    }
    let why = match all.iter().any(Host::is_tls) {
        true => "serves plain HTTP, and does not redirect to the host with TLS",
        false if elsewhere.ends_tls || !host.has_public_name() => return,
        false => "has no TLS, and nothing in front of it terminates TLS",
    };
    found
        .report(Check::ApachePlainHttp, host.anchor())
        .subject(host.subject())
        .severity(Severity::Medium)
        .message(format!("{} {why}", host.called()));
}
