//! The credentials in a URL or a connection string.

use crate::{
    detect::name_hint,
    value::{ValueKind, classify},
};

/// The credentials inside a URL or connection string, which are compared in place of the whole value because they can
/// appear elsewhere on their own. `None` if the value is neither; empty if it has no credentials.
pub(super) fn credentials(value: &[u8]) -> Option<Vec<&[u8]>> {
    match memchr::memmem::find(value, b"://") {
        Some(at) if is_scheme(&value[..at]) => Some(url_credentials(&value[at + b"://".len()..])),
        _ => settings_credentials(value),
    }
}

fn is_scheme(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+.-:".contains(byte))
}

/// The password, or a user name that is a token; path segments and arguments that are random or named like secrets.
fn url_credentials(rest: &[u8]) -> Vec<&[u8]> {
    let (user, rest) = userinfo(rest);
    let mut found: Vec<&[u8]> = user.into_iter().collect();
    let path_end = memchr::memchr2(b'?', b'#', rest).unwrap_or(rest.len());
    let (path, arguments) = rest.split_at(path_end);
    found.extend(path.split(|byte| *byte == b'/').skip(1).filter(|part| classify(part) == ValueKind::Random));
    found.extend(arguments.split(|byte| b"?&;#".contains(byte)).filter_map(named_secret));
    found
}

/// The secret before the `@`, and the text after it. People forget to encode a `/` or `@` in a password, so the last
/// `@` counts if the text before the first `/` is not a host with a port.
fn userinfo(rest: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let authority = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
    let is_port = |port: &[u8]| port.iter().all(u8::is_ascii_digit);
    let host_ends = memchr::memchr(b':', &rest[..authority]).is_none_or(|at| is_port(&rest[at + 1..authority]));
    let end = memchr::memrchr(b'@', &rest[..authority]).or_else(|| {
        let at = memchr::memrchr(b'@', rest);
        at.filter(|_| !host_ends)
    });
    let Some(end) = end else { return (None, rest) };
    let user = &rest[..end];
    let secret = match memchr::memchr(b':', user) {
        Some(at) => Some(&user[at + 1..]).filter(|password| !password.is_empty()),
        None => Some(user).filter(|user| classify(user) == ValueKind::Random),
    };
    (secret, &rest[end + 1..])
}

/// The secrets of a connection string, `Server=db;User Id=app;Password=...`, which has at least two settings.
fn settings_credentials(value: &[u8]) -> Option<Vec<&[u8]>> {
    let settings: Vec<&[u8]> = value.split(|byte| *byte == b';').filter(|part| !part.trim_ascii().is_empty()).collect();
    let is_setting = |part: &&[u8]| {
        let name = memchr::memchr(b'=', part).map(|at| part[..at].trim_ascii());
        name.is_some_and(|name| {
            name.first().is_some_and(u8::is_ascii_alphabetic)
                && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b" _-".contains(byte))
        })
    };
    let is_list = settings.len() >= 2 && settings.iter().all(is_setting);
    is_list.then(|| settings.into_iter().filter_map(named_secret).collect())
}

/// The value of `name=value` if the name suggests a secret, or the value is random.
fn named_secret(pair: &[u8]) -> Option<&[u8]> {
    let at = memchr::memchr(b'=', pair)?;
    let (name, value) = (pair[..at].trim_ascii(), pair[at + 1..].trim_ascii());
    let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
    let is_secret = name_hint(name).is_some() || classify(value) == ValueKind::Random;
    (is_secret && !value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_urls() {
        // Replaces the placeholders, as no credential is committed, not even one for a test.
        let filled = |text: &str| text.replace("<pw>", "t1ger").replace("<token>", "q7w9e2r5t8y1u4i6");
        for (value, expected) in [
            ("postgres://app:<pw>@db:5432/x", Some(&["<pw>"][..])),
            ("postgres://app:<pw>/@<pw>@db/x", Some(&["<pw>/@<pw>"])),
            ("redis://:<pw>@cache", Some(&["<pw>"])),
            ("mongodb+srv://a:<pw>@h1,h2/x?retryWrites=true", Some(&["<pw>"])),
            ("jdbc:postgresql://db/x?user=a&password=<pw>", Some(&["<pw>"])),
            ("https://user@host/a/b?page=2#top", Some(&[])),
            ("http://host:8080/@x", Some(&[])),
            ("https://hooks.host/T1/<token>", Some(&["<token>"])),
            ("https://<token>@host/1", Some(&["<token>"])),
            ("https://host/x?sig=<token>&v=1", Some(&["<token>"])),
            ("Server=db;User Id=sa;Password=<pw>;", Some(&["<pw>"])),
            ("Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=<pw>=", Some(&["<pw>="])),
            ("a=b", None),
            ("t1ger;x", None),
            ("", None),
        ] {
            let value = filled(value);
            let found = credentials(value.as_bytes());
            let found = found.map(|all| all.into_iter().map(|one| String::from_utf8_lossy(one).into_owned()).collect());
            let expected: Option<Vec<String>> = expected.map(|all| all.iter().map(|one| filled(one)).collect());
            assert_eq!(found, expected, "{value}");
        }
    }
}
