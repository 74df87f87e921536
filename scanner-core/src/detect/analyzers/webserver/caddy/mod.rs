//! Caddyfiles: headers of sites, sites without TLS, old versions of TLS, and lists of folders.
//!
//! Caddy gets certificates and redirects to TLS on its own; what remains is what somebody has turned off or left out.

mod sites;

use super::{
    Analyzer, Check, Diagnostics,
    nginx::{
        protection::{ALL, Protection, names},
        reverse_proxy::ReverseProxyContext,
        subject,
        walk::{scope, walk},
    },
};
use crate::{
    detect::ConfigFile,
    document::{Directive, Server},
    model::Severity,
};
use sites::Site;

pub(in crate::detect::analyzers) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::CaddyDirectoryListing, Check::CaddyHeadersMissing, Check::CaddyPlainHttp, Check::CaddyWeakTls],
    applies_to: Server::may_be,
    reads: |path| Server::may_be(path) || ReverseProxyContext::reads(path),
    check,
};

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if file.parsed.server() != Some(Server::Caddy) || !subject::is_in_use(file) {
        return;
    }
    let config = file.parsed.server_config(Server::Caddy);
    walk(&config.directives, &mut |directive, around| {
        old_versions(directive, around, found);
        listing(directive, around, found);
    });
    let elsewhere = ReverseProxyContext::of(file);
    for site in Site::all(&config.directives).iter().filter(|site| site.is_for_people() && site.serves()) {
        headers(site, &elsewhere, found);
        plain_http(site, found);
    }
}

fn old_versions(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let old = |version: &&str| matches!(*version, "tls1.0" | "tls1.1");
    if let Some(oldest) = directive.arguments().find(old).filter(|_| directive.is("protocols")) {
        found
            .report(Check::CaddyWeakTls, directive.head())
            .subject(scope(around))
            .severity(Severity::Medium)
            .message(format!("`protocols` allows {oldest}"));
    }
}

/// `file_server browse`, and `browse` in its block.
fn listing(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let says = directive.is("file_server") && directive.arguments().any(|word| word == "browse");
    let inside = directive.is("browse") && around.last().is_some_and(|block| block.is("file_server"));
    let asks = |block: &&Directive| {
        block.blocks().iter().any(|inner| inner.is("basic_auth") || inner.is("basicauth") || inner.is("forward_auth"))
    };
    if (says || inside) && !around.iter().any(asks) {
        found
            .report(Check::CaddyDirectoryListing, directive.head())
            .subject(scope(around))
            .severity(Severity::Medium)
            .message("`browse` lists the files of every folder");
    }
}

fn headers(site: &Site<'_>, elsewhere: &ReverseProxyContext, found: &mut Diagnostics<'_>) {
    let Some(sent) = site.headers() else { return };
    let known: Vec<Protection> = match site.upstream() {
        Some(upstream) => elsewhere.sent_from(upstream).collect(),
        None => Vec::new(),
    };
    let lacks = |protection: &Protection| {
        let needed = !site.is_plain() || *protection != Protection::TransportSecurity;
        needed && !known.contains(protection) && !sent.iter().any(|(name, value)| protection.is_given_by(name, value))
    };
    let missing: Vec<Protection> = ALL.into_iter().filter(lacks).collect();
    if !missing.is_empty() {
        found
            .report(Check::CaddyHeadersMissing, site.anchor())
            .subject(site.called())
            .severity(Severity::Medium)
            .message(format!("`{}` does not send {}", site.called(), names(&missing)));
    }
}

fn plain_http(site: &Site<'_>, found: &mut Diagnostics<'_>) {
    if let Some(address) = site.public_plain_address() {
        found
            .report(Check::CaddyPlainHttp, site.anchor())
            .subject(site.called())
            .severity(Severity::Medium)
            .message(format!("`{address}` is served over plain HTTP"));
    }
}
