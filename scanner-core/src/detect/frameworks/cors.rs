//! Origins that may read responses, as options of middleware for JavaScript and as headers in any language.

use super::{Match, Source, matched, source::lower};
use crate::{
    context::Language,
    document::code::{Group, letters, unquoted},
    model::Severity,
};
use std::ops::Range;

/// Bytes around a call in which its options may be declared.
const MAX_OPTIONS_DISTANCE_BYTES: usize = 3000;
/// Bytes before a header in which its origin may be checked.
const LOOKBACK_BYTES: usize = 700;
/// Bytes behind the name of a header in which its value starts.
const MAX_VALUE_DISTANCE_BYTES: usize = 160;

/// The origins that may read responses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Origin {
    /// Any page, without credentials.
    Any,
    /// Any page: its own name is sent back, and credentials can be allowed.
    Reflected,
    /// Whoever is listed.
    Listed,
}

/// The requesting origin is sent back, whatever it is.
pub(super) fn reflected(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    allowed(rule, &hit, source, Origin::Reflected)
}

/// `*`, written or by default.
pub(super) fn any(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    allowed(rule, &hit, source, Origin::Any)
}

fn allowed(rule: usize, hit: &Range<usize>, source: &Source<'_>, wanted: Origin) -> Option<Match> {
    if source.context.language != Language::Source || is_of_tool(source.path) {
        return None;
    }
    let (origin, span, credentials) = options(source, hit).filter(|(origin, ..)| *origin == wanted)?;
    let mut found = matched(rule, span.clone());
    found.subject(source.shown(span)).message(match (origin, credentials) {
        (Origin::Reflected, true) => "CORS reflects the origin of any request, with credentials",
        (Origin::Reflected, false) => "CORS reflects the origin of any request",
        _ => "CORS allows every origin",
    });
    if origin == Origin::Reflected && (!credentials || is_of_sockets(source, hit)) {
        found.severity(Severity::Medium);
    }
    Some(found)
}

/// Whether the options are those of a gateway for sockets: most ask for a token in the handshake, not for a cookie.
fn is_of_sockets(source: &Source<'_>, hit: &Range<usize>) -> bool {
    let code = source.code();
    let Some(token) = code.token_at(hit.start) else { return false };
    code.enclosing(token, MAX_OPTIONS_DISTANCE_BYTES).any(|open| code.callee(open).ends_with("WebSocketGateway"))
}

/// Development servers of build tools have an option of the same name.
fn is_of_tool(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["vite.", "webpack.", "vue.config", "craco.", "rspack.", "rsbuild.", "quasar.", "playwright."]
        .iter()
        .any(|tool| name.starts_with(tool))
}

/// The origins in the options at a keyword, their place, and whether credentials are allowed.
fn options(source: &Source<'_>, hit: &Range<usize>) -> Option<(Origin, Range<usize>, bool)> {
    let text = source.text;
    if text[hit.clone()].ends_with(':') {
        return of_key(source, hit);
    }
    let open = hit.start + text[hit.clone()].find('(')?;
    let code = source.code();
    let name = code.callee(code.token_at(open)?);
    let last = name.rsplit('.').next().unwrap_or(name);
    let takes_plugin = matches!(last, "register" | "use");
    let before = text[..open - name.len()].trim_ascii_end();
    let declares = ["function", "async", "def", "func", "fn", "void"].iter().any(|word| before.ends_with(word));
    if declares || !(takes_plugin || name == "cors" || last == "enableCors") {
        return None;
    }
    let group = code.group_at(open)?;
    // `cors()(req, res)` and `enableCors() {` of a class.
    if text[group.span().end..].trim_ascii_start().starts_with('{') {
        return None;
    }
    let place = usize::from(takes_plugin);
    if takes_plugin && !is_plugin(group.part(0)) {
        return None;
    }
    if group.len() <= place {
        return Some((Origin::Any, open - name.len()..group.span().end, false));
    }
    let object = match group.part(place) {
        given if given.starts_with('{') => group.object(place),
        given => code.declared(given, open, MAX_OPTIONS_DISTANCE_BYTES),
    };
    of_object(&object?, Some(open - last.len()..open))
}

