//! Which origins may read answers, as options of middleware for JavaScript and as headers in any language.

use super::{
    syntax::{Group, LONGEST, callee, declared, is_name, letters, string},
    {Call, Candidate, Reach, Specificity},
};
use crate::{context::Language, model::Severity};
use std::ops::Range;

/// Options that are named where they are used stand within so many bytes.
const NEAR: usize = 3000;
/// A check of the origin stands within so many bytes before the header.
const CHECKED: usize = 700;
pub(in super::super) const REACH: Reach = Reach::bytes(NEAR, NEAR + LONGEST);
pub(in super::super) const HEADER_REACH: Reach = Reach::bytes(CHECKED, 260);

/// Who may read answers.
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
pub(in super::super) fn reflected(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    consider(rule, hit, call, Origin::Reflected);
}

/// `*`, written or by default.
pub(in super::super) fn any(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    consider(rule, hit, call, Origin::Any);
}

fn consider(rule: usize, hit: Range<usize>, call: &mut Call<'_>, wanted: Origin) {
    let text = call.text;
    if !(call.context.language == Language::Source || call.anywhere) || is_of_tool(call.path) {
        return;
    }
    let Some((origin, span, credentials)) = options(text, &hit) else { return };
    if origin != wanted {
        return;
    }
    let mut candidate = Candidate::new(rule, span.clone(), Specificity::Generic);
    let with = if credentials { ", with credentials" } else { "" };
    candidate.message = Some(match origin {
        Origin::Reflected => format!("Every origin is sent back as allowed{with}"),
        _ => "Pages of every origin may read answers".to_owned(),
    });
    if origin == Origin::Reflected && !credentials {
        candidate.severity = Some(Severity::Medium);
    }
    candidate.identity = Some(String::from_utf8_lossy(&text[span]).into_owned());
    call.claim(candidate);
}

/// Development servers of build tools have an option of the same name.
fn is_of_tool(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["vite.", "webpack.", "vue.config", "craco.", "rspack.", "rsbuild.", "quasar.", "playwright."]
        .iter()
        .any(|tool| name.starts_with(tool))
}

/// What the options at a keyword say, where, and whether credentials are allowed.
fn options(text: &[u8], hit: &Range<usize>) -> Option<(Origin, Range<usize>, bool)> {
    if text[hit.clone()].ends_with(b":") {
        return of_key(text, hit);
    }
    let open = hit.start + memchr::memchr(b'(', &text[hit.clone()])?;
    let name = callee(text, open);
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
    let takes_plugin = matches!(last, b"register" | b"use");
    let before = text[..open - name.len()].trim_ascii_end();
    let declares =
        [&b"function"[..], b"async", b"def", b"func", b"fn", b"void"].iter().any(|word| before.ends_with(word));
    if declares || !(takes_plugin || name == b"cors" || last == b"enableCors") {
        return None;
    }
    let group = Group::at(text, open)?;
    // `cors()(req, res)` and `enableCors() {` of a class.
    if text[group.span.end..].trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let place = usize::from(takes_plugin);
    if takes_plugin && !is_plugin(group.part(0)) {
        return None;
    }
    if group.parts.len() <= place {
        return Some((Origin::Any, open + 1 - name.len() - 1..group.span.end, false));
    }
    let given = group.part(place);
    let object = if given.starts_with(b"{") { group.object(place) } else { declared(text, given, open, NEAR) }?;
    of_object(text, &object, Some(open - last.len()..open))
}

fn is_plugin(part: &[u8]) -> bool {
    let letters = letters(part);
    matches!(&*letters, "cors" | "fastifycors" | "corsplugin")
        || letters.contains("fastifycors") && !part.starts_with(b"{")
}

/// `cors: true` and `cors: { origin: ... }`, as NestJS and Socket.IO have it.
fn of_key(text: &[u8], hit: &Range<usize>) -> Option<(Origin, Range<usize>, bool)> {
    let inside = hit.start.checked_sub(1).is_some_and(|before| is_name(text[before]) || text[before] == b'.');
    let blank = text[hit.end..].iter().take(4).take_while(|byte| **byte == b' ').count();
    let at = hit.end + blank;
    if inside {
        return None;
    }
    if text[at..].starts_with(b"true") {
        return Some((Origin::Any, hit.start..at + 4, false));
    }
    of_object(text, &Group::at(text, at)?, None)
}

