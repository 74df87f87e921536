//! Configuration of data stores that lets everybody in: Redis, PostgreSQL, MongoDB, memcached and ClickHouse.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::Role,
    detect::{ConfigFile, project::split},
    model::{Environment, Severity},
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::StoreAcceptsEveryone],
    applies_to: |path| Store::of(path).is_some(),
    reads: |_| false,
    check,
};

/// The data store that a file configures.
#[derive(Clone, Copy)]
enum Store {
    Redis,
    /// Who may connect to PostgreSQL from where.
    PostgresAccess,
    Mongo,
    Memcached,
    /// The users of ClickHouse.
    ClickHouse,
}

impl Store {
    fn of(path: &str) -> Option<Self> {
        let name = split(path).1.to_ascii_lowercase();
        let stem = ["j2", "tpl", "template"].iter().find_map(|end| name.strip_suffix(end)?.strip_suffix('.'));
        let stem = stem.unwrap_or(&name);
        let is_conf = stem.ends_with(".conf");
        match stem {
            _ if stem.ends_with(".xml")
                && (path.to_ascii_lowercase().contains("clickhouse") || stem.contains("users")) =>
            {
                Some(Store::ClickHouse)
            }
            _ if is_conf && (stem.contains("redis") || stem.contains("valkey")) => Some(Store::Redis),
            _ if is_conf && stem.contains("pg_hba") => Some(Store::PostgresAccess),
            _ if is_conf && stem.contains("mongod") => Some(Store::Mongo),
            _ if is_conf && stem.contains("memcached") => Some(Store::Memcached),
            _ => None,
        }
    }
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let aside = matches!(file.context().environment, Environment::Development | Environment::Test);
    let Some(store) = Store::of(file.path).filter(|_| !aside && is_in_use(file)) else { return };
    let text = file.parsed.text();
    let problem = match store {
        Store::Redis => redis(text),
        Store::PostgresAccess => return postgres(text, found),
        Store::Mongo => mongo(text),
        Store::Memcached => memcached(text),
        Store::ClickHouse => click_house(text),
    };
    if let Some((place, message)) = problem {
        found.report(Check::StoreAcceptsEveryone, place).severity(Severity::High).message(message);
    }
}

/// Whether a store reads the file. What is called a default is read as it is, and what a tool fills in is read then.
fn is_in_use(file: &ConfigFile<'_>) -> bool {
    const COPIED: [&str; 5] = ["example", "examples", "sample", "dist", "skel"];
    let role = file.context().role;
    let name = split(file.path).1.to_ascii_lowercase();
    role.is_in_use() || role == Role::Template && !name.split(['.', '-', '_']).any(|word| COPIED.contains(&word))
}

/// A place, and what is wrong there.
type Problem = (Range<usize>, &'static str);

/// The lines that are no comments, with their places.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let plain = line.trim();
        (!plain.is_empty() && !plain.starts_with('#')).then(|| (start..start + plain.len(), plain))
    })
}

/// The words of a line behind a directive.
fn argument<'a>(line: &'a str, directive: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(directive)?;
    rest.starts_with([' ', '\t', ':', '=']).then(|| rest.trim_start_matches([' ', '\t', ':', '=']).trim())
}

/// `protected-mode no` where nothing asks for a password.
fn redis(text: &str) -> Option<Problem> {
    let asks = |line: &str| ["requirepass", "aclfile", "user"].iter().any(|name| argument(line, name).is_some());
    let says = |name: &str, value: &str| lines(text).any(|(_, line)| argument(line, name) == Some(value));
    // By TLS only, clients show a certificate unless that is switched off.
    let by_certificate = says("port", "0")
        && lines(text).any(|(_, line)| argument(line, "tls-port").is_some())
        && !says("tls-auth-clients", "no")
        && !says("tls-auth-clients", "optional");
    let asks_for_password = by_certificate || lines(text).any(|(_, line)| asks(line));
    let open = lines(text).find(|(_, line)| argument(line, "protected-mode") == Some("no"));
    let message = "Redis accepts every client: `protected-mode no` without a password";
    open.filter(|_| !asks_for_password).map(|(place, _)| (place, message))
}

