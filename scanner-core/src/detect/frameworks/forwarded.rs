//! Addresses of clients that come from `X-Forwarded-For`, which every client can send itself.
//!
//! A proxy appends the address it sees, so what comes first in the header is what the client said. Whoever takes that for who
//! the client is can be told anything. Nothing is said where the code knows of proxies to trust, takes the last address, or only
//! passes the header on.

use super::{Match, Source, matched, source::lower};
use crate::{
    context::Language,
    document::code::Code,
    model::{Severity, words},
};
use std::ops::Range;

/// Bytes behind the header in which an address is taken from it.
const LOOKAHEAD_BYTES: usize = 600;
/// Bytes on both sides in which proxies are checked, and what the address is for is said.
const NEAR_BYTES: usize = 1500;
/// Bytes between a header and the bracket it is in.
const LOOKBACK_BYTES: usize = 80;
/// Letters without blanks behind a call that splits, in which a part is taken.
const MAX_TAKEN_BYTES: usize = 90;

/// The header is read, and its first part or all of it is taken for the client's address.
pub(super) fn trusted(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let code = source.code();
    let token = code.token_at(hit.start).filter(|_| source.context.language == Language::Source)?;
    let open = code.enclosing(token, LOOKBACK_BYTES).next()?;
    if !is_header(code.inner_text(token)) || open + 1 != token || !is_read(code, open) {
        return None;
    }
    let near = near(code, token);
    if near.clone().any(|at| checks_proxies(code.word(at)) || is_passed_on(code, at)) || is_logged(code, open) {
        return None;
    }
    let end = code.span(code.behind(open).saturating_sub(1)).end;
    let line = source.line_start(code.span(token).start);
    let is_unpacked = source.text[line..code.span(token).start].contains("] =");
    let from = if is_unpacked || is_split(code, open) { line } else { end };
    let whole = || is_address(source, code, open, &code.span(token)).then_some(Taken::Whole);
    let how = taken(&scope(source, from)).or_else(whole)?;
    let message = match how {
        Taken::First => "The first address of `X-Forwarded-For` is believed, which is what the client says it is",
        Taken::Whole => "`X-Forwarded-For` is believed to be the client's address, whatever the client sends",
        Taken::Last => return None,
    };
    let mut found = matched(rule, code.inner(token));
    found.message(message);
    let limits = { near }.any(|at| limits(code.name(at)));
    if !limits {
        found.severity(Severity::Low);
    }
    Some(found)
}

fn is_header(text: &str) -> bool {
    text.eq_ignore_ascii_case("x-forwarded-for") || text == "HTTP_X_FORWARDED_FOR"
}

/// Whether a bracket looks a header up: `headers.get(`, `$_SERVER[`. What is assigned to is not.
fn is_read(code: &Code<'_>, open: usize) -> bool {
    const CALLS: [&str; 12] = [
        "get", "header", "headers", "getheader", "get_header", "getfirst", "first", "getrequestheader", "gethdr",
        "fetch", "headervalue", "headerstring",
    ];
    const MAPS: [&str; 6] = ["headers", "header", "_server", "meta", "environ", "env"];
    let callee = code.callee(open).to_ascii_lowercase();
    let last = callee.rsplit(['.', '>', ':', '$', '?']).next().unwrap_or(&callee);
    match code.sign(open) {
        "(" => CALLS.contains(&last),
        // `req.headers?.[`: what is before the bracket is no name.
        "[" => (last.is_empty() || MAPS.contains(&last)) && code.sign(code.behind(open)) != "=",
        _ => false,
    }
}

/// The tokens near one.
fn near(code: &Code<'_>, token: usize) -> Range<usize> {
    let place = code.span(token).start;
    let first = code.tokens.partition_point(|token| token.end + NEAR_BYTES < place);
    let last = code.tokens.partition_point(|token| token.start < place + NEAR_BYTES);
    first..last
}

