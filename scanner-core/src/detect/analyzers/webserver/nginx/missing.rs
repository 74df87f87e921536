//! Servers without security headers.

use super::{
    super::{Check, Diagnostics},
    Review,
    edit::separator,
    location::Answer,
    protection::{PLAIN, Protection, given, names},
    site::{Purpose, Site},
};
use crate::model::Severity;
use std::ops::Range;

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    let judged = |site: &&Site<'_>| site.purpose() == Purpose::Serve && !site.is_local() && site.is_complete();
    for site in review.model.own.iter().filter(judged) {
        let Some(known) = known(review, site) else { continue };
        let lacks = |protection: &Protection| !known.contains(protection);
        let plain: Vec<Protection> = PLAIN.into_iter().filter(lacks).collect();
        if !plain.is_empty() {
            let grave = plain.iter().any(|p| matches!(p, Protection::FrameOptions | Protection::ContentTypeOptions));
            let severity = if grave { Severity::Medium } else { Severity::Low };
            let report = found.report(Check::NginxHeadersMissing, site.anchor()).severity(severity);
            report.subject(site.subject()).message(format!("{} does not send {}", site.called(), names(&plain)));
            if let Some(edit) = addition(review, site, &plain) {
                report.fix("Add the headers to the server", vec![edit]);
            }
        }
        if lacks(&Protection::ContentSecurityPolicy) {
            found
                .report(Check::NginxCspMissing, site.anchor())
                .subject(site.subject())
                .severity(Severity::Medium)
                .message(format!("{} sends no Content-Security-Policy", site.called()));
        }
        transport_security(review, site, &known, found);
    }
}

/// HSTS, which browsers believe over TLS only.
fn transport_security(review: &Review<'_>, site: &Site<'_>, known: &[Protection], found: &mut Diagnostics<'_>) {
    if !site.is_tls() || known.contains(&Protection::TransportSecurity) {
        return;
    }
    let listener = site.listeners().into_iter().find(|listener| listener.is_tls).and_then(|listener| listener.at);
    let span = listener.filter(|at| at.is_own()).map_or(site.anchor(), |at| at.directive.head());
    let report = found.report(Check::NginxHstsMissing, span).subject(site.subject()).severity(Severity::Medium);
    report.message(format!("{} serves TLS without Strict-Transport-Security", site.called()));
    if let Some(edit) = addition(review, site, &[Protection::TransportSecurity]) {
        report.fix("Add the header to the server", vec![edit]);
    }
}

/// The protections of a server's answers: its own headers, those of its main location, and those of the application
/// where it only passes on. `None` if they are not known.
fn known(review: &Review<'_>, site: &Site<'_>) -> Option<Vec<Protection>> {
    let main = site.main();
    if main.iter().any(|location| !location.level.is_complete) {
        return None;
    }
    let mut known = given(&site.headers(&[]));
    known.extend(given(&site.headers(&main)));
    if let Answer::Proxy(to) = site.answer(&main) {
        known.extend(review.elsewhere.sent_from(to).filter(|protection| !hides(site, protection.name())));
    }
    Some(known)
}

/// Whether a server takes a header out of what it passes on.
fn hides(site: &Site<'_>, name: &str) -> bool {
    let main = site.main();
    let levels = site.levels().chain(main.iter().map(|location| &location.level));
    levels.into_iter().any(|level| {
        level
            .all("proxy_hide_header")
            .any(|hide| hide.directive.argument(0).is_some_and(|hidden| hidden.eq_ignore_ascii_case(name)))
    })
}

/// The headers in lines of their own, behind the first line of the server. None where they would take away what the server
/// is handed down.
fn addition(review: &Review<'_>, site: &Site<'_>, missing: &[Protection]) -> Option<(Range<usize>, String)> {
    let hands_down = !site.level.has("add_header") && site.outer.iter().any(|level| level.has("add_header"));
    let first = site.block.directive.blocks().first().filter(|_| !hands_down)?;
    let last = [site.level.last("add_header"), site.level.last("server_name"), site.level.last("listen")];
    let after = last.into_iter().flatten().find(|placed| placed.is_own()).map_or(first, |placed| placed.directive);
    let indent = separator(review.file.text, after.span.start);
    let lines = missing.iter().map(|protection| {
        Some(format!("{indent}add_header {} \"{}\" always;", protection.name(), protection.value()?))
    });
    Some((after.span.end..after.span.end, lines.collect::<Option<String>>()?))
}
