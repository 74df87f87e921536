//! Locations: which one answers a request, and how.

use super::sources::{Level, Placed, Sources};
use regex::RegexBuilder;

/// A location with what lies in it.
pub(super) struct Location<'a> {
    pub(super) block: Placed<'a>,
    pub(super) level: Level<'a>,
    pub(super) nested: Vec<Location<'a>>,
}

/// The pattern of a location for the paths it handles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern<'a> {
    /// `=`: this path.
    Exact(&'a str),
    /// A start of paths; `^~` keeps regular expressions from being asked.
    Prefix(&'a str, bool),
    /// `~` and `~*`.
    Regex(&'a str, bool),
    /// `@name`: for redirects inside nginx.
    Named,
}

/// The answer to a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer<'a> {
    /// Another address.
    Redirect(&'a str),
    /// Nothing, or an error.
    Reject,
    /// A text in the configuration.
    Text,
    /// A file.
    Files,
    /// The answer of another server.
    Proxy(&'a str),
    /// The status page of nginx.
    Status,
    /// Nothing to those outside.
    Internal,
}

impl<'a> Location<'a> {
    /// The locations in a level.
    pub(super) fn in_level(sources: &Sources<'a>, level: &Level<'a>) -> Vec<Location<'a>> {
        let blocks = level.all("location").filter(|placed| placed.directive.is_block());
        blocks
            .map(|block| {
                let level = sources.inside(block);
                let nested = Location::in_level(sources, &level);
                Location { block, level, nested }
            })
            .collect()
    }

    pub(super) fn pattern(&self) -> Pattern<'a> {
        let directive = self.block.directive;
        let first = directive.argument(0).unwrap_or_default();
        let second = directive.argument(1).unwrap_or_default();
        match first {
            "=" => Pattern::Exact(second),
            "^~" => Pattern::Prefix(second, true),
            "~" => Pattern::Regex(second, false),
            "~*" => Pattern::Regex(second, true),
            _ if first.starts_with('@') => Pattern::Named,
            // Without the blank that usually follows the sign.
            _ if first.starts_with("~*") => Pattern::Regex(&first[2..], true),
            _ if first.starts_with('~') => Pattern::Regex(&first[1..], false),
            _ if first.starts_with('=') => Pattern::Exact(&first[1..]),
            _ if first.starts_with("^~") => Pattern::Prefix(&first[2..], true),
            _ => Pattern::Prefix(first, false),
        }
    }

    /// The path as people call it.
    pub(super) fn path(&self) -> &'a str {
        match self.pattern() {
            Pattern::Exact(path) | Pattern::Prefix(path, _) | Pattern::Regex(path, _) => path,
            Pattern::Named => self.block.directive.argument(0).unwrap_or_default(),
        }
    }
}

/// The locations, outermost first, that a request for a path ends in, as nginx picks them.
pub(super) fn pick<'l, 'a>(locations: &'l [Location<'a>], path: &str) -> Vec<&'l Location<'a>> {
    let (mut longest, mut length, mut is_final): (Option<&Location<'a>>, usize, bool) = (None, 0, false);
    for location in locations {
        match location.pattern() {
            Pattern::Exact(exact) if exact == path => return vec![location],
            Pattern::Prefix(prefix, keeps)
                if path.starts_with(prefix) && (longest.is_none() || prefix.len() > length) =>
            {
                (longest, length, is_final) = (Some(location), prefix.len(), keeps);
            }
            _ => {}
        }
    }
    let mut picked = Vec::new();
    if let Some(prefix) = longest {
        picked.push(prefix);
        let inner = pick(&prefix.nested, path);
        // A nested regular expression is asked before those outside.
        if inner.iter().any(|location| matches!(location.pattern(), Pattern::Regex(..))) || is_final {
            picked.extend(inner);
            return picked;
        }
        if let Some(regex) = matching(locations, path) {
            return regex;
        }
        picked.extend(inner);
        return picked;
    }
    matching(locations, path).unwrap_or_default()
}

fn matching<'l, 'a>(locations: &'l [Location<'a>], path: &str) -> Option<Vec<&'l Location<'a>>> {
    let location = locations.iter().find(|location| match location.pattern() {
        Pattern::Regex(pattern, ignores_case) => matches(pattern, ignores_case, path),
        _ => false,
    })?;
    let mut picked = vec![location];
    picked.extend(pick(&location.nested, path));
    Some(picked)
}

/// Whether a regular expression matches; one that only PCRE knows does not.
pub(super) fn matches(pattern: &str, ignores_case: bool, text: &str) -> bool {
    const MAX_PATTERN_BYTES: usize = 1 << 18;
    let regex = RegexBuilder::new(pattern).case_insensitive(ignores_case).size_limit(MAX_PATTERN_BYTES).build();
    regex.is_ok_and(|regex| regex.is_match(text))
}

/// The answer of a level, without those of the levels above it.
pub(super) fn answer<'a>(level: &Level<'a>) -> Option<Answer<'a>> {
    const PASSES: [&str; 7] = [
        "proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass", "content_by_lua_block",
    ];
    if let Some(returned) = level.find_map(&["return", "rewrite"], returned) {
        return Some(returned);
    }
    let denies = level.all("deny").any(|deny| deny.directive.argument(0) == Some("all"));
    if denies && !level.has("allow") {
        return Some(Answer::Reject);
    }
    if level.has("internal") {
        return Some(Answer::Internal);
    }
    if level.has("stub_status") {
        return Some(Answer::Status);
    }
    if let Some(pass) = PASSES.iter().find_map(|name| level.last(name)) {
        return Some(Answer::Proxy(pass.directive.argument(0).unwrap_or_default()));
    }
    let serves =
        ["root", "alias", "try_files", "index", "empty_gif", "expires", "autoindex"].iter().any(|name| level.has(name));
    serves.then_some(Answer::Files)
}

/// `return` and `rewrite` outside of any condition.
fn returned<'a>(placed: &Placed<'a>) -> Option<Answer<'a>> {
    let directive = placed.directive;
    let (first, second) = (directive.argument(0)?, directive.argument(1));
    match (directive.name(), second) {
        ("return", None) if first.contains("://") || first.starts_with('/') => Some(Answer::Redirect(first)),
        ("return", Some(to)) if matches!(first, "301" | "302" | "303" | "307" | "308") => Some(Answer::Redirect(to)),
        ("return", Some(_)) if first.starts_with('2') => Some(Answer::Text),
        ("return", None) if first.starts_with('2') => Some(Answer::Text),
        ("return", _) => Some(Answer::Reject),
        ("rewrite", Some(to)) => {
            let moves = matches!(directive.argument(2), Some("permanent" | "redirect")) || to.starts_with("http");
            let all = matches!(
                first,
                "^" | "^/" | ".*" | "^.*" | "^.*$" | "(.*)" | "^(.*)" | "^(.*)$" | "^/(.*)" | "^/(.*)$" | "^/.*$"
            );
            (moves && all).then_some(Answer::Redirect(to))
        }
        _ => None,
    }
}