/// Lines of `pg_hba.conf` that let other machines in without a password.
fn postgres(text: &str, found: &mut Diagnostics<'_>) {
    for (place, line) in lines(text) {
        let words: Vec<&str> = line.split('#').next().unwrap_or(line).split_whitespace().collect();
        let ["host" | "hostssl" | "hostnossl" | "hostgssenc" | "hostnogssenc", _, _, address, rest @ ..] = &words[..]
        else {
            continue;
        };
        let is_local = address.starts_with("127.") || address.starts_with("::1") || *address == "localhost";
        let method = if rest.len() > 1 && rest[0].starts_with("255.") { rest.get(1) } else { rest.first() };
        let (severity, how) = match method {
            Some(&"trust") => (Severity::High, "without a password"),
            Some(&"password") => (Severity::Medium, "with a password in clear text"),
            _ => continue,
        };
        if !is_local {
            found
                .report(Check::StoreAcceptsEveryone, place)
                .subject(words[..4].join(" "))
                .severity(severity)
                .message(format!("PostgreSQL accepts connections from `{address}` {how}"));
        }
    }
}

/// `bindIp: 0.0.0.0` where nothing switches authorization on.
fn mongo(text: &str) -> Option<Problem> {
    let asks = lines(text).any(|(_, line)| {
        matches!(argument(line, "authorization"), Some("enabled" | "\"enabled\"" | "'enabled'"))
            || argument(line, "keyFile").is_some()
            || argument(line, "auth") == Some("true")
    });
    let is_open = |line: &str| {
        let everywhere = |address: &str| address.contains("0.0.0.0") || address.trim_matches('"') == "*";
        argument(line, "bindIp").or_else(|| argument(line, "bind_ip")).is_some_and(everywhere)
            || argument(line, "bindIpAll") == Some("true")
    };
    let open = lines(text).find(|(_, line)| is_open(line));
    let message = "MongoDB accepts every client on every interface: `authorization` is not enabled";
    open.filter(|_| !asks).map(|(place, _)| (place, message))
}

/// `-l 0.0.0.0` without SASL.
fn memcached(text: &str) -> Option<Problem> {
    let asks = lines(text).any(|(_, line)| line == "-S" || line.starts_with("-Y") || line.contains("--enable-sasl"));
    let open = lines(text).find(|(_, line)| matches!(argument(line, "-l"), Some("0.0.0.0" | "::")));
    open.filter(|_| !asks).map(|(place, _)| (place, "memcached accepts every client on every interface"))
}

/// A user without a password whom every address may be.
fn click_house(text: &str) -> Option<Problem> {
    let users = text.find("<users>").filter(|_| text.contains("<clickhouse") || text.contains("<yandex"))?;
    let everywhere = ["<ip>::/0</ip>", "<ip>0.0.0.0/0</ip>", "<host_regexp>.*</host_regexp>"];
    let empty = ["<password></password>", "<password/>", "<password />", "<no_password/>", "<no_password />"];
    let body = &text[users..];
    let place = empty.iter().filter_map(|element| Some((body.find(element)?, element.len()))).min()?;
    let is_open = everywhere.iter().any(|element| body.contains(element));
    let message = "ClickHouse accepts a user without a password from every address";
    is_open.then_some((users + place.0..users + place.0 + place.1, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores() {
        let shown = |text: &str, found: Option<Problem>| found.map_or("", |(place, _)| &text[place]).to_owned();
        for (text, expected) in [
            ("bind 0.0.0.0\nprotected-mode no\n", "protected-mode no"),
            ("protected-mode no\nrequirepass x\n", ""),
            ("# protected-mode no\n", ""),
        ] {
            assert_eq!(shown(text, redis(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("net:\n  bindIp: 0.0.0.0\n", "bindIp: 0.0.0.0"),
            ("net:\n  bindIp: 0.0.0.0\nsecurity:\n  authorization: enabled\n", ""),
            ("net:\n  bindIp: 127.0.0.1\n", ""),
        ] {
            assert_eq!(shown(text, mongo(text)), expected, "{text}");
        }
        for (text, expected) in
            [("-m 64\n-l 0.0.0.0\n", "-l 0.0.0.0"), ("-l 127.0.0.1\n", ""), ("-l 0.0.0.0\n-S\n", "")]
        {
            assert_eq!(shown(text, memcached(text)), expected, "{text}");
        }
        let user = "<clickhouse><users><default><password></password><networks><ip>::/0</ip></networks></default></users></clickhouse>";
        let local = user.replace("::/0", "::1");
        assert_eq!(shown(user, click_house(user)), "<password></password>");
        assert_eq!(shown(&local, click_house(&local)), "");
    }
}
