//! Passwords, tokens and one-time codes that are written to a log.

mod name;

use super::{Match, Source, matched, source::is_name};
use crate::model::Severity;
use name::{LoggedSecret, logged_secret};
use std::ops::Range;

/// Bytes before a name in which the call that logs it starts.
const LOOKBACK_BYTES: usize = 500;
/// The longest name of a call that logs.
const MAX_CHAIN_BYTES: usize = 64;
/// Lines before a name in which it starts.
const MAX_LINES: usize = 6;

/// A name of a credential among what a call logs.
pub(super) fn secret_logged(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let text = source.bytes();
    let name = whole_name(text, &hit);
    if name.start > hit.start
        || !ends_as_value(text, name.end)
        || is_word_of_message(text, &name)
        || is_missed(text, name.end)
        || !may_be_logged(source, name.start)
    {
        return None;
    }
    let secret = logged_secret(&text[name.clone()], text, &name)?;
    let callee = logger_of(source, &name)?;
    let mut found = matched(rule, name.clone());
    let shown = source.shown(name);
    if secret == LoggedSecret::Token {
        found.severity(Severity::Medium);
    }
    if is_tool(source.path) && is_terminal(callee) {
        found.severity(Severity::Low);
    }
    found.message(format!("`{shown}` is written to the log")).subject(shown);
    Some(found)
}

