//! The account in a connection's address: `scheme://user:password@host`, `Server=...;User Id=...;Password=...`.

use std::ops::Range;

/// The place of a password within a value, and the user it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account<'a> {
    pub(super) user: &'a str,
    pub(super) span: Range<usize>,
}

/// The account of a value, if it has one with a password.
pub(super) fn account(value: &str) -> Option<Account<'_>> {
    in_url(value).or_else(|| in_go(value)).or_else(|| in_pairs(value))
}

/// `user:password@tcp(host)/name`, as Go's driver for MySQL takes it.
fn in_go(value: &str) -> Option<Account<'_>> {
    let info = value.split_once("@tcp(").or_else(|| value.split_once("@unix("))?.0;
    let (user, password) = info.split_once(':').filter(|_| !info.contains(char::is_whitespace))?;
    Some(Account { user, span: user.len() + 1..user.len() + 1 + password.len() })
}

/// User info ends at the last `@` before the path, which a reference in the password may not hide.
fn in_url(value: &str) -> Option<Account<'_>> {
    let start = value.find("://")? + 3;
    // Text around an address makes a command or a sentence of it.
    if !value[..start - 3].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.:".contains(&byte)) {
        return None;
    }
    let rest = &value[start..];
    let end = rest.find(['/', '?', '#', ' ', '"', '\'', ',']).unwrap_or(rest.len());
    let at = rest[..end].rfind('@')?;
    let colon = rest[..at]
        .find(':')
        .filter(|&colon| !rest[..colon].contains("${"))
        .or_else(|| rest[..at].find("}:").map(|brace| brace + 1))?;
    Some(Account { user: &rest[..colon], span: start + colon + 1..start + at })
}

/// `Password=x` or `Pwd=x` between semicolons or blanks.
fn in_pairs(value: &str) -> Option<Account<'_>> {
    if !value.contains(';') && !value.contains("password=") {
        return None;
    }
    // A keyword argument of Python: `connect(password=password)`.
    if ["password=password,", "password=password)", "password=password\n"].iter().any(|given| value.contains(given)) {
        return None;
    }
    let (mut user, mut found, mut at) = ("", None, 0);
    for pair in value.split([';', ' ']) {
        if let Some((name, text)) = pair.split_once('=') {
            let start = at + pair.len() - text.len();
            match name.trim().to_ascii_lowercase().as_str() {
                "password" | "pwd" => found = Some(start..start + text.len()),
                "user" | "uid" | "user id" | "id" | "username" => user = text,
                _ => {}
            }
        }
        at += pair.len() + 1;
    }
    Some(Account { user, span: found? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts() {
        for (value, expected) in [
            ("postgres://u:p4s@h:5432/x?y=z", Some(("u", "p4s"))),
            ("redis://:p4s@h", Some(("", "p4s"))),
            ("mysql://u:p@s@h/x", Some(("u", "p@s"))),
            ("postgres://${U}:${P}@h/x", Some(("${U}", "${P}"))),
            ("postgres://${U:-app}:p4s@h/x", Some(("${U:-app}", "p4s"))),
            ("postgres://h:5432/x", None),
            ("Server=h;Database=d;User Id=sa;Password=p4s;Encrypt=false", Some(("sa", "p4s"))),
            ("host=h user=u password=p4s", Some(("u", "p4s"))),
            ("u:p4s@tcp(h:3306)/x", Some(("u", "p4s"))),
            ("connect(host=h, user=u, password=password, db=d)", None),
            ("https://h/a:b@c", None),
            ("see postgres://u:p4s@h/x", None),
            ("plain", None),
        ] {
            let found = account(value).map(|account| (account.user, &value[account.span]));
            assert_eq!(found, expected, "{value}");
        }
    }
}