fn is_plugin(part: &str) -> bool {
    let letters = letters(part);
    matches!(&*letters, "cors" | "fastifycors" | "corsplugin")
        || letters.contains("fastifycors") && !part.starts_with('{')
}

/// `cors: true` and `cors: { origin: ... }`, as NestJS and Socket.IO have it.
fn of_key(source: &Source<'_>, hit: &Range<usize>) -> Option<(Origin, Range<usize>, bool)> {
    let blank = source.behind(hit.end, 4).iter().take_while(|byte| **byte == b' ').count();
    let at = hit.end + blank;
    if source.is_inside_name(hit.start) || source.before(hit.start, 1) == b"." {
        return None;
    }
    if source.behind(at, 4) == b"true" {
        return Some((Origin::Any, hit.start..at + 4, false));
    }
    of_object(&source.code().group_at(at)?, None)
}

/// An object of options; `default` is what is pointed at where it leaves the origin out, if that means every one.
fn of_object(object: &Group<'_, '_>, default: Option<Range<usize>>) -> Option<(Origin, Range<usize>, bool)> {
    let credentials = object.value("credentials").is_some_and(|value| value.starts_with("true"));
    match object.value_span("origin").zip(object.value("origin")) {
        Some((span, value)) => Some((Origin::from_value(value), span, credentials)),
        None if object.has_spread() => None,
        None => match object.parts().find(|(_, part)| part.starts_with("origin")) {
            // A method: `origin(origin, callback) { ... }`.
            Some((span, method)) => Some((Origin::from_value(method), span, credentials)),
            None => Some((Origin::Any, default?, credentials)),
        },
    }
}

impl Origin {
    /// By the value of `origin`.
    fn from_value(value: &str) -> Self {
        let plain: String = value.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let every = |part: &str| unquoted(part) == Some("*");
        if matches!(&*plain, "true" | "[true]") || plain.starts_with("/.*/") || plain.starts_with("/^.*$/") {
            return Origin::Reflected;
        }
        let listed = plain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let fallback = ["||", "??", ":"].iter().find_map(|sign| plain.rsplit_once(sign)).map(|(_, last)| last);
        if every(&plain) || listed.is_some_and(every) || fallback.is_some_and(every) {
            return Origin::Any;
        }
        if is_yes_to_all(&plain) { Origin::Reflected } else { Origin::Listed }
    }
}

/// A function that lets through whom it is asked about and refuses nobody.
fn is_yes_to_all(function: &str) -> bool {
    let has = |part: &&str| function.contains(*part);
    let starts = |word: &&str| function.starts_with(*word);
    let is_function = has(&"=>") || ["function", "origin(", "async"].iter().any(starts);
    let refuses = ["Error(", ",false)", "(false", "undefined)", "returnnull", "''", "\"\""].iter().any(has);
    let same = ["(origin)=>origin", "origin=>origin", "(origin)=>true", "()=>true", "origin=>true"].contains(&function);
    // `callback(null, allowed)`: something else decides.
    let answers = function.match_indices("(null,").map(|(at, call)| &function[at + call.len()..]);
    let decides = answers.clone().any(|answer| !["true)", "origin)"].iter().any(|all| answer.starts_with(all)));
    is_function && !refuses && !decides && (answers.count() > 0 || same)
}

/// `Access-Control-Allow-Origin` with `*`, or with whatever the request says.
pub(super) fn header(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    if !matches!(source.context.language, Language::Source | Language::Json) || is_of_tool(source.path) {
        return None;
    }
    let rest = source.behind(hit.end, MAX_VALUE_DISTANCE_BYTES);
    let line_end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let (what, span) = header_value(rest, line_end)?;
    let before = source.before(hit.start, LOOKBACK_BYTES);
    if what == Origin::Reflected && is_checked(before) || is_of_request(before) {
        return None;
    }
    let span = hit.end + span.start..hit.end + span.end;
    // The keyword leaves out the first word of the name.
    let start = hit.start - before.len().min(b"Access-".len());
    let mut found = matched(rule, start..span.end);
    found.subject(source.shown(span)).message(match what {
        Origin::Reflected => "Access-Control-Allow-Origin reflects the origin of any request",
        _ => "Access-Control-Allow-Origin is `*`",
    });
    if what == Origin::Any {
        found.severity(Severity::Medium);
    }
    Some(found)
}

