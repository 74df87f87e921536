//! Database files of SQLite, recognised by their first bytes.

use super::{Call, Match, Specificity};
use crate::model::Severity;
use memchr::memmem;
use std::ops::Range;

/// The first bytes of every SQLite 3 database.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Starts of password hashes, as frameworks store them.
const HASHES: [&[u8]; 10] = [
    b"pbkdf2_sha256$", b"$2a$1", b"$2b$1", b"$2y$1", b"$argon2id$", b"$argon2i$", b"scrypt:32768", b"bcrypt_sha256$",
    b"AQAAAAEAACcQAAAA", b"AQAAAAIAAYagAAAA",
];
/// Tables of people and of whom is signed in, by the words of their names.
const PEOPLE: [&str; 12] = [
    "user", "users", "account", "accounts", "session", "sessions", "customer", "customers", "member", "members",
    "employee", "employees",
];
/// The tables whose names are looked at.
const MAX_TABLES: usize = 512;

/// Matches the first bytes of a database file.
pub(super) fn file(rule: usize, _hit: Range<usize>, call: &mut Call<'_>) {
    if !call.text.starts_with(MAGIC) {
        return;
    }
    // A table of people may be empty; others are caches and data that come with a program.
    let (severity, message) = match (holds_hashes(call.text), people(call.text)) {
        (true, _) => (Severity::High, "SQLite database with password hashes in the repository".to_owned()),
        (false, Some(table)) => (Severity::Low, format!("SQLite database with a table `{table}` in the repository")),
        (false, None) => return,
    };
    let mut found = Match::new(rule, 0..MAGIC.len() - 1, Specificity::Format);
    found.subject("").severity(severity).message(message);
    found.is_about_setup = true;
    call.add(found);
}

fn holds_hashes(bytes: &[u8]) -> bool {
    HASHES.iter().any(|hash| memmem::find(bytes, hash).is_some())
}

/// The name of a table of people.
fn people(bytes: &[u8]) -> Option<String> {
    const MAX_NAME_BYTES: usize = 64;
    let tables = memmem::find_iter(bytes, b"CREATE TABLE ").take(MAX_TABLES);
    let names = tables.map(|at| {
        let start = at + b"CREATE TABLE ".len();
        let rest = &bytes[start..bytes.len().min(start + MAX_NAME_BYTES)];
        let quoted = rest.trim_ascii_start();
        let quoted = quoted.strip_prefix(b"IF NOT EXISTS ").unwrap_or(quoted);
        let name = quoted.iter().skip_while(|byte| b"\"`['".contains(byte));
        name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').map(|byte| *byte as char).collect()
    });
    names
        .into_iter()
        .find(|name: &String| crate::model::words(name.as_bytes()).iter().any(|word| PEOPLE.contains(&word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_people() {
        for (schema, expected) in [
            ("CREATE TABLE \"auth_user\" (id)", Some("auth_user")),
            ("CREATE TABLE AspNetUsers (Id)", Some("AspNetUsers")),
            ("CREATE TABLE IF NOT EXISTS `sessions` (id)", Some("sessions")),
            ("CREATE TABLE cities (id)", None),
            ("", None),
        ] {
            assert_eq!(people(schema.as_bytes()).as_deref(), expected, "{schema}");
        }
    }
}
