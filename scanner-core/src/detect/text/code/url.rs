//! Passwords in URLs: `scheme://user:password@host`.

use super::{Call, Match, Reach, Specificity};
use crate::{
    context::Language,
    model::{Lowered, Severity},
    value::{ValueKind, classify, is_guessable},
};
use std::ops::Range;

/// The schemes of databases, caches and brokers; also as a part (`postgresql+asyncpg`, `jdbc:mysql`).
const DATABASES: &[&str] = &[
    "postgres", "postgresql", "mysql", "mariadb", "mongodb", "redis", "rediss", "amqp", "amqps", "mssql", "sqlserver",
    "oracle", "cockroachdb", "clickhouse", "cassandra", "couchbase", "couchdb", "neo4j", "bolt", "influxdb",
    "memcached", "kafka", "nats", "rabbitmq", "db2", "snowflake", "vertica", "questdb", "timescaledb", "elasticsearch",
    "opensearch", "ldap", "ldaps", "mqtt", "mqtts", "stomp", "pulsar", "valkey", "trino", "presto", "hive", "libsql",
];
/// A shorter password is a sample.
const MIN_PASSWORD_BYTES: usize = 4;
/// User info is at most this long.
const MAX_USER_INFO_BYTES: usize = 400;
/// The reach of these detectors.
pub(super) const REACH: Reach = Reach::bytes(48, MAX_USER_INFO_BYTES + 64);
/// Passwords that say nothing: samples of documentation.
const SAMPLES: &[&str] = &[
    "password", "passwd", "pass", "pwd", "pw", "secret", "user", "username", "test", "foo", "bar", "p", "x", "pswd",
    "mypassword", "yourpassword", "dbpass", "pwd123", "x-oauth-basic", "x-token-auth", "oauth2", "none",
];

/// A database's URL.
pub(super) fn database(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    search(rule, hit, call, true);
}

/// Any other URL.
pub(super) fn other(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    search(rule, hit, call, false);
}

fn search(rule: usize, hit: Range<usize>, call: &mut Call<'_>, database: bool) {
    let Some(password) = password(call.text, hit.end) else { return };
    if is_database(scheme(call.text, hit.start)) != database {
        return;
    }
    let value = &call.text[password.clone()];
    let lower = value.to_ascii_lowercase();
    if value.len() < MIN_PASSWORD_BYTES || SAMPLES.iter().any(|sample| sample.as_bytes() == lower) {
        return;
    }
    let guessable = is_guessable(value) || call.text[hit.end..password.start - 1].eq_ignore_ascii_case(value);
    let mut found = Match::new(rule, password.clone(), Specificity::Kind);
    match classify(value) {
        ValueKind::Password | ValueKind::Random | ValueKind::Uuid if !guessable => &mut found,
        ValueKind::Password | ValueKind::Words | ValueKind::Number if database && is_remote(call, password.end) => {
            found.doubt(Severity::Medium, Lowered::Value)
        }
        _ => return,
    };
    call.add(found);
}

/// Whether the `@` at `at` is followed by a host of its own: not this one, and not a name of the same compose file.
fn is_remote(call: &Call<'_>, at: usize) -> bool {
    let host = &call.text[at + 1..(at + 80).min(call.text.len())];
    let length = host.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte)).count();
    let host = &host[..length];
    host.contains(&b'.') && !host.starts_with(b"127.") && call.context.language == Language::Settings
}

/// The letters, digits and signs before `://`.
fn scheme(text: &[u8], end: usize) -> &[u8] {
    let letters = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.:".contains(byte);
    let length = text[..end].iter().rev().take(40).take_while(letters).count();
    &text[end - length..end]
}

fn is_database(scheme: &[u8]) -> bool {
    let lower = scheme.to_ascii_lowercase();
    lower.split(|byte| b"+:.-".contains(byte)).any(|part| DATABASES.iter().any(|known| known.as_bytes() == part))
}

/// The password in the user info that starts at `start`. User info ends at the last `@` before the path.
fn password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = &text[start..(start + MAX_USER_INFO_BYTES).min(text.len())];
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"/\"'`<>\\,;()|?".contains(byte))
        .unwrap_or(rest.len());
    let at = memchr::memrchr(b'@', &rest[..end])?;
    let user = memchr::memrchr(b'}', &rest[..at]).filter(|_| rest[..at].contains(&b'{')).map_or(0, |brace| brace + 1);
    let colon = user.min(at) + memchr::memchr(b':', &rest[user.min(at)..at])?;
    let host_follows = rest.get(at + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"[${%".contains(byte));
    (colon + 1 < at && host_follows).then_some(start + colon + 1..start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_password() {
        for (text, expected) in [
            ("http://u:p4s@h/x", Some("p4s")),
            ("http://u:p@s@h/x", Some("p@s")),
            ("http://:p4s@h", Some("p4s")),
            ("http://u@h:80/x", None),
            ("http://h:80/@x", None),
            ("http://u:@h", None),
            ("http://u:p4s@", None),
        ] {
            let start = text.find("://").expect("a URL") + 3;
            assert_eq!(password(text.as_bytes(), start).map(|span| &text[span]), expected, "{text}");
        }
    }

    #[test]
    fn knows_databases() {
        assert!(is_database(b"postgresql+asyncpg") && is_database(b"jdbc:mysql") && is_database(b"mongodb+srv"));
        assert!(!is_database(b"https"));
    }
}
