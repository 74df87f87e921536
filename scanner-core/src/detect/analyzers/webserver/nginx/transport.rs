//! Servers that answer over plain HTTP, and what is believed of where requests come from.

use super::{
    super::{Check, Diagnostics},
    Review, embedded, first, inner,
    location::Answer,
    site::{Listener, Purpose, Site},
    walk::{scope, walk},
};
use crate::{
    document::Directive,
    model::{Environment, Severity},
};

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    walk(review.sources.own(), &mut |directive, around| trusted_proxies(directive, around, found));
    let serves = |site: &&Site<'_>| site.purpose() == Purpose::Serve && !site.is_local() && !is_behind(site);
    for site in review.model.own.iter().filter(serves) {
        let listeners = site.listeners();
        let is_plain = |listener: &&Listener<'_>| !listener.is_tls && !listener.is_local && listener.port == Some(80);
        let Some(plain) = listeners.iter().find(is_plain).filter(|_| !sends_plain_away(site)) else { continue };
        let Some((severity, why)) = judge(review, site).filter(|_| !first::is_first(review, site)) else { continue };
        let span = plain.at.filter(|at| at.is_own()).map_or(site.anchor(), |at| at.directive.head());
        found
            .report(Check::NginxPlainHttp, span)
            .subject(site.subject())
            .severity(severity)
            .message(format!("{} {why}", site.called()));
    }
}

/// `set_real_ip_from 0.0.0.0/0`.
fn trusted_proxies(directive: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let all = directive.argument(0).filter(|range| matches!(*range, "0.0.0.0/0" | "::/0"));
    if let Some(range) = all.filter(|_| directive.name() == "set_real_ip_from") {
        found
            .report(Check::NginxEveryProxyTrusted, directive.head())
            .subject(format!("{} {range}", scope(around)))
            .severity(Severity::Medium)
            .message(format!("`set_real_ip_from {range}` lets every client claim any address"));
    }
}

/// The severity of answering on port 80, and the reason behind the server's name; `None` where TLS ends in front of it,
/// or nothing shows that it is the outermost server.
fn judge(review: &Review<'_>, site: &Site<'_>) -> Option<(Severity, &'static str)> {
    if site.is_tls() {
        return Some((Severity::Medium, "serves over plain HTTP what it serves over TLS"));
    }
    let same =
        |other: &Site<'_>| site.names().any(|name| is_public(name) && other.names().any(|theirs| theirs == name));
    let twin = review.model.sites().find(|other| other.is_tls() && same(other));
    if twin.is_some() {
        return Some((Severity::Medium, "serves over plain HTTP what another server block serves over TLS"));
    }
    // What is in a manifest runs in a cluster, behind what lets requests in.
    let in_cluster = embedded::may_hold(review.file.path);
    let tls_in_front = || review.elsewhere.ends_tls || inner::is_inner(review.file);
    let tls_nearby = in_cluster || review.model.sites().any(Site::is_tls) || tls_in_front();
    if tls_nearby || !review.file.relations.files().is_known() && !site.names().any(is_public) {
        return None;
    }
    let is_edge = review.elsewhere.publishes_http || site.names().any(is_public);
    let is_production = review.file.context().environment == Environment::Production;
    let severity = if is_edge || is_production { Severity::Medium } else { Severity::Low };
    let guest = site.names().all(|name| name == "localhost") && site.names().next().is_some();
    (is_edge || is_production || !guest).then_some((severity, "has no TLS, and nothing in front of it terminates TLS"))
}

/// A name that people can have for it.
pub(in crate::detect::analyzers) fn is_public(name: &str) -> bool {
    name.contains('.')
        && !name.starts_with('~')
        && !name.contains(['$', '{'])
        && !name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && ![".local", ".localhost", ".internal", ".lan", ".test", ".home"].iter().any(|ending| name.ends_with(ending))
}

/// Whether it passes on a header that says the request came over TLS, or takes that from the server in front of it.
fn is_behind(site: &Site<'_>) -> bool {
    let levels = site.levels().chain(site.locations.iter().map(|location| &location.level));
    levels.into_iter().any(|level| {
        let mut set = level.all("proxy_set_header").chain(level.all("fastcgi_param"));
        set.any(|set| {
            let name = set.directive.argument(0).unwrap_or_default().to_ascii_lowercase();
            let value = set.directive.argument(1).unwrap_or_default();
            matches!(name.as_str(), "x-forwarded-proto" | "https")
                && (value == "https" || value == "on" || value.contains("forwarded_proto"))
        })
    })
}

/// `if ($scheme = http) { return 301 https://...; }` and what else sends plain requests away.
fn sends_plain_away(site: &Site<'_>) -> bool {
    let conditions =
        ["$scheme", "$https", "$server_port", "$ssl_protocol", "forwarded_proto", "$http_x_forwarded_proto"];
    let mut around =
        site.level.directives.iter().chain(site.locations.iter().flat_map(|location| &location.level.directives));
    around.any(|placed| {
        let directive = placed.directive;
        let asks =
            directive.name() == "if" && directive.arguments().any(|word| conditions.iter().any(|c| word.contains(c)));
        asks && directive.blocks().iter().any(|inner| {
            matches!(inner.name(), "return" | "rewrite") && inner.arguments().any(|word| word.contains("https://"))
        })
    }) || matches!(site.answer(&site.main()), Answer::Redirect(to) if to.starts_with("https"))
}