/// Whether a bracket of a call that logs opens before a name, so that it pays to cut the file into tokens.
fn may_be_logged(source: &Source<'_>, place: usize) -> bool {
    let before = source.before(place, LOOKBACK_BYTES);
    memchr::memrchr_iter(b'(', before).any(|open| is_logger(chain(&before[..open])))
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

/// Whether the text behind a name leaves its value as it is: no call, no key, no question, no part of it.
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

/// Whether a name is in prose: words on both sides and no sign of an expression.
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

/// Whether the message goes on to say that something is not there: then what it shows is the name of it.
fn is_missed(text: &[u8], end: usize) -> bool {
    const ABSENT: [&[u8]; 8] = [
        b"not found", b"was not found", b"does not exist", b"is missing", b"missing", b"not set", b"is not set",
        b"is required",
    ];
    let rest = &text[end..text.len().min(end + 40)];
    let signs = rest.iter().take_while(|byte| b"}\"'`) +,".contains(byte)).count();
    signs > 0 && ABSENT.iter().any(|absent| rest[signs..].starts_with(absent))
}

/// Whether a call of this name writes to a log or to the terminal.
fn is_logger(callee: &str) -> bool {
    const BARE: [&str; 19] = [
        "print", "println", "printf", "pprint", "puts", "var_dump", "print_r", "error_log", "eprintln", "dbg", "info",
        "debug", "warn", "error", "trace", "syslog", "logger", "log", "NSLog",
    ];
    const LEVELS: [&str; 24] = [
        "log", "info", "debug", "warn", "warning", "error", "trace", "verbose", "critical", "fatal", "notice",
        "success", "exception", "dir", "table", "printf", "println", "print", "infof", "debugf", "warnf", "errorf",
        "logf", "msgf",
    ];
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
    // It makes an error, which whoever gets it may log.
    if method == "errorf" && object == "fmt" {
        return false;
    }
    let logs = [
        "console", "log", "logger", "logging", "fmt", "slog", "winston", "pino", "system.out", "logrus", "zap",
        "timber", "rails.logger",
    ];
    known
        && (logs.iter().any(|sign| object.trim_end_matches([':', '-', '>', '.']).ends_with(sign))
            || object.ends_with("logger()"))
}

/// The call that logs a name, as an argument by itself or inside a text with expressions, and not of a call inside it that
/// makes something else of it.
fn logger_of<'a>(source: &'a Source<'_>, name: &Range<usize>) -> Option<&'a str> {
    let code = source.code();
    let token = code.token_at(name.start)?;
    if code.is_text(token) && !is_interpolated(source.bytes(), code.span(token).start, name) {
        return None;
    }
    let line = memchr::memrchr_iter(b'\n', source.before(name.start, LOOKBACK_BYTES)).nth(MAX_LINES - 1);
    let reach = line.map_or(LOOKBACK_BYTES, |line| LOOKBACK_BYTES.min(name.start) - line);
    for open in code.enclosing(token, reach) {
        match code.sign(open) {
            _ if (open..token).any(|between| code.sign(between) == ";") => return None,
            "(" if is_logger(code.callee(open)) => return Some(code.callee(open)),
            "(" if !keeps_value(code.callee(open)) => return None,
            _ => {}
        }
    }
    None
}

/// Whether a call writes to the terminal of whoever started the program.
fn is_terminal(callee: &str) -> bool {
    let callee = callee.trim_end_matches('!');
    let logs = ["log.", "logger.", "logging.", "slog.", "logrus.", "zap.", "winston.", "pino."];
    !logs.iter().any(|object| callee.to_ascii_lowercase().contains(object)) || callee.starts_with("console.")
}

/// Whether a program is started by hand and shows what it made: a script, a command, a seeder. Its output is no log.
fn is_tool(path: &str) -> bool {
    const FOLDERS: [&str; 12] =
        ["scripts", "script", "tools", "cli", "commands", "cmds", "cmd", "bin", "tasks", "seeds", "seeders", "hack"];
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = name.split('.').next().unwrap_or(name);
    let is_seeder = stem.split(['_', '-']).any(|word| matches!(word, "seed" | "seeder" | "seeds" | "populate" | "cli"));
    is_seeder || folders.split('/').any(|folder| FOLDERS.contains(&folder))
}

/// Calls that show their argument.
fn keeps_value(callee: &str) -> bool {
    const SHOW: [&str; 20] = [
        "", "stringify", "str", "String", "format", "Sprintf", "sprintf", "inspect", "repr", "colored", "green",
        "yellow", "cyan", "bold", "red", "blue", "print_r", "json_encode", "dumps", "decode",
    ];
    SHOW.contains(&callee.rsplit(['.', ':', '>']).next().unwrap_or(callee))
}

/// Whether a name in a string is an expression: `${x}`, `#{x}`, `{x}` of Python, C# and Rust, `$x` of PHP and Kotlin.
fn is_interpolated(text: &[u8], string: usize, name: &Range<usize>) -> bool {
    let quote = string + text[string..].iter().take_while(|byte| !b"\"'`".contains(byte)).count();
    let start = name.start.saturating_sub(60).max(quote + 1);
    let before = &text[start..name.start];
    if before.ends_with(b"$") && text[quote] == b'"' {
        return true;
    }
    let Some(brace) = memchr::memrchr(b'{', before) else { return false };
    let expression = &before[brace + 1..];
    let plain = expression.iter().all(|byte| is_name(*byte) || b".['\">-?@(".contains(byte));
    let calls = memchr::memrchr(b'(', expression).is_none_or(|open| keeps_value(chain(&expression[..open])));
    let signed = brace.checked_sub(1).is_some_and(|at| matches!(before[at], b'$' | b'#'));
    let prefix = quote.checked_sub(1).map(|at| text[at].to_ascii_lowercase());
    let format =
        matches!(prefix, Some(b'f' | b'$')) || text[..quote].ends_with(b"$@") || text[..quote].ends_with(b"!(");
    let closes = text[name.end..text.len().min(name.end + 12)].contains(&b'}');
    plain && calls && closes && (signed || format || text[quote] == b'"' && before[brace..].starts_with(b"{$"))
}

/// The chain of names that a text ends with: `a.b`, `$log->info`.
fn chain(text: &[u8]) -> &str {
    let linked = |byte: &&u8| is_name(**byte) || b".:>-!?@".contains(byte);
    let length = text.iter().rev().take(MAX_CHAIN_BYTES).take_while(linked).count();
    std::str::from_utf8(&text[text.len() - length..]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::FileContext, document::ParsedFile};

    /// Whether there is a match in a text at a keyword. The text has other names for what logs, or this file would be
    /// reported itself.
    fn matches(text: &str, keyword: &str) -> bool {
        let names = [
            ("fail(", "fmt.Errorf("),
            ("say(", "console.log("),
            ("keep(", "logger.info("),
            ("tell!(", "println!("),
            ("tell(", "print("),
        ];
        let text = names.iter().fold(text.to_owned(), |text, (other, name)| text.replace(other, name));
        let context = FileContext::for_path("src/app.ts", text.as_bytes());
        let file = ParsedFile::new("src/app.ts", text.as_bytes());
        let source = Source::new(&file, context);
        let lower = text.to_ascii_lowercase();
        let mut places = lower.match_indices(keyword).map(|(at, _)| at..at + keyword.len());
        places.any(|place| secret_logged(0, place, &source).is_some())
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
            ("say(`secret \"${row.secretKey}\" not found`)", "secret", false),
            ("say('give the ' + ATT_PASSWORD)", "password", false),
            ("return fail(\"get %s: %w\", password, err)", "password", false),
        ] {
            assert_eq!(matches(text, keyword), expected, "{text}");
        }
    }
}
