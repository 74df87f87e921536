//! The values of an env file that could be credentials, and are therefore searched for.
//!
//! Values that occur in every repository, such as `production` or `5432`, would match and mean nothing. Each variable
//! that is skipped is reported with the reason.

use super::{Variable, encodings, url};
use crate::{
    detect::{NameHint, name_hint},
    value::{ValueKind, classify},
};
use std::fmt;

/// Minimum length of a value that is searched for; shorter ones match by chance.
const MIN_VALUE_BYTES: usize = 6;
/// Minimum length of a value made of words, which match by chance more easily.
const MIN_WORDS_BYTES: usize = 8;
/// Maximum length of a value that is searched for; longer ones are data.
const MAX_VALUE_BYTES: usize = 16 << 10;
/// Minimum length of a line that identifies a private key.
const MIN_KEY_LINE_BYTES: usize = 32;
/// Minimum length of a variable's name in a reference such as `$AB`.
const MIN_NAME_BYTES: usize = 2;

/// The part of a variable's value that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The whole value.
    Value,
    /// A credential inside it: a URL's password, a setting of a connection string, a private key's body.
    Credential,
}

/// The reason why a variable is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SkipReason {
    /// The value is empty.
    Empty,
    /// The value is a reference to another variable or a secret manager.
    Reference,
    /// The value is public: a certificate, a publishable key.
    Public,
    /// The value is a number, a date or a switch.
    Number,
    /// The value is an address or a path without a credential in it.
    Address,
    /// The value is a word, and the name does not suggest a secret.
    Words,
    /// Neither the name nor the format suggests a secret.
    Plain,
    /// The value is too short: it would match by chance.
    Short,
    /// The value is too long to be a credential.
    Long,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SkipReason::Empty => "empty",
            SkipReason::Reference => "a reference to another value",
            SkipReason::Public => "public by name or format",
            SkipReason::Number => "a number or a switch",
            SkipReason::Address => "an address or a path without a credential",
            SkipReason::Words => "a word, and not named like a secret",
            SkipReason::Plain => "not a secret by name or format",
            SkipReason::Short => "too short to compare reliably",
            SkipReason::Long => "too long to be a credential",
        })
    }
}

/// A value to search for on behalf of a variable.
pub(super) struct SearchTerm {
    pub(super) part: Part,
    /// The credential, decoded if it is percent-encoded in a URL.
    pub(super) value: Vec<u8>,
    /// The credential as written in the file, if that differs.
    pub(super) written: Vec<u8>,
}

/// The search terms of a variable, or the reason why it has none.
pub(super) fn search_terms(variable: &Variable) -> Result<Vec<SearchTerm>, SkipReason> {
    let value = variable.value.reveal();
    let trimmed = value.trim_ascii();
    let whole = || {
        vec![SearchTerm { part: Part::Value, value: trimmed.to_owned(), written: variable.written.reveal().to_owned() }]
    };
    match trimmed {
        [] => return Err(SkipReason::Empty),
        _ if variable.expands && is_reference(trimmed) => return Err(SkipReason::Reference),
        _ if trimmed.len() > MAX_VALUE_BYTES => return Err(SkipReason::Long),
        _ if is_public(&variable.name, trimmed) => return Err(SkipReason::Public),
        _ if is_path(trimmed) => return Err(SkipReason::Address),
        _ => {}
    }
    if let Some(body) = private_key(trimmed) {
        return Ok(vec![SearchTerm { part: Part::Credential, value: body, written: Vec::new() }]);
    }
    if let Some(credentials) = url::credentials(trimmed) {
        return from_credentials(&credentials, variable.expands);
    }
    skip_reason(&variable.name, trimmed).map_or_else(|| Ok(whole()), Err)
}