/// Whether a name is about which proxies to believe.
fn checks_proxies(word: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "trust", "cidr", "privateip", "private_ip", "isprivate", "is_private", "loopback", "ip_network", "hops",
        "knownprox", "numprox", "proxy_count",
    ];
    SIGNS.iter().any(|sign| contains_letters(word, sign))
}

/// Whether a name contains some letters, in any case.
fn contains_letters(name: &str, letters: &str) -> bool {
    name.as_bytes().windows(letters.len()).any(|part| part.eq_ignore_ascii_case(letters.as_bytes()))
}

/// Whether a token is the header as another server is given it: `headers.set('x-forwarded-for', ..)`, `'x-forwarded-for': ..`,
/// `headers['x-forwarded-for'] = ..`.
fn is_passed_on(code: &Code<'_>, token: usize) -> bool {
    const SETTERS: [&str; 9] =
        ["set", "append", "setheader", "set_header", "add", "insert", "addheader", "header_mut", "withheader"];
    let Some(open) = token.checked_sub(1).filter(|_| is_header(code.inner_text(token))) else { return false };
    let callee = code.callee(open).to_ascii_lowercase();
    let last = callee.rsplit(['.', '>', ':']).next().unwrap_or(&callee);
    match code.sign(open) {
        "(" => SETTERS.contains(&last),
        "[" => code.sign(code.behind(open)) == "=",
        _ => matches!(code.sign(token + 1), ":" | "=>"),
    }
}

/// Whether the header is read for a log only.
fn is_logged(code: &Code<'_>, open: usize) -> bool {
    let mut calls = code.enclosing(open, LOOKAHEAD_BYTES).filter(|open| code.sign(*open) == "(");
    calls.any(|open| {
        let callee = code.callee(open).to_ascii_lowercase();
        let last = callee.rsplit('.').next().unwrap_or(&callee);
        ["log.", "logger", "logging.", "console."].iter().any(|sign| callee.contains(sign))
            || matches!(last, "print" | "println" | "printf")
    })
}

/// Whether a header is split where it is read: `explode(',', $_SERVER[...])`.
fn is_split(code: &Code<'_>, open: usize) -> bool {
    let around = code.enclosing(open, LOOKBACK_BYTES).next().map(|around| code.callee(around).to_ascii_lowercase());
    around.is_some_and(|callee| ["split", "splitn", "explode", "tokenize"].iter().any(|call| callee.ends_with(call)))
}

/// The text behind a place to the end of its block, in lower case and without blanks. A block ends where a line starts further
/// left.
fn scope(source: &Source<'_>, from: usize) -> String {
    let line = source.line_start(from);
    let indent = source.bytes()[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let ahead = lower(source.behind(from, LOOKAHEAD_BYTES));
    let is_inside = |line: &&str| {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        blanks >= indent || line.trim().is_empty()
    };
    let mut lines = ahead.split('\n');
    let first = lines.next().unwrap_or_default();
    let block = lines.take_while(is_inside);
    std::iter::once(first).chain(block).flat_map(|line| line.chars().filter(|c| !c.is_whitespace())).collect()
}

/// The part of a header that is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    First,
    Last,
    Whole,
}

/// The part that is taken of a header behind which this code stands, if it is split.
fn taken(code: &str) -> Option<Taken> {
    const CUTS: [&str; 6] = [
        "substringbefore(\",", "substringbefore(',", "partition(\",", "partition(',", "split_once(',", "split_once(\",",
    ];
    const FIRST: [&str; 8] = ["[0]", ".next()", ".first", ".at(0)", ".shift()", ".head()", ".get(0)", ".elementat(0)"];
    const LAST: [&str; 9] =
        ["[-1]", ".pop()", ".last", ".at(-1)", ".slice(-", "next_back", "[len(", ".length-", ".rev()"];
    if CUTS.iter().any(|cut| code.contains(cut)) {
        return Some(Taken::First);
    }
    if code.contains("rsplit") || code.contains("rpartition") {
        return Some(Taken::Last);
    }
    let calls = ["split(", "splitn(", "explode(", "tokenize("];
    let at = calls.iter().filter_map(|call| Some(code.find(call)? + call.len())).min()?;
    let before = &code[..at];
    if ["end(explode(", "array_pop(explode("].iter().any(|call| before.ends_with(call)) {
        return Some(Taken::Last);
    }
    let behind: String = code[at..].chars().take(MAX_TAKEN_BYTES).collect();
    let is_list = ["\",\"", "','", "/,/", ",\\s*/"].iter().any(|comma| behind.contains(comma));
    let unpacked = ["]=", "current(", "reset(", "array_shift(", "list("].iter().any(|sign| before.contains(sign));
    let place = |signs: &[&str]| signs.iter().filter_map(|sign| behind.find(sign)).min();
    match (place(&FIRST), place(&LAST)) {
        _ if !is_list => None,
        (Some(first), Some(last)) if last < first => Some(Taken::Last),
        (Some(_), _) => Some(Taken::First),
        (None, Some(_)) => Some(Taken::Last),
        (None, None) => unpacked.then_some(Taken::First),
    }
}