/// An object of options; `default` is what is pointed at where it leaves the origin out, if that means every one.
fn of_object(text: &[u8], object: &Group<'_>, default: Option<Range<usize>>) -> Option<(Origin, Range<usize>, bool)> {
    let credentials = object.value("credentials").is_some_and(|value| value.starts_with(b"true"));
    match object.value_span("origin") {
        Some(span) => Some((judge(&text[span.clone()]), span, credentials)),
        None if object.has_spread() => None,
        // A method: `origin(origin, callback) { ... }`.
        None if let Some(method) = object.parts.iter().find(|part| text[(*part).clone()].starts_with(b"origin")) => {
            Some((judge(&text[method.clone()]), method.clone(), credentials))
        }
        None => Some((Origin::Any, default?, credentials)),
    }
}

/// What a value of `origin` lets through.
fn judge(value: &[u8]) -> Origin {
    let plain: Vec<u8> = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let every = |part: &[u8]| string(part) == Some(b"*");
    if plain == b"true" || plain == b"[true]" || plain.starts_with(b"/.*/") || plain.starts_with(b"/^.*$/") {
        return Origin::Reflected;
    }
    let listed = plain.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    let fallback = ["||", "??", ":"].iter().find_map(|sign| {
        let at = memchr::memmem::rfind(&plain, sign.as_bytes())?;
        Some(&plain[at + sign.len()..])
    });
    if every(&plain) || listed.is_some_and(every) || fallback.is_some_and(every) {
        return Origin::Any;
    }
    if is_yes_to_all(&plain) { Origin::Reflected } else { Origin::Listed }
}

/// A function that lets through whom it is asked about and refuses nobody.
fn is_yes_to_all(function: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(function, part).is_some();
    let is_function = has(b"=>")
        || function.starts_with(b"function")
        || function.starts_with(b"origin(")
        || function.starts_with(b"async");
    let refuses = [&b"Error("[..], b",false)", b"(false", b"undefined)", b"returnnull", b"''", b"\"\""]
        .iter()
        .any(|sign| has(sign));
    let same = [&b"(origin)=>origin"[..], b"origin=>origin", b"(origin)=>true", b"()=>true", b"origin=>true"]
        .contains(&function);
    is_function && !refuses && (has(b"(null,true)") || has(b"(null,origin)") || same)
}

/// `Access-Control-Allow-Origin` with `*`, or with whatever the request says.
pub(in super::super) fn header(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let source = matches!(call.context.language, Language::Source | Language::Json);
    if !(source || call.anywhere) || is_of_tool(call.path) {
        return;
    }
    let rest = &text[hit.end..text.len().min(hit.end + 160)];
    let line_end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let Some((what, span)) = header_value(rest, line_end) else { return };
    let before = &text[hit.start.saturating_sub(CHECKED)..hit.start];
    if what == Origin::Reflected && is_checked(before) || is_of_request(before) {
        return;
    }
    let span = hit.end + span.start..hit.end + span.end;
    // The keyword leaves out the first word of the name.
    let start = hit.start - before.len().min(b"Access-".len());
    let mut candidate = Candidate::new(rule, start..span.end, Specificity::Generic);
    candidate.message = Some(match what {
        Origin::Reflected => "Access-Control-Allow-Origin repeats whatever origin asks".to_owned(),
        _ => "Access-Control-Allow-Origin is `*`".to_owned(),
    });
    if what == Origin::Any {
        candidate.severity = Some(Severity::Medium);
    }
    candidate.identity = Some(String::from_utf8_lossy(&text[span]).into_owned());
    call.claim(candidate);
}

/// What the header is given, in what stands behind its name.
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
    let plain = letters(value);
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
    let lower = String::from_utf8_lossy(before).to_ascii_lowercase();
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
        ] {
            assert_eq!(judge(value.as_bytes()), expected, "{value}");
        }
    }
}
