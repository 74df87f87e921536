//! Passwords, tokens and one-time codes that are written to a log.

mod promise;

use super::{
    syntax::{LONGEST, callee, is_name, string_end},
    {Call, Candidate, Reach, Specificity},
};
use crate::model::Severity;
use promise::{AROUND, Kind, kind};
use std::ops::Range;

/// A call that logs starts within so many bytes before what it logs,
const BEFORE: usize = 500;
/// and so many lines.
const LINES: usize = 6;
pub(in super::super) const REACH: Reach = Reach::bytes(AROUND, LONGEST);

/// A name of a credential among what a call logs.
pub(in super::super) fn secret_logged(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let name = whole_name(text, &hit);
    if name.start > hit.start || !ends_as_value(text, name.end) || is_word_of_message(text, &name) {
        return;
    }
    let Some(kind) = kind(&text[name.clone()], text, &name) else { return };
    let Some(open) = logging_call(text, name.start) else { return };
    if !is_logged(text, open, &name) {
        return;
    }
    let mut candidate = Candidate::new(rule, name.clone(), Specificity::Generic);
    let shown = String::from_utf8_lossy(&text[name]).into_owned();
    if kind == Kind::Token {
        candidate.severity = Some(Severity::Medium);
    }
    candidate.message = Some(format!("`{shown}` is written to the log"));
    candidate.identity = Some(shown);
    call.claim(candidate);
}

/// The name that a keyword is part of.
fn whole_name(text: &[u8], hit: &Range<usize>) -> Range<usize> {
    let before = text[..hit.start].iter().rev().take(40).take_while(|byte| is_name(**byte)).count();
    let after = text[hit.end..].iter().take(40).take_while(|byte| is_name(**byte)).count();
    let start = hit.start - before;
    // A dollar sign starts variables of PHP and interpolation of others.
    let dollar = text[start..hit.end].iter().take_while(|byte| **byte == b'$').count();
    start + dollar..hit.end + after
}

/// Whether what follows a name leaves its value what it is: no call, no key, no question, no part of it.
fn ends_as_value(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 40)];
    let rest = rest
        .strip_prefix(b"'")
        .or_else(|| rest.strip_prefix(b"\""))
        .and_then(|rest| rest.strip_prefix(b"]"))
        .unwrap_or(rest);
    let next = rest.trim_ascii_start();
    if rest.starts_with(b"?.")
        || rest.starts_with(b".") && rest.get(1).is_some_and(|byte| is_name(*byte))
        || rest.starts_with(b"->")
    {
        return [&b".toString("[..], b".trim(", b".toUpperCase", b".decode(", b"?.toString("]
            .iter()
            .any(|same| rest.starts_with(same));
    }
    let refuses: [&[u8]; 13] = [b"(", b"[", b":", b"=", b"?", b"!=", b"==", b"is ", b"&&", b" in ", b"-", b"<", b"::"];
    !refuses.iter().any(|sign| next.starts_with(sign))
}

/// Whether a name stands in prose: words on both sides and no sign of an expression.
fn is_word_of_message(text: &[u8], name: &Range<usize>) -> bool {
    let before = name.start.checked_sub(1).map(|at| text[at]);
    let before_that = name.start.checked_sub(2).map(|at| text[at]);
    let negated = before == Some(b'!') || matches!(text[..name.start].trim_ascii_end().last(), Some(b'!'));
    let typeof_ = text[..name.start].trim_ascii_end().ends_with(b"typeof");
    let constant =
        text[..name.start].ends_with(b"::") && text[name.clone()].iter().all(|byte| !byte.is_ascii_lowercase());
    let path = constant || before == Some(b'/') || before == Some(b'-') && before_that != Some(b' ');
    negated || typeof_ || path
}

/// The bracket of the call that logs, before a place.
fn logging_call(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(BEFORE);
    let from = memchr::memrchr_iter(b'\n', &text[from..at]).nth(LINES - 1).map_or(from, |newline| from + newline);
    memchr::memrchr_iter(b'(', &text[from..at]).map(|open| from + open).find(|open| is_logger(callee(text, *open)))
}

/// Whether a call of this name writes to a log or to the terminal.
fn is_logger(callee: &[u8]) -> bool {
    const BARE: [&str; 19] = [
        "print", "println", "printf", "pprint", "puts", "var_dump", "print_r", "error_log", "eprintln", "dbg", "info",
        "debug", "warn", "error", "trace", "syslog", "logger", "log", "NSLog",
    ];
    const LEVELS: [&str; 24] = [
        "log", "info", "debug", "warn", "warning", "error", "trace", "verbose", "critical", "fatal", "notice",
        "success", "exception", "dir", "table", "printf", "println", "print", "infof", "debugf", "warnf", "errorf",
        "logf", "msgf",
    ];
    let Ok(callee) = std::str::from_utf8(callee) else { return false };
    // Macros of Rust end in a sign.
    let callee = callee.trim_end_matches('!').trim_start_matches(['!', '.', ':', '@', '?', '>', '-', '$']);
    if BARE.contains(&callee) {
        return true;
    }
    let Some(cut) = callee.rfind(['.', ':', '>']) else { return false };
    let (object, method) = (&callee[..cut], &callee[cut + 1..]);
    let method = method.to_ascii_lowercase();
    let known = LEVELS.contains(&method.as_str())
        || matches!(
            &*method,
            "writeline" | "loginformation" | "logdebug" | "logerror" | "logwarning" | "infow" | "debugw"
        );
    let object = object.to_ascii_lowercase();
    let logs = [
        "console", "log", "logger", "logging", "fmt", "slog", "winston", "pino", "system.out", "logrus", "zap",
        "timber", "rails.logger",
    ];
    known
        && (logs.iter().any(|sign| object.trim_end_matches([':', '-', '>', '.']).ends_with(sign))
            || object.ends_with("logger()"))
}