/// Whether what is read is given to a function of the project, which may take any part of it.
fn is_handed_on(code: &Code<'_>, open: usize) -> bool {
    const KEEPING: [&str; 8] = ["", "if", "string", "str", "strval", "trim", "tostring", "format"];
    let around = code.enclosing(open, LOOKBACK_BYTES).next().filter(|around| code.sign(*around) == "(");
    around.is_some_and(|around| {
        let callee = code.callee(around).to_ascii_lowercase();
        !KEEPING.contains(&callee.rsplit(['.', '>', ':']).next().unwrap_or(&callee))
    })
}

/// Whether all of a header is a client's address: by the name that it is given, or as the connection's address comes in its
/// place.
fn is_address(source: &Source<'_>, code: &Code<'_>, open: usize, header: &Range<usize>) -> bool {
    const OTHERS: [&str; 8] =
        ["remoteaddr", "remote_addr", "remote_ip", "remoteip", ".client.host", "req.ip", "request.ip", "getremoteaddr"];
    let before = source.before(header.start, LOOKBACK_BYTES * 2);
    let line = before.rsplit(|byte| b"\n;{,".contains(byte)).next().unwrap_or(before);
    let name = memchr::memchr2(b'=', b':', line).map(|at| words(&line[..at])).unwrap_or_default();
    let is_named = name.last().is_some_and(|word| matches!(word.as_str(), "ip" | "addr" | "address" | "ipaddress"));
    let behind = lower(source.behind(header.end, LOOKBACK_BYTES * 2));
    let statement = behind.split([';', '}']).next().unwrap_or(&behind);
    let is_choice = statement.starts_with(',')
        || ["||", "??", "?:", " or ", ".or_else", "unwrap_or"].iter().any(|or| statement.contains(or));
    is_named && !is_handed_on(code, open) || is_choice && OTHERS.iter().any(|other| statement.contains(other))
}

