//! Names and small settings: examples that were left in, the version in every answer, limits nobody has set.

use super::{
    super::{Check, Diagnostics},
    Review,
    location::Answer,
    site::{Purpose, Site},
};
use crate::model::Severity;
use std::ops::Range;

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    for site in &review.model.own {
        example_names(site, found);
    }
    let judged = |site: &&Site<'_>| site.purpose() == Purpose::Serve && !site.is_local() && site.is_complete();
    let sites: Vec<&Site<'_>> = review.model.own.iter().filter(judged).collect();
    version(review, &sites, found);
    limits(review, &sites, found);
}

fn example_names(site: &Site<'_>, found: &mut Diagnostics<'_>) {
    let own = site.level.directives.iter().filter(|placed| placed.is_own() && placed.directive.name() == "server_name");
    for placed in own {
        let mut words = placed.directive.words()[1..].iter();
        if let Some(word) = words.find(|word| is_example(&word.text)) {
            found
                .report(Check::ExampleServerName, word.span.clone())
                .subject(site.subject())
                .severity(Severity::Medium)
                .message(format!("`server_name` is still the example `{}`", word.text));
        }
    }
}

/// A name that documentation uses, or that asks to be replaced.
fn is_example(name: &str) -> bool {
    let name = name.trim_matches(['.', '*', '"', '<', '>']).to_ascii_lowercase();
    let ends = ["example.com", "example.org", "example.net", "domain.tld"];
    let first: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    let parts: Vec<&str> = first.split('.').collect();
    let asks = [
        "yourdomain", "yourwebsite", "yoursite", "yourserver", "mydomain", "changeme", "yourdomainname", "yourcompany",
    ];
    ends.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")))
        || parts.iter().any(|part| asks.contains(part))
}

/// The place for a setting of the whole file: in `http`, else in the first server.
fn anchor(review: &Review<'_>, first: &Site<'_>) -> Range<usize> {
    match review.model.https.first() {
        Some(http) => http.directive.words()[0].span.clone(),
        None => first.anchor(),
    }
}

/// `server_tokens`, which is on until it is turned off.
fn version(review: &Review<'_>, sites: &[&Site<'_>], found: &mut Diagnostics<'_>) {
    let shows = |site: &&&Site<'_>| {
        let hidden = site.levels().any(|level| {
            let clears = level.all("more_clear_headers").chain(level.all("more_set_headers"));
            clears.into_iter().any(|placed| placed.directive.arguments().any(|word| word.starts_with("Server")))
        });
        !hidden && site.setting("server_tokens").is_none_or(|placed| placed.directive.argument(0) == Some("on"))
    };
    let Some(site) = sites.iter().find(shows) else { return };
    match site.setting("server_tokens").filter(|placed| placed.is_own()) {
        Some(on) => {
            let fix = vec![(on.directive.tail(), "off".to_owned())];
            found
                .report(Check::NginxVersionShown, on.directive.head())
                .subject("server_tokens")
                .severity(Severity::Low)
                .message("`server_tokens on` puts nginx's version into every response")
                .fix("Turn server_tokens off", fix);
        }
        None => {
            found
                .report(Check::NginxVersionShown, anchor(review, site))
                .subject("server_tokens")
                .severity(Severity::Low)
                .message("Without `server_tokens off`, every response has nginx's version");
        }
    }
}

/// Compression, timeouts and sizes.
fn limits(review: &Review<'_>, sites: &[&Site<'_>], found: &mut Diagnostics<'_>) {
    let lacks = |site: &Site<'_>| {
        let levels: Vec<_> = site.levels().chain(site.locations.iter().map(|location| &location.level)).collect();
        let has = |names: &[&str]| levels.iter().any(|level| names.iter().any(|name| level.has(name)));
        let proxies = matches!(site.answer(&site.main()), Answer::Proxy(_));
        let timeouts: &[&str] = &["client_body_timeout", "client_header_timeout", "send_timeout", "keepalive_timeout"];
        let upstream: &[&str] =
            &["proxy_read_timeout", "fastcgi_read_timeout", "uwsgi_read_timeout", "grpc_read_timeout"];
        let mut missing = Vec::new();
        if !has(&["gzip", "brotli", "zstd", "gzip_static"]) {
            missing.push("gzip");
        }
        if !has(timeouts) && !has(upstream) {
            missing.push("client_body_timeout");
        }
        if proxies && !has(&["client_max_body_size"]) {
            missing.push("client_max_body_size");
        }
        missing
    };
    let Some((site, missing)) = sites.iter().map(|site| (site, lacks(site))).find(|(_, missing)| !missing.is_empty())
    else {
        return;
    };
    found.report(Check::NginxUntuned, anchor(review, site)).severity(Severity::Low).message(format!(
        "{} has no {}",
        site.called(),
        missing.join(", no ")
    ));
}
