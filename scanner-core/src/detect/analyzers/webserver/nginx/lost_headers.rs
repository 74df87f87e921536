//! Locations, and conditions in them, whose own headers take those around them away.

use super::{
    super::{Check, Diagnostics},
    Review,
    edit::separator,
    headers::{Header, added_in},
    location::{Answer, Location, answer},
    protection::{Protection, given, names},
    site::{Purpose, Site, is_technical},
    sources::Level,
};
use crate::model::Severity;

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    for site in review.model.own.iter().filter(|site| site.purpose() == Purpose::Serve && !site.is_local()) {
        let mut expected = given(&site.headers(&[]));
        expected.extend(given(&site.headers(&site.main())));
        for location in &site.locations {
            look(review, site, &mut vec![location], &expected, found);
        }
    }
}

/// Looks at the last of these locations, each of which lies in the one before it, and at those in it.
fn look<'a>(
    review: &Review<'_>,
    site: &Site<'a>,
    path: &mut Vec<&Location<'a>>,
    expected: &[Protection],
    found: &mut Diagnostics<'_>,
) {
    let Some(location) = path.last().copied() else { return };
    if let Some(own) = added_in(&location.level).find(|header| header.at.is_own()) {
        claim(review, site, path, None, &own, expected, found);
    }
    // A condition is a level of its own. What returns by itself sends no page.
    for block in location.level.all("if").filter(|block| block.directive.is_block()) {
        let inside = review.sources.inside(block);
        if let Some(own) = added_in(&inside).find(|header| header.at.is_own()).filter(|_| answer(&inside).is_none()) {
            claim(review, site, path, Some(&inside), &own, expected, found);
        }
    }
    for nested in &location.nested {
        path.push(nested);
        look(review, site, path, expected, found);
        path.pop();
    }
}

fn claim<'a>(
    review: &Review<'_>,
    site: &Site<'a>,
    path: &[&Location<'a>],
    condition: Option<&Level<'a>>,
    own: &Header<'a>,
    expected: &[Protection],
    found: &mut Diagnostics<'_>,
) {
    let Some(location) = path.last().filter(|location| location.level.is_complete) else { return };
    let answer = site.answer(path);
    if matches!(answer, Answer::Redirect(_) | Answer::Reject | Answer::Internal | Answer::Status) {
        return;
    }
    let (kept, before) = match condition {
        Some(inside) => (site.headers_inside(path, inside), site.headers(path)),
        None => (site.headers(path), site.headers(&path[..path.len() - 1])),
    };
    let mut lost: Vec<Protection> =
        expected.iter().copied().filter(|protection| protection.is_in(&before) && !protection.is_in(&kept)).collect();
    lost.sort_unstable();
    lost.dedup();
    if lost.is_empty() {
        return;
    }
    let small = answer == Answer::Text || is_technical(location.path()) || is_for_assets(location.path());
    let severity = if small { Severity::Low } else { Severity::Medium };
    let (place, whose) = match condition {
        Some(_) => (format!("an `if` in `location {}`", location.path()), "those around it"),
        None => (format!("`location {}`", location.path()), "the server's"),
    };
    let message =
        format!("{}: {place} drops {}, as its own `add_header` replaces {whose}", site.called(), names(&lost));
    let separator = separator(review.file.text, own.at.directive.span.start);
    let lines: String = before
        .iter()
        .filter(|header| lost.iter().any(|p| p.is_given_by(&header.name, header.value)))
        .map(|header| line(&separator, header))
        .collect();
    let end = own.at.directive.span.end;
    found
        .report(Check::NginxHeadersDropped, own.at.directive.head())
        .subject(format!("{} / location {}{}", site.subject(), location.path(), condition.map_or("", |_| " / if")))
        .severity(severity)
        .message(message)
        .fix("Repeat the headers of the server in the location", vec![(end..end, lines)]);
}

/// A header as another line of the configuration.
fn line(separator: &str, header: &Header<'_>) -> String {
    let name =
        header.at.directive.argument(0).filter(|name| name.eq_ignore_ascii_case(&header.name)).unwrap_or(&header.name);
    let value = header.value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{separator}add_header {name} \"{value}\"{};", if header.always { " always" } else { "" })
}

/// Pictures, styles and scripts.
pub(super) fn is_for_assets(path: &str) -> bool {
    const PARTS: [&str; 14] = [
        "css", "png", "jpg", "jpeg", "svg", "woff", "ico", "static", "assets", "media", "fonts", "images", "_next",
        "img",
    ];
    let lower = path.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|part| PARTS.contains(&part))
}
