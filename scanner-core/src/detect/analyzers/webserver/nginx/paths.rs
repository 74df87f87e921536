//! Paths that should not be served: listings of folders, files beside the intended ones, dotfiles, documentation.

use super::{
    super::{Check, Diagnostics},
    Review,
    location::{Answer, Location, Pattern, answer, pick},
    site::{Purpose, Site},
    sources::Level,
    walk::{scope, siblings, walk},
};
use crate::{document::Directive, model::Severity};

pub(super) fn check(review: &Review<'_>, found: &mut Diagnostics<'_>) {
    let top = review.sources.own();
    walk(top, &mut |directive, around| {
        if directive.name() == "autoindex"
            && directive.argument(0) == Some("on")
            && !siblings(top, around).iter().chain(around.iter().copied()).any(is_guard)
        {
            let fix = vec![(directive.tail(), "off".to_owned())];
            let location = around.last().filter(|block| block.name() == "location");
            let path = location.and_then(|location| location.arguments().last()).unwrap_or("/");
            found
                .report(Check::NginxDirectoryListing, directive.head())
                .subject(scope(around))
                .severity(Severity::Medium)
                .message(format!("`autoindex on` lists the files of `{path}`"))
                .fix("Turn the list off", fix);
        }
        if directive.name() == "location" {
            alias_traversal(directive, around, found);
            documentation(directive, around, found);
        }
    });
    for site in review.model.own.iter().filter(|site| site.purpose() == Purpose::Serve && !site.is_local()) {
        dotfiles(site, found);
    }
}

/// Whether a directive keeps people out of its block.
fn is_guard(directive: &Directive) -> bool {
    const GUARDS: [&str; 6] = ["auth_basic", "auth_request", "auth_jwt", "internal", "deny", "allow"];
    GUARDS.contains(&directive.name()) && directive.argument(0) != Some("off")
        || directive.name() == "ssl_verify_client" && directive.argument(0) == Some("on")
}

/// `location /files { alias /data/; }`: `/files../x` is `/data/../x`.
fn alias_traversal(location: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    let path = match location.arguments().collect::<Vec<_>>()[..] {
        [path] | ["^~", path] if path.starts_with('/') => path,
        _ => return,
    };
    let alias = location.blocks().iter().find(|inner| inner.name() == "alias").and_then(|alias| alias.argument(0));
    let Some(alias) = alias.filter(|alias| alias.ends_with('/') && !alias.contains("$1") && !path.ends_with('/'))
    else {
        return;
    };
    let message = format!("`location {path}` has no trailing slash: `{path}../` reads the folder above `{alias}`");
    let Some(word) = location.words().last() else { return };
    found
        .report(Check::NginxAliasTraversal, location.head())
        .subject(format!("{} / location {path}", scope(around)))
        .severity(Severity::High)
        .message(message)
        .fix("End the location with a slash, as the alias does", vec![(word.span.clone(), format!("{path}/"))]);
}

/// The documentation of an API, for everyone.
fn documentation(location: &Directive, around: &[&Directive], found: &mut Diagnostics<'_>) {
    const WORDS: [&str; 9] =
        ["swagger", "api-docs", "apidocs", "api/docs", "graphiql", "playground", "redoc", "h2-console", "openapi.json"];
    let Some(path) = location.words().last() else { return };
    let lower = path.text.to_ascii_lowercase();
    let passes = location.blocks().iter().any(|inner| inner.name().ends_with("_pass") || inner.name() == "alias");
    let closed = location.blocks().iter().any(|inner| is_guard(inner) || inner.name() == "return");
    let severity = match lower.trim_matches(['/', '^', '$']) {
        _ if WORDS.iter().any(|word| lower.contains(word)) => Severity::Medium,
        // Also what a site with a manual is called.
        "docs" | "docs-json" => Severity::Low,
        _ => return,
    };
    if passes && !closed {
        found
            .report(Check::ApiDocsProxied, location.head())
            .subject(format!("{} / location {}", scope(around), path.text))
            .severity(severity)
            .message(format!("`location {}` publishes the API's documentation", path.text));
    }
}

/// A server of a folder with a whole project in it, that gives away `.git` and `.env`.
fn dotfiles(site: &Site<'_>, found: &mut Diagnostics<'_>) {
    let ends_in = pick(&site.locations, "/.git/config");
    let served = match ends_in.last() {
        Some(location) => {
            answer(&location.level).is_none_or(|answer| answer == Answer::Files) && tries_the_path(&location.level)
        }
        None => true,
    };
    let root = ends_in.iter().rev().find_map(|location| location.level.last("root")).or_else(|| site.setting("root"));
    let Some(root) = root.filter(|_| served && !is_refused(site)) else { return };
    let Some(folder) = root.directive.argument(0).filter(|folder| is_checkout(folder)) else { return };
    if site.locations.iter().any(refuses_dotfiles) {
        return;
    }
    let span = if root.is_own() { root.directive.head() } else { site.anchor() };
    found
        .report(Check::NginxDotfilesServed, span)
        .subject(site.subject())
        .severity(Severity::Medium)
        .message(format!("{} serves `{folder}` without refusing `.git` and `.env`", site.called()));
}

/// Whether files are looked for by the path of the request, rather than somewhere below another one.
fn tries_the_path(level: &Level<'_>) -> bool {
    level.last("try_files").is_none_or(|tries| tries.directive.arguments().any(|word| word.starts_with("$uri")))
}

fn is_refused(site: &Site<'_>) -> bool {
    matches!(answer(&site.level), Some(Answer::Redirect(_) | Answer::Reject | Answer::Text))
}

/// A regular expression for dotfiles, also one that only PCRE reads.
fn refuses_dotfiles(location: &Location<'_>) -> bool {
    matches!(location.pattern(), Pattern::Regex(pattern, _) if pattern.contains("/\\.") || pattern.contains("\\.git") || pattern.contains("\\.ht"))
        && answer(&location.level).is_some_and(|answer| answer == Answer::Reject)
}

/// A folder that by its name holds a project as it was checked out, rather than what was built or made public of it.
fn is_checkout(folder: &str) -> bool {
    const MADE: [&str; 16] = [
        "public", "dist", "build", "out", "static", "web", "www", "webroot", "browser", "assets", "media", "certbot",
        "pub", "public_html", "htdocs", "_site",
    ];
    let folder = folder.trim_end_matches('/');
    let last = folder.rsplit('/').next().unwrap_or_default();
    let is_under = ["/var/www/", "/srv/", "/home/", "/opt/"].iter().any(|start| folder.starts_with(start));
    is_under && !folder.contains(['$', '{']) && !MADE.contains(&last.to_ascii_lowercase().as_str())
}
