//! Passwords that documents tell: `**Senha:** ...` in a list, and the column of a table.
//!
//! A sentence about passwords is none: behind a label there must be one word, and nothing else in its part of the line.

use super::{Call, Match, Reach, Specificity};
use crate::{
    context::Role,
    model::{Lowered, Severity},
    value::{CredentialClass, CredentialStrength, ValueKind, assess, classify},
};
use std::ops::Range;

/// Bytes of a line before a label.
const MAX_LINE_BYTES: usize = 300;
/// Bytes around a label in which the account is named.
const MAX_ACCOUNT_DISTANCE_BYTES: usize = 240;
/// Bytes of a table that are read.
const MAX_TABLE_BYTES: usize = 3000;
/// Rows of a table that are read.
const MAX_ROWS: usize = 24;
/// Bytes between a label's word and its colon: the end of the word, and signs of markup.
const MAX_LABEL_BYTES: usize = 16;
/// The longest password.
const MAX_PASSWORD_BYTES: usize = 64;
pub(super) const REACH: Reach = Reach::bytes(MAX_LINE_BYTES, MAX_TABLE_BYTES);

/// Signs of markup around a label or a value.
const MARKUP: &[u8] = b"*_`~ \t";
/// Words in place of a password.
const NO_PASSWORDS: &[&str] = &[
    "required", "optional", "string", "text", "varchar", "hidden", "true", "false", "none", "null", "hashed", "bcrypt",
    "random", "generated", "same", "empty", "blank", "nullable", "masked", "encrypted", "auto", "input", "password",
    "senha", "contraseña", "sandi", "passwort", "field",
];

/// A password behind a label, or in the column under it.
pub(super) fn documented(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    if matches!(call.context.role, Role::Vendored | Role::Generated | Role::Localisation | Role::Lockfile) {
        return;
    }
    let start = line_start(call.text, hit.start);
    let values = match labelled(call.text, start, &hit) {
        Some(value) => vec![value],
        None => column(call.text, start, &hit),
    };
    for value in values {
        let around = &call.text[value.start.saturating_sub(MAX_ACCOUNT_DISTANCE_BYTES)
            ..(value.end + MAX_ACCOUNT_DISTANCE_BYTES).min(call.text.len())];
        if let Some(found) = matched(rule, value.clone(), &call.text[value], Account::near(around)) {
            call.add(found);
        }
    }
}

fn line_start(text: &[u8], at: usize) -> usize {
    let first = at.saturating_sub(MAX_LINE_BYTES);
    memchr::memrchr(b'\n', &text[first..at]).map_or(first, |newline| first + newline + 1)
}

/// The word behind `label:`.
fn labelled(text: &[u8], start: usize, hit: &Range<usize>) -> Option<Range<usize>> {
    let before = &text[start..hit.start];
    let part = before.iter().rposition(|byte| b"|/,(;".contains(byte)).map_or(before, |at| &before[at + 1..]);
    // Part of a name: `DB_PASSWORD`.
    let bare = before.strip_suffix(b"_").unwrap_or(before);
    if bare.last().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let plain = part.iter().all(|byte| !b"\"'=<>{}[]$:".contains(byte)) && part.len() <= 40;
    // `password: x` alone is a line of YAML.
    let written = part.len() < before.len()
        || part.iter().any(|byte| b"*_`-".contains(byte))
        || part.iter().chain(&text[hit.start..hit.start + 1]).any(|byte| byte.is_ascii_uppercase() || *byte >= 0x80);
    let rest = &text[hit.end..text.len().min(hit.end + MAX_LABEL_BYTES)];
    let colon = memchr::memchr(b':', rest)?;
    let label = rest[..colon].iter().all(|byte| byte.is_ascii_lowercase() || *byte >= 0x80 || MARKUP.contains(byte));
    if !plain || !written || !label || rest[..colon].starts_with(b"s") {
        return None;
    }
    word(text, hit.end + colon + 1)
}

