//! Lists of proxies with the names and passwords that they ask for, as their vendors hand them out: one proxy a line.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::{ConfigFile, project::split},
    value::{is_placeholder, is_placeholder_word},
};
use std::{collections::BTreeSet, ops::Range};

pub(super) const ANALYZER: Analyzer =
    Analyzer { checks: &[Check::ProxyList], applies_to: may_be_list, reads: |_| false, check };

/// Fewer lines are no list.
const MIN_PROXIES: usize = 3;
/// Longer lines are something else.
const MAX_LINE_BYTES: usize = 300;
/// A shorter password is a number of something.
const MIN_PASSWORD_BYTES: usize = 4;

/// Whether a file may be such a list: a text or a table, and any other file that is named after proxies.
fn may_be_list(path: &str) -> bool {
    let name = split(path).1;
    let is_text = name.rsplit_once('.').is_some_and(|(_, ending)| {
        ["txt", "csv", "tsv", "lst", "list"].iter().any(|known| known.eq_ignore_ascii_case(ending))
    });
    is_text || is_named_so(name)
}

fn is_named_so(name: &str) -> bool {
    name.to_ascii_lowercase().contains("prox")
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let text = file.parsed.text();
    let proxies: Vec<Proxy> = proxies(text).collect();
    let distinct: BTreeSet<(&str, &str)> =
        proxies.iter().map(|proxy| (&text[proxy.server.clone()], &text[proxy.user.clone()])).collect();
    // Other tables have columns like these, too.
    let is_sure = || {
        let is_mixed = |proxy: &Proxy| is_mixed(&text[proxy.password.clone()]);
        is_named_so(split(file.path).1) || proxies.iter().all(is_mixed)
    };
    if let Some(first) = proxies.first().filter(|_| distinct.len() >= MIN_PROXIES && is_sure()) {
        let message = format!("The passwords of {} proxies are in the file", distinct.len());
        found.report(Check::ProxyList, first.user.start..first.password.end).secret().message(message);
    }
}

/// A proxy, by the places of what a line says of it.
struct Proxy {
    /// Host and port.
    server: Range<usize>,
    user: Range<usize>,
    password: Range<usize>,
}

fn proxies(text: &str) -> impl Iterator<Item = Proxy> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        proxy(text, at..start)
    })
}

/// The proxy that a line is, which may be an entry of a list in code.
fn proxy(text: &str, line: Range<usize>) -> Option<Proxy> {
    if line.len() > MAX_LINE_BYTES || !text[line.clone()].contains(':') {
        return None;
    }
    let entry = entry(text, line);
    let words = &text[entry.clone()];
    let (server, account, separator) = match words.rfind('@') {
        Some(at) => (entry.start + at + 1..entry.end, entry.start..entry.start + at, ':'),
        None => {
            let signs = |c| matches!(c, ':' | ',' | ';' | '\t' | '|');
            let (at, separator) = words.match_indices(signs).nth(1)?;
            (entry.start..entry.start + at, entry.start + at + 1..entry.end, separator.chars().next()?)
        }
    };
    let (user, password) = halves(text, account, separator)?;
    let (host, port) = text[server.clone()].split_once(':')?;
    let is_proxy =
        is_public_host(host) && is_port(port) && is_name(&text[user.clone()]) && is_password(&text[password.clone()]);
    is_proxy.then_some(Proxy { server, user, password })
}

/// The part of a line without quotes, brackets and commas around it, and without a scheme.
fn entry(text: &str, line: Range<usize>) -> Range<usize> {
    const SCHEMES: [&str; 5] = ["http://", "https://", "socks5://", "socks5h://", "socks4://"];
    let is_edge = |c: char| c.is_whitespace() || "\"'`,[]()-/".contains(c);
    let words = &text[line.clone()];
    let inner = words.trim_start_matches(is_edge);
    let inner = SCHEMES.iter().find_map(|scheme| inner.strip_prefix(scheme)).unwrap_or(inner);
    let start = line.end - inner.len();
    start..start + inner.trim_end_matches(is_edge).len()
}

/// The parts of a place before and behind a sign.
fn halves(text: &str, place: Range<usize>, sign: char) -> Option<(Range<usize>, Range<usize>)> {
    let at = place.start + text[place.clone()].find(sign)?;
    Some((place.start..at, at + sign.len_utf8()..place.end))
}

/// Whether others can reach a host by its name or address.
fn is_public_host(host: &str) -> bool {
    let address: Option<Vec<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
    match address.as_deref() {
        Some([127 | 10 | 0, ..] | [192, 168, ..] | [172, 16..=31, ..]) => false,
        Some(parts) => parts.len() == 4,
        None => {
            let (name, ending) = host.rsplit_once('.').unwrap_or_default();
            let is_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            !name.is_empty()
                && name.bytes().all(is_label)
                && ending.len() >= 2
                && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !ending.eq_ignore_ascii_case("example")
        }
    }
}

fn is_port(port: &str) -> bool {
    port.len() >= 2 && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_name(user: &str) -> bool {
    !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
}

fn is_password(password: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b",;:|\"'/<>{}$".contains(&byte);
    password.len() >= MIN_PASSWORD_BYTES
        && password.bytes().all(is_plain)
        && !is_placeholder_word(password.as_bytes())
        && !is_placeholder(password.as_bytes())
        && !["pass", "password", "passwd"].iter().any(|word| password.eq_ignore_ascii_case(word))
}

/// Whether a word has both letters and digits.
fn is_mixed(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::expand;

    #[test]
    fn lines_of_lists() {
        let password = expand("{alnum:10}", "proxies").expect("a template");
        for (line, expected) in [
            ("203.0.113.7:8080:shop:PW", Some(("203.0.113.7:8080", "shop"))),
            ("203.0.113.7:8080,shop,PW\r", Some(("203.0.113.7:8080", "shop"))),
            ("  \"http://shop:PW@gate.shop.net:8080\",", Some(("gate.shop.net:8080", "shop"))),
            ("shop-1:PW@203.0.113.7:8080", Some(("203.0.113.7:8080", "shop-1"))),
            ("203.0.113.7,8080,shop,PW", None),
            ("203.0.113.7:8080:user:password", None),
            ("203.0.113.7:8080", None),
            ("127.0.0.1:8080:shop:PW", None),
            ("postgres://shop:PW@db.shop.net:5432/shop", None),
            ("12:30:45:PW", None),
            ("main.rs:10:5:error4 found", None),
            ("é:é:é:é", None),
            ("::::", None),
        ] {
            let line = line.replace("PW", &password);
            let found = proxy(&line, 0..line.len());
            let parts = found.map(|proxy| (&line[proxy.server], &line[proxy.user], &line[proxy.password]));
            assert_eq!(parts, expected.map(|(server, user)| (server, user, &*password)), "{line}");
        }
    }

    #[test]
    fn names_of_lists() {
        for (path, expected) in [
            ("docs/Proxy-list.txt", true),
            ("data/hosts.CSV", true),
            ("src/proxy_pool.py", true),
            ("proxies/app.py", false),
            ("src/app.py", false),
        ] {
            assert_eq!(may_be_list(path), expected, "{path}");
        }
    }
}