fn from_credentials(credentials: &[&[u8]], expands: bool) -> Result<Vec<SearchTerm>, SkipReason> {
    let (references, found): (Vec<&[u8]>, Vec<&[u8]>) =
        credentials.iter().partition(|credential| expands && is_reference(credential));
    let terms = found.iter().map(|written| SearchTerm {
        part: Part::Credential,
        value: encodings::percent_decoded(written),
        written: (*written).to_owned(),
    });
    let terms: Vec<SearchTerm> = terms.filter(|term| term.value.len() >= MIN_VALUE_BYTES).collect();
    match (terms.is_empty(), found.is_empty(), references.is_empty()) {
        (false, ..) => Ok(terms),
        (true, false, _) => Err(SkipReason::Short),
        (true, true, false) => Err(SkipReason::Reference),
        (true, true, true) => Err(SkipReason::Address),
    }
}

/// The reason to skip a value that is not an address. More values pass if the name suggests a secret; a name with `key`
/// in it does not make a secret of a word.
fn skip_reason(name: &str, value: &[u8]) -> Option<SkipReason> {
    let promise = name_hint(name.as_bytes());
    let is_promised = matches!(promise, Some(NameHint::Password | NameHint::Secret));
    let (shortest, refused) = match classify(value) {
        ValueKind::Random => return None,
        ValueKind::Empty => return Some(SkipReason::Empty),
        ValueKind::Number => return Some(SkipReason::Number),
        ValueKind::Address => return Some(SkipReason::Address),
        ValueKind::Words | ValueKind::Placeholder => (MIN_WORDS_BYTES, (!is_promised).then_some(SkipReason::Words)),
        _ => (MIN_VALUE_BYTES, promise.is_none().then_some(SkipReason::Plain)),
    };
    refused.or((value.len() < shortest).then_some(SkipReason::Short))
}

/// Whether a value is `$NAME` or `$(command)`, contains `${NAME}`, or is the address of a secret in a secret manager.
fn is_reference(value: &[u8]) -> bool {
    const MANAGERS: [&[u8]; 8] =
        [b"op://", b"vault:", b"arn:aws:", b"ref+", b"ssm:", b"sm://", b"@Microsoft.KeyVault", b"secretref:"];
    let opens = |at: usize| match value.get(at + 1) {
        Some(b'{') => value[at..].contains(&b'}'),
        Some(b'(') => value[at..].contains(&b')'),
        _ => false,
    };
    let is_name = |name: &[u8]| {
        name.len() >= MIN_NAME_BYTES
            && !name[0].is_ascii_digit()
            && name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
    };
    MANAGERS.iter().any(|start| value.starts_with(start))
        || value.strip_prefix(b"$").is_some_and(is_name)
        || memchr::memchr_iter(b'$', value).any(opens)
}

/// Whether a value is a path such as `/run/secrets/key` or `./certs`, without characters of random values.
fn is_path(value: &[u8]) -> bool {
    let rooted = [&b"/"[..], b"./", b"../", b"~/"].iter().any(|root| value.starts_with(root));
    rooted && value.iter().all(|byte| byte.is_ascii_lowercase() || b"/._-~".contains(byte))
}

fn is_public(name: &str, value: &[u8]) -> bool {
    let words = name.split(['_', '-', '.']);
    let named = words.map(str::to_ascii_lowercase).any(|word| word == "public" || word == "publishable");
    let armour: [&[u8]; 3] = [b"-----BEGIN CERTIFICATE", b"-----BEGIN PUBLIC KEY", b"ssh-"];
    named || armour.iter().any(|start| value.starts_with(start)) && private_key(value).is_none()
}