/// The only word from a place on, without markup; nothing if a sentence goes on behind it.
fn word(text: &[u8], at: usize) -> Option<Range<usize>> {
    let line = &text[at..text.len().min(at + MAX_LINE_BYTES)];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    let skip = line.iter().take_while(|byte| MARKUP.contains(byte) || b"\"'".contains(byte)).count();
    let quote = line[..skip].iter().rev().find(|byte| b"`\"'".contains(byte)).copied();
    let rest = &line[skip..];
    let length = match quote {
        Some(quote) => memchr::memchr(quote, rest)?,
        None => rest.iter().position(|byte| byte.is_ascii_whitespace() || b"|,;<".contains(byte)).unwrap_or(rest.len()),
    };
    let value = rest[..length].trim_ascii_end();
    let value = match quote {
        Some(_) => value,
        None => [&b"**"[..], b"\\", b")"].iter().fold(value, |value, sign| value.strip_suffix(*sign).unwrap_or(value)),
    };
    let behind = rest[length..].trim_ascii_start();
    let behind = behind.strip_prefix(&[quote.unwrap_or(b' ')][..]).unwrap_or(behind).trim_ascii();
    let ends = behind.is_empty() || b"*|/,;()<.-".contains(&behind[0]) || behind.starts_with("–".as_bytes());
    (ends && !value.is_empty()).then(|| at + skip..at + skip + value.len())
}

/// The cells under the heading at a place.
fn column(text: &[u8], start: usize, hit: &Range<usize>) -> Vec<Range<usize>> {
    let table = start..text.len().min(hit.end + MAX_TABLE_BYTES);
    let mut lines = lines(text, table);
    let (Some(head), Some(rule)) = (lines.next(), lines.next()) else { return Vec::new() };
    let ruled = text[rule].iter().all(|byte| b"|:- \t\r".contains(byte));
    let index = memchr::memchr_iter(b'|', &text[head.start..hit.start]).count();
    let heading = cell(text, head, index).filter(|heading| heading.len() <= 30);
    if !ruled || heading.is_none_or(|heading| !heading.contains(&hit.start)) {
        return Vec::new();
    }
    let rows = lines.take(MAX_ROWS).take_while(|row| memchr::memchr(b'|', &text[row.clone()]).is_some());
    rows.filter_map(|row| cell(text, row, index)).collect()
}

/// The lines of a stretch of text.
fn lines(text: &[u8], stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', &text[at..stretch.end]).map(|length| at + length)?;
        let line = at..end;
        at = end + 1;
        Some(line)
    })
}

/// The text of a cell without blanks and markup.
fn cell(text: &[u8], row: Range<usize>, index: usize) -> Option<Range<usize>> {
    let mut bars = memchr::memchr_iter(b'|', &text[row.clone()]).map(|at| row.start + at);
    let start = match index.checked_sub(1) {
        Some(before) => bars.nth(before)? + 1,
        None => row.start,
    };
    let end = bars.next().unwrap_or(row.end);
    let trims = |byte: &&u8| MARKUP.contains(byte) || byte.is_ascii_whitespace();
    let skip = text[start..end].iter().take_while(trims).count();
    let tail = text[start + skip..end].iter().rev().take_while(trims).count();
    (start + skip < end - tail).then_some(start + skip..end - tail)
}

/// The account beside a password.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Account {
    None,
    /// A user name, or an address of an example.
    Named,
    /// An address of mail, or an administrator.
    Real,
}

impl Account {
    fn near(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text).to_ascii_lowercase();
        let mail = text.split(|c: char| c.is_whitespace() || "|*`()<>,;:\"".contains(c)).filter(|word| {
            word.split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && host.trim_end_matches('.').contains('.'))
        });
        let mails: Vec<&str> = mail.collect();
        let sample = |mail: &&str| {
            ["example.", "@test.", "@domain.", "@email.", "@mail.com"].iter().any(|sign| mail.contains(sign))
        };
        let named = [
            "user", "login", "e-mail", "email", "usuario", "usuário", "pengguna", "utilisateur", "benutzer", "nip",
            "nis",
        ];
        match mails.iter().any(|mail| !sample(mail)) {
            true => Account::Real,
            false if named.iter().any(|word| text.contains(word)) || !mails.is_empty() => Account::Named,
            false => Account::None,
        }
    }
}