/// Whether a name is about a limit that an address counts for.
fn limits(name: &str) -> bool {
    ["limit", "throttle", "attempts", "lockout"].iter().any(|word| contains_letters(name, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::FileContext, document::ParsedFile};

    fn found(path: &str, text: &str) -> Option<Match> {
        let file = ParsedFile::new(path, text.as_bytes());
        let source = Source::new(&file, FileContext::for_path(path, text.as_bytes()));
        let at = text.to_lowercase().find("forwarded").expect("a header");
        trusted(0, at..at + "forwarded".len(), &source)
    }

    #[test]
    fn headers_that_are_believed() {
        for (path, text) in [
            (
                "a.py",
                "def ip(request):\n    xff = request.headers.get(\"X-Forwarded-For\")\n    if xff:\n        return xff.split(\",\")[0].strip()\n",
            ),
            ("a.py", "x = (request.headers.get('x-forwarded-for') or '').split(',', 1)[0]\n"),
            ("a.py", "ip = request.META.get('HTTP_X_FORWARDED_FOR', '').partition(',')[0]\n"),
            ("a.py", "ip = request.META['HTTP_X_FORWARDED_FOR']\n"),
            ("a.py", "client_ip = str(request.headers.get('x-forwarded-for'))\n"),
            ("a.js", "const ip = req.headers['x-forwarded-for'] || req.socket.remoteAddress;\n"),
            (
                "a.ts",
                "const f = c.req.header(\"x-forwarded-for\");\nif (f) {\n  return f.split(\",\")[0]?.trim();\n}\n",
            ),
            ("a.ts", "const [first] = req.get('X-Forwarded-For').split(',');\n"),
            (
                "a.go",
                "func ip(r *http.Request) string {\n\txff := r.Header.Get(\"X-Forwarded-For\")\n\treturn strings.TrimSpace(strings.Split(xff, \",\")[0])\n}\n",
            ),
            ("a.php", "<?php\n$ip = $_SERVER['HTTP_X_FORWARDED_FOR'] ?? $_SERVER['REMOTE_ADDR'];\n"),
            ("a.php", "<?php\n$list = explode(',', $_SERVER['HTTP_X_FORWARDED_FOR']);\n$ip = trim($list[0]);\n"),
            (
                "a.go",
                "func ip(r *http.Request) string {\n\treturn strings.Split(r.Header.Get(\"X-Forwarded-For\"), \",\")[0]\n}\n",
            ),
            ("a.php", "<?php\n$ip = trim(current(explode(',', $_SERVER['HTTP_X_FORWARDED_FOR'])));\n"),
            ("a.rb", "ip = request.headers['X-Forwarded-For'].split(',').first\n"),
            ("A.java", "String h = request.getHeader(\"X-Forwarded-For\");\nreturn h.split(\",\")[0].trim();\n"),
            ("A.cs", "var ip = Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0];\n"),
            (
                "a.rs",
                "let first = headers.get(\"x-forwarded-for\").and_then(|v| v.to_str().ok())?.split(',').next()?;\n",
            ),
        ] {
            assert!(found(path, text).is_some(), "{text}");
        }
    }

    #[test]
    fn headers_that_are_not() {
        for (path, text) in [
            (
                "a.py",
                "if request.client.host in TRUSTED_PROXIES:\n    ip = request.headers.get('x-forwarded-for').split(',')[0]\n",
            ),
            ("a.py", "ip = request.headers.get('x-forwarded-for').split(',')[-1]\n"),
            ("a.py", "logger.info('from %s', request.headers.get('x-forwarded-for'))\n"),
            ("a.py", "response = client.get('/', headers={'X-Forwarded-For': '203.0.113.1'})\n"),
            ("a.js", "proxied.setHeader('x-forwarded-for', req.headers['x-forwarded-for'] || req.ip);\n"),
            ("a.js", "fetch(url, { headers: { 'x-forwarded-for': req.headers['x-forwarded-for'] } });\n"),
            ("a.js", "req.headers['x-forwarded-for'] = '127.0.0.1';\n"),
            ("a.ts", "const clientIp = lastProxy(request.headers.get('x-forwarded-for'));\n"),
            ("a.js", "const forwardedFor = req.headers['x-forwarded-for'];\n"),
            ("a.go", "ips := strings.Split(r.Header.Get(\"X-Forwarded-For\"), \",\")\nreturn ips[len(ips)-1]\n"),
            ("a.php", "<?php\n$ip = trim(end(explode(',', $_SERVER['HTTP_X_FORWARDED_FOR'])));\n"),
            ("a.rs", "let name = HeaderName::from_static(\"x-forwarded-for\");\n"),
            ("nginx.conf", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"),
            ("a.js", "// const ip = x-forwarded-for\n"),
        ] {
            assert!(found(path, text).is_none(), "{text}");
        }
    }

    #[test]
    fn severity_by_what_it_is_for() {
        let severity = |text: &str| found("a.py", text).and_then(|found| found.severity);
        let read = "ip = request.headers.get('x-forwarded-for').split(',')[0]\n";
        assert_eq!(severity(read), Some(Severity::Low));
        assert_eq!(severity(&format!("{read}rate_limit(ip)\n")), None);
    }
}