/// The last full line of a private key's body, which identifies the key however it is wrapped. Line ends may be written
/// `\n`.
fn private_key(value: &[u8]) -> Option<Vec<u8>> {
    let body = &value[memchr::memmem::find(value, b"PRIVATE KEY")?..];
    let body = String::from_utf8_lossy(body).replace("\\n", "\n");
    let is_key = |line: &str| {
        line.len() >= MIN_KEY_LINE_BYTES
            && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| is_key(line)).collect();
    let longest = lines.iter().map(|line| line.len()).max()?;
    lines.into_iter().rfind(|line| line.len() == longest).map(|line| line.as_bytes().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::EnvFile;

    /// Replaces the placeholders, as no credential is committed, not even one for a test.
    fn filled(text: &str) -> String {
        text.replace("<pw>", "t1ger-lily").replace("<short>", "x8!k")
    }

    /// The values compared for the variable of a line, or the reason why it is skipped.
    fn compared(line: &str) -> String {
        let file = EnvFile::parse(filled(line).as_bytes());
        match search_terms(&file.variables[0]) {
            Ok(all) => all.iter().map(|term| String::from_utf8_lossy(&term.value)).collect::<Vec<_>>().join(" + "),
            Err(reason) => format!("- {reason:?}"),
        }
    }

    #[test]
    fn values_that_could_be_credentials_are_compared() {
        for (line, expected) in [
            ("API_TOKEN=kx8-Vq2!mZ", "kx8-Vq2!mZ"),
            ("ANYTHING=q7w9e2r5t8y1u4i6", "q7w9e2r5t8y1u4i6"),
            ("DB_PASSWORD=sunshine", "sunshine"),
            ("DB_PASSWORD=changeme", "changeme"),
            ("JWT_SECRET=correct horse battery", "correct horse battery"),
            ("API_KEY=c56a4180-65aa-42ec-a945-5fd21dec0538", "c56a4180-65aa-42ec-a945-5fd21dec0538"),
            ("SESSION_SALT=x8!kd92m", "x8!kd92m"),
            ("DATABASE_URL=postgres://app:p%40ss<pw>@db/x", "p@ss<pw>"),
            ("HOOK=https://hooks.host/T1/q7w9e2r5t8y1u4i6", "q7w9e2r5t8y1u4i6"),
            ("DB=Server=x;User Id=sa;Password=<pw>", "<pw>"),
            ("PASSWORD='$ecret-${x}'", "$ecret-${x}"),
            ("PASSWORD=pa$$w0rd!", "pa$$w0rd!"),
            ("A=", "- Empty"),
            ("A=''", "- Empty"),
            ("DB_PASSWORD=${OTHER}", "- Reference"),
            ("DB_PASSWORD=$OTHER", "- Reference"),
            ("DB_PASSWORD=$(cat /run/secret)", "- Reference"),
            ("DB_PASSWORD=op://vault/db/password", "- Reference"),
            ("DATABASE_URL=postgres://app:${DB_PASSWORD}@db/x", "- Reference"),
            ("NODE_ENV=production", "- Words"),
            ("BASIC_AUTH=disabled", "- Words"),
            ("DEBUG=false", "- Words"),
            ("PORT=5432", "- Number"),
            ("SINCE=2024-01-31", "- Number"),
            ("HOST=db.internal", "- Address"),
            ("API_URL=https://api.host.com/v1", "- Address"),
            ("SECRET_FILE=/run/secrets/key", "- Address"),
            ("DATABASE_URL=postgres://app@db/x", "- Address"),
            ("AWS_REGION=us-east-1", "- Plain"),
            ("AZURE_CLIENT_ID=c56a4180-65aa-42ec-a945-5fd21dec0538", "- Plain"),
            ("NEXT_PUBLIC_KEY=q7w9e2r5t8y1u4i6", "- Public"),
            ("CERT=-----BEGIN CERTIFICATE-----", "- Public"),
            ("DB_PASSWORD=x8!k", "- Short"),
            ("DB_PASSWORD=tiger", "- Short"),
            ("DATABASE_URL=postgres://app:<short>@db/x", "- Short"),
        ] {
            assert_eq!(compared(line), filled(expected), "{line}");
        }
        assert_eq!(compared(&format!("A_TOKEN={}", "kx8-Vq2!".repeat(4000))), "- Long");
    }

    #[test]
    fn a_private_key_is_known_by_its_last_full_line() {
        let line = |seed: &str| crate::value::expand("{base64:64}", seed).expect("a template");
        let armour = |word: &str| format!("-----{word} RSA PRIVATE {}-----", "KEY");
        let end = "AbCd1234AbCd1234AbCd1234AbCd1234AA==";
        let lines = [armour("BEGIN"), line("first"), line("last"), end.to_owned(), armour("END")];
        for text in [
            format!("A='{}'", lines.join("\n")),
            format!("A={}", lines.join("\n")),
            format!("A={}", lines.join("\\n")),
            format!("A=\"{}\"", lines.join("\\n")),
        ] {
            assert_eq!(compared(&text), line("last"), "{text}");
        }
    }
}