fn matched(rule: usize, span: Range<usize>, value: &[u8], account: Account) -> Option<Match> {
    let text = std::str::from_utf8(value).ok().filter(|text| is_password(text))?;
    let strong = match assess(text, CredentialClass::Password) {
        CredentialStrength::Sound => is_strong(value),
        CredentialStrength::DefaultCredential | CredentialStrength::Weak(_) => false,
        _ => return None,
    };
    let severity = match (strong, account) {
        (true, Account::Real) => Severity::High,
        (true, _) | (false, Account::Real) => Severity::Medium,
        (false, Account::Named) => Severity::Low,
        (false, Account::None) => return None,
    };
    let mut found = Match::new(rule, span, if strong { Specificity::Kind } else { Specificity::Judged });
    found.at_most(severity, Lowered::Value);
    Some(found)
}

/// Whether a word can be a password at all.
fn is_password(text: &str) -> bool {
    let lower = text.to_lowercase();
    (4..=MAX_PASSWORD_BYTES).contains(&text.len())
        && !text.contains(char::is_whitespace)
        && !text.starts_with(['<', '[', '{', '$', '(', '-', '%', '/', '.', '#', '!'])
        && !text.contains("://")
        && !text.contains("...")
        && !text.contains("***")
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && !NO_PASSWORDS.contains(&&*lower)
}

/// Whether a password is none of those that people make up for an example: it mixes letters with digits or signs.
fn is_strong(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    digits > 0 && letters > 0 && value.len() >= 8 && matches!(classify(value), ValueKind::Password | ValueKind::Random)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::FileContext;

    fn found(text: &str) -> Vec<(&str, Option<Severity>)> {
        let mut call = Call::new("README.md", FileContext::MOST_TELLING, text.as_bytes());
        let lower = text.to_lowercase();
        for word in ["password", "senha", "sandi"] {
            lower.match_indices(word).for_each(|(at, _)| documented(0, at..at + word.len(), &mut call));
        }
        call.found.iter().map(|found| (&text[found.value.clone()], found.severity)).collect()
    }

    #[test]
    fn passwords_in_documents() {
        let strong = crate::value::expand("{alnum:12}7x", "prose").expect("a template");
        for (text, expected) in [
            ("- **Email:** ana@escola.com.br\n- **Senha:** STRONG\n", vec![(&*strong, Some(Severity::High))]),
            ("Login: ana\nPassword: `STRONG`\n", vec![(&*strong, Some(Severity::Medium))]),
            ("Email: admin@shop.net / Kata sandi: admin123\n", vec![("admin123", Some(Severity::Medium))]),
            (
                "| E-mail | Senha | Role |\n|---|---|---|\n| ana@shop.net | STRONG | admin |\n| x | <senha> | y |\n",
                vec![(&*strong, Some(Severity::High))],
            ),
            ("Password: must have 8 characters\n", vec![]),
            ("- Password: <your password>\n", vec![]),
            ("- Password: required\n", vec![]),
            ("  password: STRONG\n", vec![]),
            ("\"Password\": \"STRONG\"\n", vec![]),
            ("| Name | Password |\n| a | b |\n", vec![]),
        ] {
            let text = text.replace("STRONG", &strong);
            let expected: Vec<(String, Option<Severity>)> =
                expected.into_iter().map(|(value, severity)| (value.to_owned(), severity)).collect();
            let found: Vec<_> =
                found(&text).into_iter().map(|(value, severity)| (value.to_owned(), severity)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
