//! Routes that source code defines, in any language: an address as the first argument of what defines routes.

use crate::document::code::{Code, Group, Kind, is_link};
use std::ops::Range;

/// What defines a route whose address is its first argument, in any language, in lower case.
const DEFINING: &[&str] = &[
    "all", "add_api_route", "add_url_rule", "controller", "getmapping", "handle", "handlefunc", "mapget",
    "maphealthchecks", "mappost", "path", "postmapping", "re_path", "requestmapping", "route", "use",
];

/// Methods of HTTP that define a route, or ask one.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "any"];

/// Receivers of methods that ask for an address instead of answering it.
const CLIENTS: &[&str] = &[
    "axios", "http", "client", "api", "apiclient", "request", "requests", "session", "$http", "httpclient", "ky", "got",
];

/// Tokens of the longest line and of the most calls that are chained to it.
const MAX_STATEMENT_TOKENS: usize = 600;

/// The tokens of the addresses of routes. `is_wanted` chooses among addresses, before anything else is looked at.
pub(in crate::evidence) fn routes<'c>(
    code: &'c Code<'_>,
    is_wanted: impl Fn(&str) -> bool + 'c,
) -> impl Iterator<Item = usize> + 'c {
    let is_address = move |at: &usize| code.is_text(*at) && code.sign(at - 1) == "(" && is_wanted(code.inner_text(*at));
    (2..code.tokens.len()).filter(is_address).filter(|at| defines_route(code, at - 2))
}

/// The tokens of the statement that an address is in: from the start of its line to the end of the calls that are chained to it.
pub(in crate::evidence) fn statement(code: &Code<'_>, address: usize) -> Range<usize> {
    let is_start = |at: &usize| code.is_fresh(*at) && !is_link(code.sign(*at));
    let before = (address.saturating_sub(MAX_STATEMENT_TOKENS)..=address).rev();
    let start = { before }.find(is_start).unwrap_or(address);
    let mut end = code.behind(address.saturating_sub(1));
    while is_link(code.sign(end)) && end < address + MAX_STATEMENT_TOKENS {
        end += 2;
        if code.kind(end) == Some(Kind::Open) {
            end = code.behind(end);
        }
    }
    start..end.min(code.tokens.len())
}

/// Frameworks whose routes are files: Next.js, Nuxt, SvelteKit. The address as far as the path says it.
pub(in crate::evidence) fn route_of_path(path: &str) -> Option<&str> {
    let (folders, name) = path.rsplit_once('/')?;
    let stem = name.split('.').next().unwrap_or_default();
    let is_in = |parts: &[&str]| parts.iter().any(|part| format!("{folders}/").contains(part));
    if matches!(stem, "route" | "+server" | "index") && is_in(&["app/", "routes/", "pages/api/", "server/"]) {
        return Some(folders);
    }
    is_in(&["pages/api/", "server/api/", "server/routes/"]).then_some(stem)
}

/// Whether the call of a name defines the route that its first argument is.
fn defines_route(code: &Code<'_>, callee: usize) -> bool {
    let name = code.word(callee).to_ascii_lowercase();
    let is_decorator = code.before(callee) == "@" || decorated_receiver(code, callee);
    if DEFINING.contains(&&*name) {
        return !matches!(&*name, "path" | "use" | "all" | "handle") || is_decorator || has_handler(code, callee + 1);
    }
    METHODS.contains(&&*name)
        && (is_decorator || (!CLIENTS.contains(&&*receiver(code, callee)) && has_handler(code, callee + 1)))
}

/// `@app.get(`: the decorator's sign is before the receiver.
pub(in crate::evidence) fn decorated_receiver(code: &Code<'_>, callee: usize) -> bool {
    callee >= 3 && code.before(callee) == "." && code.sign(callee - 3) == "@"
}

/// The name before the dot.
fn receiver(code: &Code<'_>, callee: usize) -> String {
    let is_member = callee >= 2 && matches!(code.before(callee), "." | "->" | "::" | "?.");
    if is_member { code.word(callee - 2).to_ascii_lowercase() } else { String::new() }
}

/// Whether a call is given something that answers requests, beside the address: a function or the name of one.
fn has_handler(code: &Code<'_>, open: usize) -> bool {
    let Some(group) = Group::at(code, open) else {
        // Too long to be a request to another program.
        return true;
    };
    let is_handler = |part: &str| !part.starts_with(['{', '"', '\'', '`']);
    (1..group.len()).any(|at| is_handler(group.part(at)))
}