/// Whether a name is an argument of the call, by itself or inside a text with expressions, and not of a call inside it.
fn is_logged(text: &[u8], open: usize, name: &Range<usize>) -> bool {
    let mut at = open + 1;
    let mut calls: Vec<bool> = Vec::new();
    while at < name.start {
        match text[at] {
            b'"' | b'\'' | b'`' => match string_end(text, at, text.len()) {
                Some(end) if end > name.start => {
                    return calls.iter().all(|keeps| *keeps) && is_interpolated(text, at, name);
                }
                Some(end) => {
                    at = end;
                    continue;
                }
                None => {}
            },
            b'(' => calls.push(keeps_value(callee(text, at))),
            b'[' | b'{' => calls.push(true),
            b')' | b']' | b'}' if calls.pop().is_none() => return false,
            b';' => return false,
            b'\n' if text[at + 1..name.start].trim_ascii_start().starts_with(b"//") => return false,
            _ => {}
        }
        at += 1;
    }
    calls.iter().all(|keeps| *keeps)
}

/// Calls that show their argument.
fn keeps_value(callee: &[u8]) -> bool {
    let name = callee.rsplit(|byte| b".:>".contains(byte)).next().unwrap_or(callee);
    [
        &b""[..],
        b"stringify",
        b"str",
        b"String",
        b"format",
        b"Sprintf",
        b"sprintf",
        b"inspect",
        b"repr",
        b"colored",
        b"green",
        b"yellow",
        b"cyan",
        b"bold",
        b"red",
        b"blue",
        b"print_r",
        b"json_encode",
        b"dumps",
        b"decode",
    ]
    .contains(&name)
}

/// Whether a name in a string is an expression: `${x}`, `#{x}`, `{x}` of Python, C# and Rust, `$x` of PHP and Kotlin.
fn is_interpolated(text: &[u8], quote: usize, name: &Range<usize>) -> bool {
    let start = name.start.saturating_sub(60).max(quote + 1);
    let before = &text[start..name.start];
    if before.ends_with(b"$") && text[quote] == b'"' {
        return true;
    }
    let Some(brace) = memchr::memrchr(b'{', before) else { return false };
    let expression = &before[brace + 1..];
    let plain = expression.iter().all(|byte| is_name(*byte) || b".['\">-?@(".contains(byte));
    let calls = memchr::memrchr(b'(', expression).is_none_or(|open| keeps_value(callee(expression, open)));
    let signed = brace.checked_sub(1).is_some_and(|at| matches!(before[at], b'$' | b'#'));
    let prefix = quote.checked_sub(1).map(|at| text[at].to_ascii_lowercase());
    let format =
        matches!(prefix, Some(b'f' | b'$')) || text[..quote].ends_with(b"$@") || text[..quote].ends_with(b"!(");
    let closes = text[name.end..text.len().min(name.end + 12)].contains(&b'}');
    plain && calls && closes && (signed || format || text[quote] == b'"' && before[brace..].starts_with(b"{$"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::FileContext;

    /// Whether something is claimed in a text at a keyword. The text has other names for what logs, or this file would be
    /// reported itself.
    fn claimed(text: &str, keyword: &str) -> bool {
        let names = [("say(", "console.log("), ("keep(", "logger.info("), ("tell!(", "println!("), ("tell(", "print(")];
        let text = names.iter().fold(text.to_owned(), |text, (other, name)| text.replace(other, name));
        let context = FileContext::of("src/app.ts", text.as_bytes());
        let mut call = Call::new("src/app.ts", context, text.as_bytes());
        for (at, _) in text.to_ascii_lowercase().match_indices(keyword) {
            secret_logged(0, at..at + keyword.len(), &mut call);
        }
        !call.found.is_empty()
    }

    #[test]
    fn what_is_logged() {
        for (text, keyword, expected) in [
            ("say('Password:', password)", "password", true),
            ("say('Password:', user.password)", "password", true),
            ("say('Password:', hash(password))", "password", false),
            ("say(JSON.stringify({ password }))", "password", true),
            ("say('password reset for', email)", "password", false),
            ("say(`password ${password}`)", "password", true),
            ("say(`password ${password.length}`)", "password", false),
            ("say('x');\nsave(password)", "password", false),
            ("keep('x', {\n  user,\n  password,\n})", "password", true),
            ("keep('x', { password: '***' })", "password", false),
            ("tell(f'{password}')", "password", true),
            ("tell('{password}')", "password", false),
            ("tell(\"\"\"\nX=postgres://USER:PASSWORD@HOST\n\"\"\")", "password", false),
            ("tell!(\"{password}\")", "password", true),
            ("save(password)", "password", false),
            ("say(accessToken)", "token", true),
            ("say(batchToken)", "token", false),
            ("say(!!accessToken)", "token", false),
            ("say(accessToken ? 'yes' : 'no')", "token", false),
            ("say(token) // after login", "token", true),
            ("say(token)", "token", false),
            ("say(`missing ${secret}`)", "secret", false),
            ("say(jwtSecret)", "secret", true),
            ("say(otp)", "otp", true),
        ] {
            assert_eq!(claimed(text, keyword), expected, "{text}");
        }
    }
}