/// The value of the header, in the text behind its name.
fn header_value(rest: &[u8], line_end: usize) -> Option<(Origin, Range<usize>)> {
    const BETWEEN: &[u8] = b"\"'`]),:=> \t";
    let mut at = rest.iter().take(24).take_while(|byte| BETWEEN.contains(byte)).count();
    // `{ key: 'Access-Control-Allow-Origin', value: '*' }`, on one line or two.
    let skip = at + rest[at..].len() - rest[at..].trim_ascii_start().len();
    let quoted = usize::from(matches!(rest.get(skip), Some(b'"' | b'\'')));
    if rest[skip + quoted..].starts_with(b"value") {
        at = skip + quoted + 5;
        at += rest[at..].iter().take(12).take_while(|byte| BETWEEN.contains(byte)).count();
    }
    if rest.get(at) == Some(&b'*') && rest.get(at + 1).is_none_or(|next| b"\"'` \n;)".contains(next)) {
        return Some((Origin::Any, at..at + 1));
    }
    let value = &rest[at..line_end.max(at)];
    let plain = letters(&String::from_utf8_lossy(value));
    let asks = [
        "reqheadersorigin", "requestheadersorigin", "headersgetorigin", "httporigin", "headergetorigin",
        "getheaderorigin", "reqheaderorigin", "reqgetorigin", "ctxheadersorigin", "ctxgetorigin", "headersorigin",
    ];
    asks.iter()
        .any(|sign| {
            plain.starts_with(sign)
                || plain.starts_with(&format!("server{sign}"))
                || plain.starts_with(&format!("r{sign}"))
                || plain.starts_with(&format!("c{sign}"))
        })
        .then(|| (Origin::Reflected, at..line_end.max(at)))
}

fn is_checked(before: &[u8]) -> bool {
    let lower = lower(before);
    [
        "includes(", "indexof(", "in_array", "whitelist", "allowed", "contains(", " in ", ".test(", ".has(", "match(",
        "some(",
    ]
    .iter()
    .any(|sign| lower.contains(sign))
}

/// Headers of a request say nothing of who may read its answer; they are often sent by mistake.
fn is_of_request(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(400)..];
    ["axios", "fetch(", "XMLHttpRequest", "HttpHeaders", "requests.get(", "requests.post(", "$http", "$.ajax"]
        .iter()
        .any(|sign| memchr::memmem::find(near, sign.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_header() {
        for (rest, expected) in [
            ("', '*');", Some(Origin::Any)),
            ("\": \"*\"", Some(Origin::Any)),
            (": *');", Some(Origin::Any)),
            ("', value: '*' }", Some(Origin::Any)),
            ("', req.headers.origin);", Some(Origin::Reflected)),
            (": ' . $_SERVER['HTTP_ORIGIN']);", Some(Origin::Reflected)),
            ("\", r.Header.Get(\"Origin\"))", Some(Origin::Reflected)),
            ("', 'https://shop.net');", None),
            ("', allowed);", None),
        ] {
            assert_eq!(header_value(rest.as_bytes(), rest.len()).map(|found| found.0), expected, "{rest}");
        }
    }

    #[test]
    fn values_of_origin() {
        for (value, expected) in [
            ("true", Origin::Reflected),
            ("'*'", Origin::Any),
            ("['*']", Origin::Any),
            ("process.env.ORIGIN || '*'", Origin::Any),
            ("process.env.ORIGIN ?? true", Origin::Listed),
            ("['https://a.net']", Origin::Listed),
            ("(origin, cb) => cb(null, true)", Origin::Reflected),
            ("function (origin, callback) {\n  callback(null, true);\n}", Origin::Reflected),
            ("(o, cb) => { if (list.includes(o)) cb(null, true); else cb(new Error('x')); }", Origin::Listed),
            ("(o, cb) => cb(null, list.includes(o))", Origin::Listed),
            (
                "(o, cb) => { if (!o) { cb(null, true); return; } const ok = list.has(o); cb(null, ok); }",
                Origin::Listed,
            ),
        ] {
            assert_eq!(Origin::from_value(value), expected, "{value}");
        }
    }
}
